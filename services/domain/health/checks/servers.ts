import type { NodeState } from '../../observed.ts';
import { type HealthCheck, ofNode } from '../check.ts';
import { raftWords } from '../view.ts';

/** Does oned of every member run and answer, and why not: stopped, failed, hung, unreadable, locked out. */
export const onedServes: HealthCheck = {
  name: 'oned-serves',
  codes: ['HAPY-E670', 'HAPY-E671', 'HAPY-E672', 'HAPY-E673', 'HAPY-E674', 'HAPY-E675'],
  look: (view) =>
    view.members.flatMap((state) => {
      const code = silenceOf(state);
      if (code === undefined) return [];
      const seen = `${state.oned.process} ${state.health?.onedSilence ?? ''}`.trim();
      return [ofNode(code, view.input.running ? 'warning' : 'error', state.node, seen)];
    }),
};

function silenceOf({ oned, health }: NodeState): string | undefined {
  if (oned.process === 'stopped') return 'HAPY-E670';
  if (oned.process === 'failed') return 'HAPY-E671';
  if (oned.raft !== undefined) return undefined;
  switch (health?.onedSilence) {
    // Accepts and does not answer.
    case 'HAPY-E401':
      return 'HAPY-E672';
    // Answers what cannot be read: cut, or far too large.
    case 'HAPY-E402':
      return 'HAPY-E673';
    case 'HAPY-E404':
      return 'HAPY-E674';
    case undefined:
    default:
      return 'HAPY-E675';
  }
}

/** Is nothing held back outside of a run of ours. */
export const guardsFree: HealthCheck = {
  name: 'start-guard',
  codes: ['HAPY-E676', 'HAPY-E604', 'HAPY-E610'],
  look: (view) =>
    view.states.flatMap((state) => {
      const { guard, node } = state;
      if (guard.state === 'unreadable') return [ofNode('HAPY-E604', 'error', node, guard.state)];
      if (guard.clusterId !== '' && guard.clusterId !== view.spec.clusterId) {
        return [ofNode('HAPY-E610', 'error', node, guard.clusterId, { found: guard.clusterId })];
      }
      if (guard.state !== 'held' || view.input.running || !view.formed) return [];
      return [ofNode('HAPY-E676', 'error', node, 'held')];
    }),
};

/** Does nobody run alone beside a formed zone. */
export const nobodySolo: HealthCheck = {
  name: 'nobody-solo',
  codes: ['HAPY-E686'],
  look: (view) =>
    view.answering.flatMap((state) => {
      if (!view.formed || view.input.running || state.oned.raft.state !== 'solo') return [];
      const isMember = state.guard.state === 'member';
      return [ofNode('HAPY-E686', isMember ? 'error' : 'warning', state.node, raftWords(state))];
    }),
};
