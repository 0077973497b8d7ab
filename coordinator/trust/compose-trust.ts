import type { DatabaseSync } from 'node:sqlite';

import type { CertificateAuthority } from '../../certs/authority.ts';
import { readPrivateKey } from '../../certs/identity-store.ts';
import { publicKeyOf } from '../../certs/keys.ts';
import { AuditLog } from '../../services/audit/audit-log.ts';
import type { Clock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Log } from '../../services/base/log.ts';
import { IdentityKeeper } from '../../services/identity/identity-keeper.ts';
import { requireHolder } from '../../services/identity/require-holder.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import { coordinatorNodeOf, nodesToAsk, type Spec } from '../../services/domain/spec.ts';
import type { Peer } from '../../services/rpc/peer.ts';
import { emptyTrust, policyOf, type TrustList } from '../../services/rpc/trust-list.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import type { AgentChannels } from '../agents/agent-channels.ts';
import type { CoordinatorConfig } from '../config.ts';
import type { EnrolmentStore } from '../enrolment/enrolment-store.ts';
import { statePaths } from '../init.ts';
import type { ClusterRecord } from '../store/cluster-record.ts';
import type { EventSink } from '../store/event-store.ts';
import type { SpecStore } from '../store/spec-store.ts';
import { namesOf } from './holder-names.ts';
import { issuerRecord, Issuers } from './issuers.ts';
import { Rotation } from './rotation.ts';
import { type CoordinatorPlaces, TrustPublisher } from './trust-publisher.ts';
import { TrustStore } from './trust-store.ts';

interface Parts {
  readonly config: CoordinatorConfig;
  readonly database: DatabaseSync;
  readonly cluster: ClusterRecord;
  readonly specs: SpecStore;
  readonly enrolment: EnrolmentStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: EventSink;
}

/** Certificates, denials and audit of a coordinator, before it talks to anybody. */
export async function composeTrust(o: Parts) {
  const { config, database, cluster, specs, clock } = o;
  const log = o.log.child({ component: 'trust' });
  const { authorityRootPem: rootPem } = cluster;
  const paths = statePaths(config.stateDirectory);
  const store = new TrustStore(database, o.events);
  adoptAuthority(store, cluster, clock.now());
  const issuers = new Issuers({ store, spec: () => specs.current, clock, rootPem });
  const { port } = config.listen;
  const coordinators = () => {
    const place = specs.current.nodes.find(({ name }) => name === coordinatorNodeOf(specs.current));
    // The address first: it needs no name service, and both stand in our certificate.
    return place === undefined ? [] : [place.address, place.fqdn].map((address) => ({ address, port }));
  };
  /** A restored coordinator runs on one of the nodes. */
  const elsewhere = () =>
    specs.current.nodes
      .filter(({ name, address }) => name !== coordinatorNodeOf(specs.current) && address !== '')
      .map(({ address }) => ({ address, port }));
  let known: { readonly spec: Spec; readonly places: CoordinatorPlaces } | undefined;
  /** Made once for each spec: it is looked at before each call to a node. */
  const places = () => {
    const spec = specs.current;
    if (known?.spec !== spec)
      known = { spec, places: { coordinators: coordinators(), elsewhere: elsewhere() } };
    return known.places;
  };
  const audit = AuditLog.open({ path: paths.audit, program: 'coordinator', clock, log });
  const own = await openOwnIdentity({ ...o, log, issuers, directory: paths.pki });
  let current: TrustList = emptyTrust;
  return {
    ...{ store, issuers, audit, own, coordinators, elsewhere },
    policy: policyOf(() => current),
    rootKeyPath: paths.rootKey,
    /** Ties the list to the agents and to our own listener; nobody is told before. */
    connect(agents: AgentChannels, disconnect: (matches: (peer: Peer) => boolean) => void) {
      const members = () => nodesToAsk(specs.current).map(({ name }) => name);
      const publisher = new TrustPublisher({
        ...{ store, log, nodes: members, places },
        agentOf: (node) => agents.trustOf(node),
        auditHead: () => audit.head,
        now: () => clock.now(),
        onChanged: (list) => {
          current = list;
          const policy = policyOf(() => list);
          disconnect((peer) => policy.refusal(peer) !== undefined);
        },
      });
      current = publisher.list;
      agents.guard(
        (node) => publisher.tell(node),
        (node) => publisher.lost(node),
      );
      own.onRenewed((identity) => agents.setIdentity(identity));
      const isRevoked = (node: string) => {
        const uri = buildUri(specs.current.clusterId, 'agent', node);
        return publisher.list.deniedUris.includes(uri);
      };
      const rotation = new Rotation({
        ...{ issuers, publisher, own, nodes: () => members().filter((node) => !isRevoked(node)) },
        agentOf: (node) => agents.trustOf(node),
        tryWith: (node, identity) => agents.tryWith(node, identity),
        trial: (authority) => certifyOwn(o, own.identity, authority),
        rootKey: () => readRootKey(paths.rootKey),
      });
      return { publisher, rotation };
    },
  };
}

export type ComposedTrust = Awaited<ReturnType<typeof composeTrust>>;

/** A cluster that was made before there were issuing authorities goes on with its root as one. */
function adoptAuthority(store: TrustStore, cluster: ClusterRecord, nowMs: number): void {
  const { authorityPrivateKeyPem: privateKeyPem, authorityRootPem: certificatePem } = cluster;
  if (store.issuers().length > 0 || privateKeyPem === '') return;
  store.saveIssuer(issuerRecord({ privateKeyPem, certificatePem }, 'active', nowMs));
}

/** Our own certificate needs nobody but ourselves: one that has expired, or is of a
 * time when our clock was ahead, is replaced before we listen. */
async function openOwnIdentity(
  o: Parts & {
    readonly issuers: Issuers;
    readonly directory: string;
  },
): Promise<IdentityKeeper> {
  const { clock, log, issuers, directory } = o;
  const own = await IdentityKeeper.open({
    ...{ directory, clock, log, random: Math.random },
    ask: async (identity) => certifyOwn(o, identity, issuers.authority),
  });
  requireHolder(own.identity, buildUri(o.specs.current.clusterId, 'coordinator'), directory);
  if (!own.isValid) await own.renew();
  return own;
}

/** A certificate for our own key, by this authority; what was signed is in the list of certificates. */
function certifyOwn(
  { specs, enrolment, clock }: Parts,
  identity: TlsIdentity,
  authority: CertificateAuthority,
): TlsIdentity {
  const holder = { profile: 'coordinator', name: 'coordinator' } as const;
  const names = namesOf(specs.current, holder);
  if (names === undefined) throw new HapyError('HAPY-E169', { node: coordinatorNodeOf(specs.current) });
  const publicKeyDer = publicKeyOf(identity.privateKeyPem);
  const issued = authority.issue({ ...holder, ...names, publicKeyDer });
  const issuedAtMs = clock.now();
  enrolment.addCertificate({ ...issued, ...holder, publicKeyDer, issuedAtMs, tokenId: undefined });
  const { certificateChainPem } = issued;
  return { privateKeyPem: identity.privateKeyPem, certificateChainPem, rootsPem: authority.rootPem };
}

/** @throws HapyError HAPY-E124 when it was put away, and what readPrivateKey refuses with */
export async function readRootKey(path: string): Promise<string> {
  try {
    return await readPrivateKey(path);
  } catch (error) {
    const absent = error instanceof HapyError && error.code === 'HAPY-E147';
    throw absent ? new HapyError('HAPY-E124', { path }, error) : error;
  }
}
