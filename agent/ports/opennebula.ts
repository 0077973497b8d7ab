import type { DatastoreKind } from '../../services/domain/storage/storage-spec.ts';
import type { Datastore } from '../../services/domain/storage/storage-state.ts';
import type { Host, Raft, Zone } from '../../services/domain/observed.ts';

/**
 * oned of this node, and of no other: what a follower forwards is the leader's word, so nothing about this
 * node is concluded from a call that is forwarded (opennebula.md, fact 12). The reads are answered locally.
 * All fail with HAPY-E400 (no answer), E401 (too late, for writes: outcome unknown), E402 (not oned), E403
 * (refused), E404 (credentials).
 */
export interface OpenNebula {
  raftStatus(signal?: AbortSignal): Promise<Raft>;
  /** The status that another server of the zone gives of itself: for the watchdog, and for nothing else. */
  raftStatusAt(endpoint: string, deadlineMs: number, signal?: AbortSignal): Promise<Raft>;
  /** Logs in where the endpoint is, and gives the name of the user that the server takes this node's session for. */
  userAt(endpoint: string, deadlineMs: number, signal?: AbortSignal): Promise<string>;
  zone(signal?: AbortSignal): Promise<Zone>;
  hosts(signal?: AbortSignal): Promise<readonly Host[]>;
  /** Empty unless this very oned answers it: a follower would hand on the leader's. */
  version(signal?: AbortSignal): Promise<string>;

  /** The answer carries the zone's id, not the server's: read the pool to learn that (fact 6). */
  addServer(server: { readonly name: string; readonly endpoint: string }, write: Write): Promise<void>;
  removeServer(id: number, write: Write): Promise<void>;
  /** Appends to the zone's template, as a replicated record. */
  setZoneEndpoint(endpoint: string, write: Write): Promise<void>;
  /** A replicated record that changes nothing: when it is answered, all that was written before it is applied. */
  writeNothing(write: Write): Promise<void>;
  addHost(
    host: { readonly name: string; readonly imMad: string; readonly vmMad: string },
    write: Write,
  ): Promise<number>;
  datastores(signal?: AbortSignal): Promise<readonly Datastore[]>;
  /** With TM_MAD=shared; an image datastore with DS_MAD=fs. Gives its id. */
  addDatastore(
    datastore: { readonly name: string; readonly kind: DatastoreKind },
    write: Write,
  ): Promise<number>;
  removeHost(id: number, write: Write): Promise<void>;
  /** Nothing is placed on it any more; what runs there goes on. */
  disableHost(id: number, write: Write): Promise<void>;
  /** The leader sends the server its log from the beginning that it still has. Answers yes for any id. */
  resetServer(id: number, write: Write): Promise<void>;
}

export interface Write {
  /** Milliseconds after which the outcome counts as unknown. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
  /** Where it is asked for instead of this node's own oned: for the proof through the virtual address alone. */
  readonly at?: string;
}
