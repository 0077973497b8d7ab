import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

import { pino } from 'pino';

import { createAuthority } from '../../../certs/authority.ts';
import type { KeyAndCertificate } from '../../../certs/authority-keys.ts';
import { generateKey, publicKeyOf } from '../../../certs/keys.ts';
import { authorityKeyIdOf } from '../../../services/base/key-identifiers.ts';
import type { Spec } from '../../../services/domain/spec.ts';
import type { TlsIdentity } from '../../../services/rpc/identity.ts';
import { emptyTrust, refusalBy, type TrustList } from '../../../services/rpc/trust-list.ts';
import { issuerRecord, Issuers } from '../issuers.ts';
import { Rotation } from '../rotation.ts';
import { TrustPublisher } from '../trust-publisher.ts';
import { TrustStore } from '../trust-store.ts';

/** The nodes of the modelled cluster. */
export const names = ['hapy1', 'hapy2', 'hapy3'] as const;
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
export class ModelCluster {
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

  static async create(): Promise<ModelCluster> {
    const { root, issuer } = await createAuthority({ clusterId: 'c1', clock });
    const store = new TrustStore(new DatabaseSync(':memory:'));
    store.saveIssuer(issuerRecord(issuer, 'active', Date.now()));
    const cluster = new ModelCluster(store, root, (await generateKey()).privateKeyPem);
    cluster.start();
    cluster.own = cluster.#issue('coordinator', cluster.own.privateKeyPem);
    const keys = await Promise.all(names.map(() => generateKey()));
    for (const [at, name] of names.entries()) {
      const { certificateChainPem: chain } = cluster.#issue('agent', keys[at]?.privateKeyPem ?? '', name);
      cluster.nodes.set(name, { chain, list: emptyTrust, away: false });
      cluster.#keys.set(name, keys[at]?.privateKeyPem ?? '');
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
      ...{ store, auditHead: () => ({ number: 0, hash: '' }), now: () => Date.now() },
      places: () => ({ coordinators: [], elsewhere: [] }),
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
            this.#reach(name).chain = this.#issue(
              'agent',
              this.#keys.get(name) ?? '',
              name,
            ).certificateChainPem;
          }),
      }),
      trial: (authority) => ({
        ...this.own,
        ...authority.issue({ ...coordinator, publicKeyDer: publicKeyOf(this.own.privateKeyPem) }),
      }),
      tryWith: async (name, identity) =>
        !this.node(name).away && this.#accepts(name, identity.certificateChainPem),
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
      const refused = refusalBy(this.publisher.list, presented(this.node(name).chain));
      assert.equal(refused, undefined, `the coordinator refuses ${name}`);
    }
  }

  node(name: string): Node {
    const node = this.nodes.get(name);
    assert.ok(node !== undefined, name);
    return node;
  }

  #accepts(name: string, chain: string): boolean {
    return refusalBy(this.node(name).list, presented(chain)) === undefined;
  }

  #reach(name: string): Node {
    const node = this.node(name);
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

/** The coordinator ended here. */
export class Ended extends Error {}

const coordinator = { profile: 'coordinator', name: 'coordinator', dnsNames: [], addresses: [] } as const;

/** What of a chain is looked up in a list of whom nobody believes. */
export function presented(chain: string) {
  return {
    uri: 'spiffe://c1/x',
    serial: '',
    key: '',
    issuer: authorityKeyIdOf(new X509Certificate(chain).raw),
  };
}
