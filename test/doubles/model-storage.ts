import assert from 'node:assert/strict';

import type { Spec, SpecNode } from '../../services/domain/spec.ts';
import {
  type Brick,
  brickText,
  type HealState,
  isSameBrick,
  type StorageMount,
  type StorageState,
  type StorageVolume,
} from '../../services/domain/storage/storage-state.ts';
import type { StorageStep } from '../../services/domain/storage/storage-step.ts';
import type { ModelHealLooks } from './model-heal-looks.ts';

/** What the model's GlusterFS knows of a machine. */
export interface ModelDaemon {
  readonly spec: SpecNode;
  /** Its identity; another machine of that name has another one. */
  uuid: string;
}

/** How often somebody looks before an empty brick is filled. */
const looksToHeal = 3;

const soundBrick = {
  filesystem: 'xfs',
  onRoot: false,
  inodeBytes: 512,
  freeBytes: 9,
  totalBytes: 10,
} as const;

/** GlusterFS as values: one pool, one volume. What it would lose is an assertion. */
export class ModelStorage {
  /** By full name the identity that the pool knows. */
  readonly pool = new Map<string, string>();
  readonly rejected = new Set<string>();
  /** By node what it has mounted, by path. */
  readonly mounted = new Map<string, Map<string, StorageMount>>();
  /** Of the volume. */
  readonly folders = new Set<string>();
  volume: StorageVolume | undefined;
  /** Bricks whose folder is empty on a machine that came anew: nobody serves them. */
  readonly lost = new Set<string>();
  /** Bricks that are being filled, with the looks that it still takes. */
  readonly filling = new Map<string, number>();

  /** Bricks that a drill has stopped. */
  readonly stopped = new Set<string>();
  /** By seed, what a drill has written. */
  probe = '';
  /** Every look is a new one where this is not there. */
  healLooks: ModelHealLooks | undefined;

  /** A machine is exchanged: what was on its disk is gone. */
  exchange({ fqdn, name }: SpecNode): void {
    this.mounted.delete(name);
    this.healLooks?.forget(fqdn);
    for (const brick of this.volume?.bricks ?? []) {
      if (brick.host === fqdn) this.lost.add(brickText(brick));
    }
  }

  apply(step: StorageStep, at: ModelDaemon, daemons: ReadonlyMap<string, ModelDaemon>): void {
    const named = (fqdn: string) => [...daemons.values()].find(({ spec }) => spec.fqdn === fqdn);
    this.healLooks?.forget(at.spec.fqdn);
    switch (step.is) {
      case 'probe-peer': {
        const other = named(step.name);
        assert(other !== undefined, `probe of ${step.name}, which is nobody`);
        const inside = this.pool.get(at.spec.fqdn) === at.uuid;
        assert(inside || this.pool.size === 0, `${at.spec.fqdn} calls ${step.name} from outside its pool`);
        this.pool.set(at.spec.fqdn, at.uuid);
        this.pool.set(step.name, other.uuid);
        return;
      }
      case 'rejoin-pool':
        at.uuid = step.uuid;
        this.rejected.delete(at.spec.fqdn);
        return;
      case 'create-volume': {
        const { volume: name, replica, bricks } = step;
        if (this.volume !== undefined) return;
        for (const { host } of bricks) assert(this.pool.has(host), `${host} is no peer`);
        this.volume = { name, id: 'v1', status: 'Created', replica, bricks, options: {} };
        return;
      }
      case 'set-volume-options':
        return this.#change((volume) => ({ options: { ...volume.options, ...step.options } }));
      case 'start-volume':
        return this.#change(() => ({ status: 'Started' }));
      case 'mount-volume':
        return this.#mount(at, { volume: step.volume, folder: '', path: step.path });
      case 'make-folder':
        assert.equal(this.volume?.status, 'Started', 'a folder is made through a mount');
        this.folders.add(step.folder);
        return;
      case 'mount-folder':
        assert.ok(this.folders.has(step.folder), 'a folder that is mounted was made');
        return this.#mount(at, { volume: step.volume, folder: step.folder, path: step.path });
      case 'replace-brick':
        return this.#replace(step.old, step.new);
      case 'reset-brick':
        if (!this.lost.has(brickText(step.brick))) return;
        this.#requireOthers(step.brick);
        this.lost.delete(brickText(step.brick));
        this.filling.set(brickText(step.brick), looksToHeal);
        return;
      case 'add-bricks':
        return this.#change(({ bricks }) => ({
          bricks: [
            ...bricks,
            ...step.bricks.filter((brick) => !bricks.some((each) => isSameBrick(each, brick))),
          ],
        }));
      case 'stop-brick': {
        if (this.stopped.has(brickText(step.brick))) return;
        this.#requireOthers(step.brick);
        assert.equal(
          this.filling.size + this.stopped.size,
          0,
          'a brick is stopped while something is missing',
        );
        this.stopped.add(brickText(step.brick));
        return;
      }
      case 'start-brick':
        for (const brick of this.stopped) if (this.#missed) this.filling.set(brick, looksToHeal);
        this.stopped.clear();
        this.#missed = false;
        return;
      case 'write-probe':
        assert.ok(this.mounted.get(at.spec.name)?.has(step.path), 'written through a mount');
        this.probe = step.seed;
        this.#missed ||= this.stopped.size > 0;
        return;
      case 'read-probe':
        assert.equal(this.probe, step.seed, 'what was written is read');
        return;
      case 'clear-probe':
        this.probe = '';
        return;
      case 'detach-peer':
        assert(!this.volume?.bricks.some(({ host }) => host === step.name), `${step.name} has a brick`);
        this.pool.delete(step.name);
    }
  }

  /** Somebody changes options of the volume. */
  setByHand(options: Readonly<Record<string, string>>): void {
    this.#change((volume) => ({ options: { ...volume.options, ...options } }));
  }

  #mount({ spec }: ModelDaemon, mount: StorageMount): void {
    assert.equal(this.volume?.status, 'Started', 'a volume that is mounted was started');
    this.mounted.set(
      spec.name,
      (this.mounted.get(spec.name) ?? new Map<string, StorageMount>()).set(mount.path, mount),
    );
  }

  #replace(old: Brick, brick: Brick): void {
    const has = this.volume?.bricks.some((each) => isSameBrick(each, old)) === true;
    if (!has) return;
    assert(this.pool.has(brick.host), `${brick.host} is no peer`);
    this.#requireOthers(old);
    this.lost.delete(brickText(old));
    this.filling.delete(brickText(old));
    this.filling.set(brickText(brick), looksToHeal);
    this.#change(({ bricks }) => ({ bricks: bricks.map((each) => (isSameBrick(each, old) ? brick : each)) }));
  }

  /** The last good copy must be nobody's alone. */
  #requireOthers(brick: Brick): void {
    const others = (this.volume?.bricks ?? []).filter((each) => !isSameBrick(each, brick));
    for (const other of others.map(brickText)) {
      assert(!this.filling.has(other) && !this.lost.has(other), `${other} is not whole yet`);
    }
  }

  #change(change: (volume: StorageVolume) => Partial<StorageVolume>): void {
    assert(this.volume !== undefined, 'there is no volume');
    this.volume = { ...this.volume, ...change(this.volume) };
  }

  /** Whether a brick that is stopped lacks something. */
  #missed = false;

  /** What the daemon of a machine tells. `isUp` says whether the machine of that full name runs. */
  stateOf(daemon: ModelDaemon, spec: Spec, nowMs: number, isUp: (fqdn: string) => boolean): StorageState {
    const { fqdn, name } = daemon.spec;
    const inPool = this.pool.get(fqdn) === daemon.uuid;
    const peers = [...this.pool]
      .filter(([host]) => inPool && host !== fqdn)
      .map(([host, uuid]) => ({
        ...{ uuid, names: [host], connected: isUp(host) },
        state: this.rejected.has(host) || this.rejected.has(fqdn) ? 'Peer Rejected' : 'Peer in Cluster',
      }));
    const volumes = inPool && this.volume !== undefined ? [this.volume] : [];
    // Whoever is asked, it is one time that passes.
    const asked = (host: string) => isUp(host) && spec.nodes.some((each) => each.fqdn === host);
    const counts = [...this.pool.keys()].find(asked) === fqdn;
    for (const [brick, looks] of counts ? this.filling : []) {
      if (looks <= 1) this.filling.delete(brick);
      else this.filling.set(brick, looks - 1);
    }
    const started = volumes.some(({ status }) => status === 'Started');
    const mounts = [...(this.mounted.get(name)?.values() ?? [])];
    const seen = { observedAtMs: nowMs, silence: '', version: '10.3', uuid: daemon.uuid, client: true };
    const bricks = (this.volume?.bricks ?? [])
      .filter(({ host }) => inPool && host === fqdn)
      .map((brick) => {
        const empty = this.lost.has(brickText(brick));
        return { ...soundBrick, path: brick.path, empty, folders: empty ? [] : [...this.folders] };
      });
    return {
      ...seen,
      peers,
      volumes,
      bricks,
      mounts,
      heals: started ? [this.healTold(fqdn, nowMs, isUp)] : [],
    };
  }

  /** What that machine tells of what is to be healed. */
  healTold(by: string, nowMs: number, isUp: (fqdn: string) => boolean): HealState {
    const look = () => this.#heal(nowMs, isUp);
    const hangs = this.volume?.bricks.some(({ host }) => !isUp(host)) === true;
    return this.healLooks?.told(by, hangs, look) ?? look();
  }

  #heal(observedAtMs: number, isUp: (fqdn: string) => boolean): HealState {
    const bricks = this.volume?.bricks ?? [];
    const served = (brick: Brick) =>
      isUp(brick.host) && !this.lost.has(brickText(brick)) && !this.stopped.has(brickText(brick));
    const behind = bricks.some(
      (brick) =>
        this.filling.has(brickText(brick)) ||
        (this.stopped.has(brickText(brick)) ? this.#missed : !served(brick)),
    );
    return {
      volume: this.volume?.name ?? '',
      observedAtMs,
      splitBrainFiles: [],
      bricks: bricks.map((brick) => {
        const whole = served(brick) && !this.filling.has(brickText(brick));
        return { ...brick, connected: served(brick), pending: behind && whole ? 1 : 0, splitBrain: 0 };
      }),
    };
  }
}
