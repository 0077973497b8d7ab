import type { ConsoleText } from '../../services/base/messages/console.ts';
import type { Node } from '../api/answers.ts';

/** How a node is to be looked at: as it should be, on its way, in need of somebody, or unknown. */
export type Tone = 'good' | 'calm' | 'warning' | 'error';

/** One node as the page shows it, whatever shows it. */
export interface NodeStanding {
  readonly name: string;
  readonly tone: Tone;
  readonly state: ConsoleText;
  readonly leads: boolean;
  readonly holdsVip: boolean;
  /** Undefined for the leader, and where nobody leads or it is no member. */
  readonly hears: boolean | undefined;
  /** Records behind the leader; undefined while either is not known. */
  readonly lag: number | undefined;
  readonly term: number | undefined;
  readonly logIndex: number | undefined;
  readonly disk: { readonly freeBytes: number; readonly share: number } | undefined;
  readonly address: string;
  readonly version: string;
  readonly lastHeardMs: number;
}

/** Every node in index order, judged beside the one that leads. */
export function nodeStandings(
  nodes: readonly Node[],
  cluster: { readonly leader: string; readonly vip: { readonly holders: readonly string[] } },
): NodeStanding[] {
  const leader = nodes.find(({ name }) => name === cluster.leader);
  const holders = new Set(cluster.vip.holders);
  return [...nodes]
    .sort((one, other) => one.index - other.index)
    .map((node) => standingOf(node, leader, holders.has(node.name)));
}

function standingOf(node: Node, leader: Node | undefined, holdsVip: boolean): NodeStanding {
  const { name, address, lastHeardMs } = node;
  const raft = node.reachable ? node.state?.oned.raft : undefined;
  const lead = leader?.reachable === true ? leader.state?.oned.raft : undefined;
  const leads = leader?.name === name;
  const follows = !leads && lead !== undefined && node.state?.guard.state === 'member';
  // A follower takes over the leader's term with the first message that it gets from it.
  const hears = raft?.state === 'follower' && raft.term === lead?.term;
  return {
    ...{ name, address, lastHeardMs, leads, holdsVip },
    ...wordFor(node, leads),
    hears: follows ? hears : undefined,
    lag: follows && raft !== undefined ? Math.max(0, lead.logIndex - raft.logIndex) : undefined,
    term: raft?.term,
    logIndex: raft?.logIndex,
    disk: diskOf(node),
    version: node.state?.agentVersion ?? '',
  };
}

function wordFor(node: Node, leads: boolean): Pick<NodeStanding, 'tone' | 'state'> {
  const { state } = node;
  if (!node.enrolled) return { tone: 'calm', state: 'node.unenrolled' };
  if (!node.reachable || state === undefined) return { tone: 'error', state: 'node.silent' };
  const { guard, oned } = state;
  if (guard.state === 'held') return { tone: 'warning', state: 'node.held' };
  if (leads) return { tone: 'good', state: 'node.leader' };
  if (guard.state === 'free') return { tone: 'calm', state: 'node.free' };
  switch (oned.raft?.state) {
    case 'follower':
      return { tone: 'good', state: 'node.follower' };
    case 'candidate':
      return { tone: 'warning', state: 'node.candidate' };
    case 'solo':
      return { tone: 'calm', state: 'node.solo' };
    case 'leader':
      // It believes so, and the others do not.
      return { tone: 'error', state: 'node.leader' };
    case undefined:
      if (oned.process === 'running') return { tone: 'warning', state: 'node.mute' };
      return { tone: 'error', state: oned.process === 'failed' ? 'node.failed' : 'node.stopped' };
  }
}

function diskOf({ state }: Node): NodeStanding['disk'] {
  const { freeBytes = 0, totalBytes = 0 } = state?.health ?? {};
  return totalBytes > 0 ? { freeBytes, share: freeBytes / totalBytes } : undefined;
}
