import type { GuardState, RaftState } from '../observed.ts';
import { majorityOf } from '../spec.ts';

/** What one server of the zone answered when this node asked it. */
export interface PeerAnswer {
  readonly serverId: number;
  readonly state: RaftState;
  readonly term: number;
}

/** What the watchdog of one node sees at one moment. */
export interface Sight {
  readonly guard: GuardState;
  /** The virtual address stands on an interface of this node. */
  readonly holds: boolean;
  /**
   * This node's own oned: what it answers; `silent` runs and does not answer; `gone` does not run, and since
   * when, in milliseconds.
   */
  readonly own:
    | {
        readonly is: 'answering';
        readonly serverId: number;
        readonly state: RaftState;
        readonly term: number;
      }
    | { readonly is: 'silent' }
    | { readonly is: 'gone'; readonly forMs: number };
  /** How many servers the last list of the zone has, this one included. */
  readonly servers: number;
  /** Those of the others that answered. */
  readonly peers: readonly PeerAnswer[];
  /** The highest term that this node has ever seen its own oned at. */
  readonly lastTerm: number;
  /** Somebody else answers at the virtual address; only asked where it would be added. */
  readonly taken: boolean;
}

export type Deed = 'remove' | 'add' | 'nothing';

/** A unit that restarts is not gone: systemd takes a moment. */
const goneMs = 3000;

/**
 * The table: what to do about the virtual address on this node. Both of two samples in a row must say the
 * same. Whatever is not proved changes nothing: no majority, a hung oned, a server that runs alone, a guard
 * that holds.
 */
export function decide(before: Sight | undefined, now: Sight): Deed {
  const deed = deedOf(now);
  return before !== undefined && deedOf(before) === deed ? deed : 'nothing';
}

/** What one sample alone says. */
export function deedOf(sight: Sight): Deed {
  if (sight.guard !== 'member' || sight.servers < 2) return 'nothing';
  if (sight.holds) return anotherLeads(sight) ? 'remove' : 'nothing';
  return leadsProvably(sight) && !sight.taken ? 'add' : 'nothing';
}

/** Another server says LEADER, and a majority, that one included, stands at its term. */
function anotherLeads(sight: Sight): boolean {
  const { own, peers, lastTerm, servers } = sight;
  if (!mayLose(own)) return false;
  return peers.some(({ state, term }) => {
    if (state !== 'leader' || term < lastTerm) return false;
    return countAt(sight, term) >= majorityOf(servers);
  });
}

function mayLose(own: Sight['own']): boolean {
  switch (own.is) {
    case 'answering':
      return own.state === 'candidate' || own.state === 'follower';
    case 'gone':
      return own.forMs >= goneMs;
    case 'silent':
      return false;
  }
}

/** This server says LEADER, a majority stands at its term, and nobody leads at a higher one. */
export function leadsProvably(sight: Sight): boolean {
  const { own, peers, servers } = sight;
  if (own.is !== 'answering' || own.state !== 'leader') return false;
  const { term } = own;
  if (peers.some((peer) => peer.state === 'leader' && peer.term >= term)) return false;
  return countAt(sight, term) >= majorityOf(servers);
}

/** Servers that stand at a term as leader or follower, each counted once. */
function countAt({ own, peers }: Sight, term: number): number {
  const ids = new Set<number>();
  const serving = (state: RaftState) => state === 'leader' || state === 'follower';
  for (const peer of peers) if (peer.term === term && serving(peer.state)) ids.add(peer.serverId);
  if (own.is === 'answering' && own.term === term && serving(own.state)) ids.add(own.serverId);
  return ids.size;
}
