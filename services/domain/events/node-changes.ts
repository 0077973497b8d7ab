import type { Host, NodeState } from '../observed.ts';
import { newEvent, type NewEvent } from './event.ts';

/** What is different between two states of one node, in the order in which a person would tell it. */
export function nodeChanges(before: NodeState, after: NodeState, vipAddress: string): NewEvent[] {
  return [
    ...guardChange(before, after),
    ...onedChange(before, after),
    ...vipChange(before, after, vipAddress),
  ];
}

function guardChange(before: NodeState, after: NodeState): NewEvent[] {
  const [from, to] = [before.guard.state, after.guard.state];
  if (from === to) return [];
  const severity = to === 'unreadable' ? 'error' : 'info';
  return [newEvent('guard-changed', { node: after.node, severity, parameters: { from, to } })];
}

/** Index and commit move with every write; only its role, its term and its silence are news. */
function onedChange(before: NodeState, after: NodeState): NewEvent[] {
  const { node } = after;
  const [was, is] = [before.oned.raft, after.oned.raft];
  if (is === undefined) {
    const reason = after.health?.onedSilence ?? '';
    const parameters = { from: was?.state ?? '', process: after.oned.process, reason };
    if (was === undefined && before.oned.process === after.oned.process) return [];
    return [newEvent('oned-silent', { node, severity: 'warning', parameters })];
  }
  if (was !== undefined && was.state === is.state && was.term === is.term) return [];
  const parameters = { from: was?.state ?? '', to: is.state, term: String(is.term) };
  return [newEvent('oned-state', { node, parameters })];
}

function vipChange(before: NodeState, after: NodeState, vipAddress: string): NewEvent[] {
  const holds = (state: NodeState) => state.addresses.some(({ address }) => address === vipAddress);
  const [held, holding] = [holds(before), holds(after)];
  if (held === holding) return [];
  const kind = holding ? 'vip-taken' : 'vip-left';
  return [newEvent(kind, { node: after.node, parameters: { address: vipAddress } })];
}

/** What is different between two looks of the leader at its hosts; hosts come and go by plans, which say so. */
export function hostChanges(before: readonly Host[], after: readonly Host[]): NewEvent[] {
  const states = new Map(before.map(({ id, state }) => [id, state]));
  return after.flatMap(({ id, name, state }) => {
    const from = states.get(id);
    if (from === undefined || hostWord(from) === hostWord(state)) return [];
    const severity = hostWord(state) === 'err' ? 'warning' : 'info';
    const parameters = { host: name, from: hostWord(from), to: hostWord(state) };
    return [newEvent('host-state', { severity, parameters })];
  });
}

/**
 * The words of `onehost list` by the numbers of Host.h. A host that is monitored alternates between 1 and 2, and one in
 * error between 3 and 5, whenever it is looked at: that is no news.
 */
const hostWords = ['init', 'on', 'on', 'err', 'dsbl', 'err', 'init', 'init', 'off'];

function hostWord(state: number): string {
  return hostWords[state] ?? String(state);
}
