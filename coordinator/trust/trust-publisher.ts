import { createHash } from 'node:crypto';

import { keyIdOf } from '../../certs/chain.ts';
import type { AuditHead } from '../../services/audit/audit-line.ts';
import type { Log } from '../../services/base/log.ts';
import type { TrustList } from '../../services/rpc/trust-list.ts';
import type { CoordinatorAddress } from '../../certs/join-token.ts';
import type { Denial, IssuerStatus, TrustStore } from './trust-store.ts';

/** Where an agent finds a coordinator: where that is, and where else one may come to be. */
export interface CoordinatorPlaces {
  readonly coordinators: readonly CoordinatorAddress[];
  readonly elsewhere: readonly CoordinatorAddress[];
}

/** One agent's list, as the publisher needs it. */
export interface TrustedAgent {
  getTrust(): Promise<TrustList>;
  /** Gives the version that counts there now. */
  setTrust(list: TrustList & CoordinatorPlaces, audit: AuditHead): Promise<number>;
}

export interface PublisherOptions {
  readonly store: TrustStore;
  /** Who belongs to the cluster now. */
  readonly nodes: () => readonly string[];
  readonly agentOf: (node: string) => TrustedAgent;
  /** The same object as long as nothing has changed. */
  readonly places: () => CoordinatorPlaces;
  readonly auditHead: () => AuditHead;
  readonly log: Log;
  readonly now: () => number;
  /** Told when the list has changed, before any agent is. */
  readonly onChanged: (list: TrustList) => void;
}

/**
 * Keeps every agent's list equal to ours. A node that was away is told before anything else is asked of it, and
 * what an agent knows that we do not (we were restored from a backup) is taken over first: nothing that was
 * withdrawn is ever believed again.
 */
export class TrustPublisher {
  readonly #options: PublisherOptions;
  readonly #told = new Map<string, number>();
  /** What is under way, and the version that it began with. */
  readonly #telling = new Map<string, { readonly version: number; readonly told: Promise<boolean> }>();
  #list: TrustList;
  #places: string | undefined;
  #noticed: CoordinatorPlaces | undefined;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#list = this.#read();
    const { store } = options;
    // We ended between a change and its new version: a node would take it for what it knows already.
    if (store.fact('trust-digest') === digestOf(this.#list)) return;
    const version = store.fact('trust-digest') === undefined ? this.#list.version : this.#list.version + 1;
    this.#write(version);
    this.#list = this.#read();
  }

  get list(): TrustList {
    return this.#list;
  }

  /** To be called after denials or issuers have changed: makes a new version and tells everybody. */
  async publish(): Promise<{ reached: string[]; missed: string[] }> {
    this.#raise(this.#list.version + 1);
    const outcomes = await Promise.all(
      this.#options.nodes().map(async (node) => [node, await this.tell(node)] as const),
    );
    const named = (wanted: boolean) => outcomes.filter(([, told]) => told === wanted).map(([node]) => node);
    return { reached: named(true), missed: named(false) };
  }

  isTold(node: string): boolean {
    return this.#told.get(node) === this.#list.version;
  }

  /** Forgets that a node was told: its connection broke, and it may have come back from a copy of yesterday. */
  lost(node: string): void {
    this.#told.delete(node);
  }

  /** Nodes take over what has a higher version, so places that are others now make one. */
  #noticePlaces(): void {
    const noticed = this.#options.places();
    if (noticed === this.#noticed) return;
    const places = JSON.stringify(noticed);
    const { store } = this.#options;
    this.#places ??= store.fact('trust-places') ?? '';
    if (places !== this.#places) {
      this.#places = places;
      store.setFact('trust-places', places);
      this.#raise(this.#list.version + 1);
    }
    this.#noticed = noticed;
  }

  /** True when the node has the list now. Never throws: who does not answer is told when it answers again. */
  async tell(node: string): Promise<boolean> {
    this.#noticePlaces();
    if (this.isTold(node)) return true;
    const running = this.#telling.get(node);
    const { version } = this.#list;
    // Its outcome is everybody's: a queue of those who try again, one after the other, would never end with a slow node.
    if (running?.version === version) return running.told;
    // One that began before the list changed may have told the version of before: look again afterwards.
    if (running !== undefined) return running.told.then(() => this.tell(node));
    const told = this.#tell(node).finally(() => this.#telling.delete(node));
    this.#telling.set(node, { version, told });
    return told;
  }

  async #tell(node: string): Promise<boolean> {
    const { agentOf, places, auditHead, log } = this.#options;
    try {
      const agent = agentOf(node);
      if (!this.#told.has(node)) this.#adopt(await agent.getTrust());
      const list = this.#list;
      const version = await agent.setTrust({ ...list, ...places() }, auditHead());
      if (version !== list.version) return false;
      this.#told.set(node, version);
      return true;
    } catch (error) {
      log.debug({ node, err: error }, 'trust list not told');
      return false;
    }
  }

  /**
   * Takes over what a node denies and we do not know of, and counts on from the highest version there is. Only names
   * are ever believed again, and so are taken from a newer list alone; everything else is denied for good.
   */
  #adopt(theirs: TrustList): void {
    const newer = theirs.version > this.#list.version;
    const denied: Pick<Denial, 'kind' | 'value'>[] = [
      ...theirs.deniedSerials.map((value) => ({ kind: 'serial' as const, value })),
      ...(newer ? theirs.deniedUris.map((value) => ({ kind: 'uri' as const, value })) : []),
      ...theirs.deniedKeys.map((value) => ({ kind: 'key' as const, value })),
      ...theirs.deniedIssuers.map((value) => ({ kind: 'issuer' as const, value })),
    ];
    const ours = this.#list;
    const known = new Set([
      ...ours.deniedSerials,
      ...ours.deniedUris,
      ...ours.deniedKeys,
      ...ours.deniedIssuers,
    ]);
    const unknown = denied.filter(({ value }) => !known.has(value));
    if (!newer && unknown.length === 0) return;
    const { store, now } = this.#options;
    const about = { holder: '', reason: 'adopted', deniedBy: '', atMs: now() };
    store.atomically(() => unknown.forEach((each) => store.addDenial({ ...each, ...about })));
    this.#raise(Math.max(theirs.version, this.#list.version) + 1);
  }

  #raise(version: number): void {
    this.#write(version);
    this.#list = this.#read();
    this.#options.onChanged(this.#list);
  }

  #write(version: number): void {
    const { store } = this.#options;
    const digest = digestOf(this.#read());
    store.atomically(() => {
      store.setFact('trust-version', String(version));
      store.setFact('trust-digest', digest);
    });
  }

  #read(): TrustList {
    const { store } = this.#options;
    const denials = store.denials();
    const values = (kind: Denial['kind']) =>
      denials.filter((each) => each.kind === kind).map(({ value }) => value);
    const issuers = store.issuers();
    const having = (status: IssuerStatus) =>
      issuers.filter((each) => each.status === status).map(({ certificatePem }) => keyIdOf(certificatePem));
    // Whoever tells us that the one that signs is denied has accepted us by it all the same.
    const active = having('active');
    const denied = [...new Set([...having('retired'), ...values('issuer')])];
    return {
      version: Number(store.fact('trust-version') ?? 1),
      deniedIssuers: denied.filter((each) => !active.includes(each)),
      deniedSerials: values('serial'),
      deniedUris: values('uri'),
      deniedKeys: values('key'),
    };
  }
}

/** Of what a list says, whatever its version. */
function digestOf({ deniedIssuers, deniedSerials, deniedUris, deniedKeys }: TrustList): string {
  const said = [deniedIssuers, deniedSerials, deniedUris, deniedKeys].map((each) => each.toSorted());
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}
