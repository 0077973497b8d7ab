import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';

import { pino } from 'pino';

import { createAuthority } from '../../certs/authority.ts';
import type { KeyAndCertificate } from '../../certs/authority-keys.ts';
import { issuerFingerprintOf } from '../../certs/chain.ts';
import { generateKey, publicKeyOf } from '../../certs/keys.ts';
import type { Spec } from '../../services/domain/spec.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import { emptyTrust, refusalBy, type TrustList } from '../../services/rpc/trust-list.ts';
import { issuerRecord, Issuers } from './issuers.ts';
import { Rotation } from './rotation.ts';
import { TrustPublisher } from './trust-publisher.ts';
import { TrustStore } from './trust-store.ts';

const names = ['hapy1', 'hapy2', 'hapy3'] as const;
const clock = { now: () => Date.now(), delay: () => Promise.reject(new Error('no')) };
const spec: Spec = {
  clusterId: 'c1',
  platform: 'eole',
  nodes: names.map((name, at) => ({ name, fqdn: `${name}.lan`, address: `10.0.0.${at + 1}` })),
  vip: { address: '10.0.0.9', name: 'one.lan' },
};

interface Node {
  chain: string;
  list: TrustList;
  away: boolean;
}

/** A cluster as values, whose coordinator can end before or after anything that it does outside its memory. */
class Cluster {
  readonly nodes = new Map<string, Node>();
  readonly store: TrustStore;
  readonly #root: KeyAndCertificate;
  members: readonly string[] = names;
  own: TlsIdentity;
  /** Ends the coordinator at that deed, before it (an even number) or after it. */
  endAt = Number.POSITIVE_INFINITY;
  deeds = 0;
  issuers!: Issuers;
  publisher!: TrustPublisher;
  rotation!: Rotation;

  private constructor(store: TrustStore, root: KeyAndCertificate, privateKeyPem: string) {
    this.store = store;
    this.#root = root;
    this.own = { privateKeyPem, certificateChainPem: '', rootsPem: root.certificatePem };
  }

  static async create(): Promise<Cluster> {
    const { root, issuer } = await createAuthority({ clusterId: 'c1', clock });
    const store = new TrustStore(new DatabaseSync(':memory:'));
    store.saveIssuer(issuerRecord(issuer, 'active', Date.now()));
    const cluster = new Cluster(store, root, (await generateKey()).privateKeyPem);
    cluster.start();
    cluster.own = cluster.#issue('coordinator', cluster.own.privateKeyPem);
    const keys = await Promise.all(names.map(() => generateKey()));
    for (const [at, name] of names.entries()) {
      const { certificateChainPem: chain } = cluster.#issue('agent', keys[at]!.privateKeyPem, name);
      cluster.nodes.set(name, { chain, list: emptyTrust, away: false });
      cluster.#keys.set(name, keys[at]!.privateKeyPem);
    }
    return cluster;
  }

  readonly #keys = new Map<string, string>();

  /** What a coordinator finds that starts again: the database, and nothing that it had in memory. */
  start(): void {
    const { store } = this;
    const rootPem = this.#root.certificatePem;
    this.issuers = new Issuers({ store, spec: () => spec, clock, rootPem });
    this.publisher = new TrustPublisher({
      ...{ store, coordinators: () => [], auditHead: () => ({ number: 0, hash: '' }), now: () => Date.now() },
      ...{ log: pino({ level: 'silent' }), onChanged: () => undefined, nodes: () => this.members },
      agentOf: (name) => ({
        getTrust: async () => this.#reach(name).list,
        setTrust: (list) =>
          this.#deed(() => {
            const node = this.#reach(name);
            if (list.version > node.list.version) node.list = list;
            return node.list.version;
          }),
      }),
    });
    this.rotation = new Rotation({
      ...{ issuers: this.issuers, publisher: this.publisher, nodes: () => this.members },
      own: this.#keeper(),
      agentOf: (name) => ({
        certificateChain: async () => this.#reach(name).chain,
        renewCertificate: () =>
          this.#deed(() => {
            this.#reach(name).chain = this.#issue('agent', this.#keys.get(name)!, name).certificateChainPem;
          }),
      }),
      trial: (authority) => ({
        ...this.own,
        ...authority.issue({ ...coordinator, publicKeyDer: publicKeyOf(this.own.privateKeyPem) }),
      }),
      tryWith: async (name, identity) =>
        !this.nodes.get(name)!.away && this.#accepts(name, identity.certificateChainPem),
      rootKey: async () => this.#root.privateKeyPem,
    });
  }

  #keeper() {
    const current = () => this.own;
    return {
      get identity() {
        return current();
      },
      renew: () => this.#deed(() => (this.own = this.#issue('coordinator', this.own.privateKeyPem))),
    };
  }

  /** Whoever is there accepts what the other side shows, both ways, at this moment. */
  assertNobodyCutOff(): void {
    for (const name of names) {
      assert.ok(this.#accepts(name, this.own.certificateChainPem), `${name} refuses the coordinator`);
      const refused = refusalBy(this.publisher.list, presented(this.nodes.get(name)!.chain));
      assert.equal(refused, undefined, `the coordinator refuses ${name}`);
    }
  }

  #accepts(name: string, chain: string): boolean {
    return refusalBy(this.nodes.get(name)!.list, presented(chain)) === undefined;
  }

  #reach(name: string): Node {
    const node = this.nodes.get(name)!;
    if (node.away) throw new Error('away');
    return node;
  }

  #issue(profile: 'agent' | 'coordinator', privateKeyPem: string, name: string = profile): TlsIdentity {
    const publicKeyDer = publicKeyOf(privateKeyPem);
    const { certificateChainPem } = this.issuers.authority.issue({
      profile,
      name,
      dnsNames: [],
      addresses: [],
      publicKeyDer,
    });
    return { privateKeyPem, certificateChainPem, rootsPem: this.#root.certificatePem };
  }

  async #deed<T>(work: () => T): Promise<T> {
    if (this.deeds++ === this.endAt) throw new Ended();
    const result = work();
    this.assertNobodyCutOff();
    if (this.deeds++ === this.endAt) throw new Ended();
    return result;
  }
}

class Ended extends Error {}

const coordinator = { profile: 'coordinator', name: 'coordinator', dnsNames: [], addresses: [] } as const;

function presented(chain: string) {
  return { uri: 'spiffe://c1/x', serial: '', key: '', issuer: issuerFingerprintOf(chain) ?? '' };
}

/** Goes on until nothing is left to do; how often it was asked. */
async function finish(cluster: Cluster): Promise<void> {
  for (let steps = 0; ; steps += 1) {
    assert.ok(steps < 10, 'it ends');
    await cluster.rotation.forward();
    cluster.assertNobodyCutOff();
    if ((await cluster.rotation.view()).stage === 'none') return;
  }
}

function assertReplaced(cluster: Cluster, before: string): void {
  const { active, next, old } = cluster.issuers.records();
  assert.notEqual(active.fingerprint, before);
  assert.deepEqual([next, old], [undefined, undefined]);
  assert.deepEqual(cluster.publisher.list.deniedIssuers, [before]);
  for (const name of names)
    assert.equal(presented(cluster.nodes.get(name)!.chain).issuer, active.fingerprint);
  assert.equal(presented(cluster.own.certificateChainPem).issuer, active.fingerprint);
  assert.equal(cluster.store.issuers().find((each) => each.fingerprint === before)?.privateKeyPem, '');
}

describe('the replacement of the issuing authority', () => {
  const activeOf = (cluster: Cluster) => cluster.issuers.records().active.fingerprint;

  it('goes on from wherever the coordinator ended, and cuts nobody off at any moment', async () => {
    let ended = 0;
    for (let at = 0; ; at += 1) {
      const cluster = await Cluster.create();
      const before = activeOf(cluster);
      cluster.endAt = at;
      const whole = await finish(cluster).then(
        () => true,
        (error: unknown) => {
          // An agent that was interrupted does not answer; the step then waits for it.
          if (error instanceof Ended || (error as { code?: string }).code === 'HAPY-E187') return false;
          throw error;
        },
      );
      if (whole && cluster.deeds <= at) break;
      ended += 1;
      cluster.endAt = Number.POSITIVE_INFINITY;
      cluster.start();
      if (cluster.store.issuers().filter(({ status }) => status !== 'retired').length > 1)
        await finish(cluster);
      for (const name of names) await cluster.publisher.tell(name);
      cluster.assertNobodyCutOff();
      assertReplaced(cluster, before);
    }
    assert.ok(ended >= 10, `${ended} moments`);
  }).timeout(60_000);

  it('can be taken back from every stage, as often as one likes', async () => {
    for (const steps of [1, 2, 3]) {
      const cluster = await Cluster.create();
      const before = activeOf(cluster);
      for (let step = 0; step < steps; step += 1) await cluster.rotation.forward();
      while ((await cluster.rotation.view()).stage !== 'none') {
        await cluster.rotation.back();
        cluster.assertNobodyCutOff();
      }
      assert.equal(activeOf(cluster), before);
      assert.equal(cluster.store.issuers().length, 1);
      await assert.rejects(cluster.rotation.back(), { code: 'HAPY-E188' });
      await finish(cluster);
      assertReplaced(cluster, before);
    }
  });

  it('waits by name for a node that is away, and goes on when it is back', async () => {
    const cluster = await Cluster.create();
    const before = activeOf(cluster);
    await cluster.rotation.forward();
    cluster.nodes.get('hapy2')!.away = true;
    await assert.rejects(cluster.rotation.forward(), { code: 'HAPY-E187', parameters: { waiting: 'hapy2' } });
    cluster.nodes.get('hapy2')!.away = false;
    await cluster.rotation.forward();
    cluster.nodes.get('hapy3')!.away = true;
    await assert.rejects(cluster.rotation.forward(), { code: 'HAPY-E187', parameters: { waiting: 'hapy3' } });
    assert.deepEqual((await cluster.rotation.view()).steps[2]?.waitingFor, ['hapy3']);
    cluster.nodes.get('hapy3')!.away = false;
    await finish(cluster);
    assertReplaced(cluster, before);
  });

  it('does not wait for a node that was revoked or has left, nor forgets one that came meanwhile', async () => {
    const cluster = await Cluster.create();
    await cluster.rotation.forward();
    cluster.nodes.get('hapy2')!.away = true;
    cluster.members = ['hapy1', 'hapy3'];
    await cluster.rotation.forward();
    cluster.nodes.get('hapy2')!.away = false;
    cluster.members = names;
    assert.deepEqual((await cluster.rotation.view()).steps[2]?.waitingFor, [...names]);
    cluster.nodes.get('hapy2')!.away = true;
    cluster.members = ['hapy1', 'hapy3'];
    await cluster.rotation.forward();
    await cluster.rotation.forward();
    assert.equal((await cluster.rotation.view()).stage, 'none');
  });

  it('ends although a node falls silent in the last step, which is told when it answers again', async () => {
    const cluster = await Cluster.create();
    for (let step = 0; step < 3; step += 1) await cluster.rotation.forward();
    const before = cluster.issuers.records().old!.fingerprint;
    // Seen as certified, then gone before it was told.
    cluster.endAt = cluster.deeds;
    await cluster.rotation.forward();
    cluster.endAt = Number.POSITIVE_INFINITY;
    assert.equal((await cluster.rotation.view()).stage, 'none');
    for (const name of names) assert.ok(await cluster.publisher.tell(name));
    for (const name of names) assert.deepEqual(cluster.nodes.get(name)!.list.deniedIssuers, [before]);
  });
});

describe('the list of whom nobody believes', () => {
  it('gets a new version when the coordinator ended between a denial and telling it', async () => {
    const cluster = await Cluster.create();
    for (const name of names) await cluster.publisher.tell(name);
    const { version } = cluster.publisher.list;
    const denial = {
      kind: 'serial',
      value: 'ab',
      holder: 'agent/hapy3',
      reason: '',
      deniedBy: 'root',
      atMs: 0,
    } as const;
    cluster.store.addDenial(denial);
    cluster.start();
    assert.equal(cluster.publisher.list.version, version + 1);
    for (const name of names) await cluster.publisher.tell(name);
    for (const name of names) assert.deepEqual(cluster.nodes.get(name)!.list.deniedSerials, ['ab']);
    cluster.start();
    assert.equal(cluster.publisher.list.version, version + 1);
  });

  it('takes over what a node knows of and a restored coordinator does not', async () => {
    const cluster = await Cluster.create();
    const known = {
      version: 7,
      deniedIssuers: [],
      deniedSerials: ['cd'],
      deniedUris: ['spiffe://c1/agent/x'],
      deniedKeys: ['ef'],
    };
    cluster.nodes.get('hapy2')!.list = known;
    for (const name of names) await cluster.publisher.tell(name);
    for (const name of names) await cluster.publisher.tell(name);
    for (const name of names) {
      const { version, ...list } = cluster.nodes.get(name)!.list;
      assert.ok(version > 7);
      assert.deepEqual(
        [list.deniedSerials, list.deniedUris, list.deniedKeys],
        [['cd'], ['spiffe://c1/agent/x'], ['ef']],
      );
    }
  });
});
