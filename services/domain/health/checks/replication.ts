import { type HealthCheck, ofNode } from '../check.ts';
import type { Answering, HealthView } from '../view.ts';

/** A record is on every follower with the next heartbeat; longer than this it has not arrived. */
const arrivesMs = 5000;
const trendMs = 30_000;

/** Has every follower what the leader had a moment ago. A fresh one stays behind until the next write (fact 8). */
export const followersKeepUp: HealthCheck = {
  name: 'replication',
  codes: ['HAPY-E658'],
  look: (view) =>
    followers(view).flatMap(({ leader, state }) => {
      // What the leader wrote before is not remembered yet: this may have been on its way for a moment only.
      if (view.isNew(leader.node, arrivesMs)) return [];
      const lag = leader.oned.raft.logIndex - state.oned.raft.logIndex;
      const expected = view.before(leader.node, arrivesMs)?.raft?.logIndex ?? leader.oned.raft.logIndex;
      if (lag <= 0 || state.oned.raft.logIndex >= expected) return [];
      const before = lagBefore(view, leader, state);
      const trend =
        before === undefined || before === lag ? 'steady' : before < lag ? 'growing' : 'shrinking';
      const seen = `${state.oned.raft.logIndex} / ${leader.oned.raft.logIndex}`;
      const parameters = { lag: String(lag), trend, leader: leader.node };
      return [ofNode('HAPY-E658', trend === 'shrinking' ? 'warning' : 'error', state.node, seen, parameters)];
    }),
};

/** How much of the leader's log is left before a follower must be restored from a backup. */
export const logWindow: HealthCheck = {
  name: 'log-window',
  codes: ['HAPY-E659'],
  look: (view) =>
    followers(view).flatMap(({ leader, state }) => {
      const kept = leader.health?.logRetention ?? 0;
      if (kept === 0) return [];
      const lag = leader.oned.raft.logIndex - state.oned.raft.logIndex;
      const left = kept - lag;
      if (left > kept / 2) return [];
      const parameters = { left: String(Math.max(0, left)), kept: String(kept), lag: String(lag) };
      return [
        ofNode('HAPY-E659', left <= 0 ? 'error' : 'warning', state.node, `${left} / ${kept}`, parameters),
      ];
    }),
};

/** Is every record of the leader's committed: one that waits waits for a majority. */
export const writesCommit: HealthCheck = {
  name: 'writes-commit',
  codes: ['HAPY-E660'],
  look: (view) =>
    view.answering.flatMap((state) => {
      const { raft } = state.oned;
      if (raft.state !== 'leader' || raft.commit >= raft.logIndex) return [];
      const before = view.before(state.node, arrivesMs)?.raft;
      // What was written a moment ago may be on its way.
      if (view.isNew(state.node, arrivesMs) || (before !== undefined && before.logIndex < raft.logIndex))
        return [];
      const waiting = String(raft.logIndex - raft.commit);
      return [ofNode('HAPY-E660', 'error', state.node, `${raft.commit} / ${raft.logIndex}`, { waiting })];
    }),
};

function followers(view: HealthView): readonly { leader: Answering; state: Answering }[] {
  const { leader } = view;
  if (leader === undefined) return [];
  return view.answering
    .filter((state) => state.oned.raft.state === 'follower' && state.node !== leader.node)
    .map((state) => ({ leader, state }));
}

function lagBefore(view: HealthView, leader: Answering, state: Answering): number | undefined {
  const led = view.before(leader.node, trendMs)?.raft?.logIndex;
  const own = view.before(state.node, trendMs)?.raft?.logIndex;
  return led === undefined || own === undefined ? undefined : led - own;
}
