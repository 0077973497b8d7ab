import type { Host, Raft, RaftState } from '../../../services/domain/observed.ts';
import type { Datastore } from '../../../services/domain/storage/storage-state.ts';
import { childOf, childrenOf, type Element, integerAt, lineAt } from '../../bounded-xml.ts';

/** None of OpenNebula's numbers, for a datastore that does not tell its kind. */
const noType = 255;

/** A whole `<DATASTORE_POOL>`, in the order of ids. */
export function datastoresFromDocument(document: Element): Datastore[] {
  if (document.name !== 'DATASTORE_POOL') throw new Error(`element ${document.name}`);
  const datastores = childrenOf(document, 'DATASTORE').map((datastore) => ({
    id: integerAt(datastore, ['ID'], -1),
    name: lineAt(datastore, 'NAME'),
    type: integerAt(datastore, ['TYPE'], noType),
    dsMad: lineAt(datastore, 'DS_MAD'),
    tmMad: lineAt(datastore, 'TM_MAD'),
  }));
  return datastores.sort((one, other) => one.id - other.id);
}

/** raftstatus numbers its states 0 to 3 (opennebula.md section 2). */
const raftStates: readonly RaftState[] = ['solo', 'candidate', 'follower', 'leader'];

/** `<RAFT>` of one.zone.raftstatus. */
export function raftFromDocument(document: Element): Raft {
  const state = raftStates[integerAt(document, ['STATE'], -1)];
  if (document.name !== 'RAFT' || state === undefined) throw new Error('no raft status');
  return {
    state,
    serverId: integerAt(document, ['SERVER_ID'], -1),
    term: integerAt(document, ['TERM'], -1),
    votedFor: integerAt(document, ['VOTEDFOR'], -1),
    commit: integerAt(document, ['COMMIT'], -1),
    logIndex: integerAt(document, ['LOG_INDEX'], -1),
    logTerm: integerAt(document, ['LOG_TERM'], -1),
    federationIndex: integerAt(document, ['FEDLOG_INDEX'], -1),
  };
}

/** The name in the `<USER>` of one.user.info. */
export function userNameFromDocument(document: Element): string {
  const name = lineAt(document, 'NAME');
  if (document.name !== 'USER' || name === '') throw new Error('no user');
  return name;
}

/** Refuses what is not the `<HOST_POOL>` of one.hostpool.info. */
export function requireHostPool(document: Element): void {
  if (document.name !== 'HOST_POOL') throw new Error(`element ${document.name}`);
}

/** More names than that nobody reads in one message (state.proto). */
const vmIdsMax = 20;

/** One `<HOST>` of a pool. */
export function hostFromElement(host: Element): Host {
  return {
    id: integerAt(host, ['ID'], -1),
    name: lineAt(host, 'NAME'),
    state: integerAt(host, ['STATE'], 0),
    cluster: lineAt(host, 'CLUSTER'),
    runningVms: integerAt(host, ['HOST_SHARE', 'RUNNING_VMS'], 0),
    vmIds: vmIdsOf(host),
    cpuUsed: integerAt(host, ['HOST_SHARE', 'CPU_USAGE'], 0),
    cpuTotal: integerAt(host, ['HOST_SHARE', 'TOTAL_CPU'], 0),
    memoryUsedKib: integerAt(host, ['HOST_SHARE', 'MEM_USAGE'], 0),
    memoryTotalKib: integerAt(host, ['HOST_SHARE', 'TOTAL_MEM'], 0),
  };
}

/** What stands in the `<VMS>` of a host, besides what is no number. */
function vmIdsOf(host: Element): number[] {
  const ids = childrenOf(childOf(host, 'VMS'), 'ID').slice(0, vmIdsMax);
  return ids.map(({ text }) => Number(text)).filter((id) => Number.isSafeInteger(id) && id >= 0);
}

/** A whole `<HOST_POOL>` that is in memory already, in the order of ids. */
export function hostsFromDocument(document: Element): Host[] {
  requireHostPool(document);
  const hosts = childrenOf(document, 'HOST').map(hostFromElement);
  return hosts.sort((one, other) => one.id - other.id);
}
