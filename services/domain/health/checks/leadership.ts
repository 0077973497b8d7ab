import { type HealthCheck, ofNode, ofZone } from '../check.ts';
import { evidenceOf, type Found } from '../finding.ts';
import { type Answering, type HealthView, raftWords } from '../view.ts';

/** The term that a leader takes when a server with other credentials answers it (opennebula.md, fact 1). */
const ruinedTerm = 4294967295;
const minuteMs = 60_000;
const termWindowMs = 5 * minuteMs;
/** A clean election raises the term by one, a doubled one by two (opennebula.md section 2). */
const manyElections = 3;
/** An ordinary election is over long before that. */
const duelMs = minuteMs;
/** So many of them in that time are no accident: the removed server of T9 held 28 in a minute. */
const electionStorm = 10;

/** Do enough servers run for the zone to serve. */
export const quorumStands: HealthCheck = {
  name: 'quorum',
  codes: ['HAPY-E640'],
  look: (view) => {
    if (!view.formed || view.leader !== undefined) return [];
    const serving = view.answering.filter((state) => state.oned.raft.state !== 'solo');
    if (serving.length >= view.majority) return [];
    return [ofZone('HAPY-E640', 'error', whoSaysWhat(view), counts(view, serving.length))];
  },
};

/** Does a majority agree on one leader of one term, or do candidates keep one another from leading. */
export const zoneIsLed: HealthCheck = {
  name: 'leader',
  codes: ['HAPY-E641', 'HAPY-E687'],
  look: (view) => {
    if (!view.formed || view.leader !== undefined || claimants(view).length > 0) return [];
    const behind = keepsOthersFromLeading(view);
    if (behind !== undefined) {
      const parameters = { ...counts(view, view.answering.length), node: behind.node };
      return [ofZone('HAPY-E687', 'error', whoSaysWhat(view), parameters)];
    }
    return [ofZone('HAPY-E641', 'error', whoSaysWhat(view), counts(view, view.answering.length))];
  },
};

/**
 * In oned's Raft a vote does not postpone the voter's own candidacy: a server that lacks records and always stands first
 * makes the term rise, and nobody leads, for minutes and more. Elections of this minute are no duel yet. Gives the server
 * whose log is the shortest.
 */
function keepsOthersFromLeading(view: HealthView): Answering | undefined {
  const serving = view.answering.filter((state) => state.oned.raft.state !== 'solo');
  const duels = serving.filter((state) => {
    const entered = view.before(state.node, duelMs)?.raft;
    return entered !== undefined && state.oned.raft.term - entered.term >= manyElections;
  });
  if (serving.length < view.majority || duels.length < view.majority) return undefined;
  const sinceMs = view.nowMs - duelMs;
  const led = view.input.past.some(({ atMs, raft }) => raft?.state === 'leader' && atMs > sinceMs);
  if (led || serving.some(({ node }) => view.before(node, duelMs)?.raft?.state === 'leader'))
    return undefined;
  return [...serving].sort((one, other) => compareLogs(one.oned.raft, other.oned.raft))[0];
}

/** As a vote does: the last record's term decides, then its place. */
function compareLogs(one: Answering['oned']['raft'], other: Answering['oned']['raft']): number {
  return one.logTerm - other.logTerm || one.logIndex - other.logIndex;
}

/** Does nobody call himself leader without a majority: he goes on for ever, and his writes hang (fact 9). */
export const leadersHaveMajority: HealthCheck = {
  name: 'leader-majority',
  codes: ['HAPY-E642', 'HAPY-E643'],
  look: (view) => {
    const claiming = claimants(view).filter((state) => state.node !== view.leader?.node);
    if (!view.formed || claiming.length === 0) return [];
    const evidence = whoSaysWhat(view);
    // Beside a true leader the other one is a second; alone it is one whose quorum is gone.
    const code = view.leader === undefined && claiming.length === 1 ? 'HAPY-E642' : 'HAPY-E643';
    const nodes = claimants(view)
      .map((state) => state.node)
      .join(', ');
    return claiming.map(({ node }): Found => ({ ...ofNode(code, 'error', node, '', { nodes }), evidence }));
  },
};

/** Is the leader one of the zone's own servers (opennebula.md, fact 2 and T9d). */
export const leaderBelongs: HealthCheck = {
  name: 'leader-in-pool',
  codes: ['HAPY-E644'],
  look: (view) =>
    claimants(view).flatMap((state) => {
      const { zone } = state;
      if (zone === undefined || zone.servers.some(({ id }) => id === state.oned.raft.serverId)) return [];
      const ids = zone.servers.map(({ id }) => id).join(', ');
      return [ofNode('HAPY-E644', 'error', state.node, raftWords(state), { ids })];
    }),
};

/** Does no server run that was taken out of the zone: its elections disturb the zone for ever (fact 11). */
export const nobodyOutside: HealthCheck = {
  name: 'removed-servers-stopped',
  codes: ['HAPY-E645'],
  look: (view) => {
    const pools = [...view.answering].flatMap((state) => (state.zone === undefined ? [] : [state]));
    return pools.flatMap((state) => {
      // A leader outside of the pool is a finding of its own.
      if (state.oned.raft.state === 'solo' || state.oned.raft.state === 'leader') return [];
      const others = pools.filter((each) => each !== state && each.oned.raft.state !== 'solo');
      const missing = others.filter(
        (each) => each.zone !== undefined && !view.snapshot.pool(each.zone).entries.has(state.node),
      );
      if (missing.length < view.majority - 1 || missing.length === 0) return [];
      const seenBy = missing.map(({ node }) => node).join(', ');
      return [ofNode('HAPY-E645', 'error', state.node, raftWords(state), { by: seenBy })];
    });
  },
};

/** Is the term one that elections made. */
export const termSane: HealthCheck = {
  name: 'term-sane',
  codes: ['HAPY-E612'],
  look: (view) =>
    view.answering
      .filter((state) => state.oned.raft.term === ruinedTerm)
      .map((state) => ofNode('HAPY-E612', 'error', state.node, raftWords(state))),
};

/**
 * Does the term stand still. Each election is a few seconds without service. A majority must have seen it
 * rise: a server that comes back with an old term has seen no elections.
 */
export const termSteady: HealthCheck = {
  name: 'term-steady',
  codes: ['HAPY-E649'],
  look: (view) => {
    if (view.input.running) return [];
    const risen = view.answering.flatMap((state) => {
      const { term } = state.oned.raft;
      const from = lowestTerm(view, state.node);
      return from === undefined || term === ruinedTerm || term - from < manyElections ? [] : [{ from, term }];
    });
    if (risen.length < view.majority) return [];
    const from = String(Math.min(...risen.map((each) => each.from)));
    const to = String(Math.max(...risen.map((each) => each.term)));
    const minutes = String(termWindowMs / minuteMs);
    // A busy machine, a restart and a drill hold elections too; the zone is led again after each.
    const severity = Number(to) - Number(from) < electionStorm ? 'warning' : 'error';
    return [ofZone('HAPY-E649', severity, whoSaysWhat(view), { from, to, minutes })];
  },
};

/** The lowest term of a node in the window, the one it entered the window with included. */
function lowestTerm(view: HealthView, node: string): number | undefined {
  const since = view.nowMs - termWindowMs;
  const own = view.input.past.filter((sample) => sample.node === node);
  const recent = own.filter(({ atMs }) => atMs > since);
  const entered = own.findLast(({ atMs }) => atMs <= since);
  const terms = [entered, ...recent].flatMap((sample) => {
    const term = sample?.raft?.term ?? -1;
    // A server that was never in a zone begins at 0; its first election is no trouble.
    return term > 0 ? [term] : [];
  });
  return terms.length === 0 ? undefined : Math.min(...terms);
}

/** Do those who serve stand at the leader's term. */
export const termsAgree: HealthCheck = {
  name: 'terms-agree',
  codes: ['HAPY-E650'],
  look: (view) => {
    const { leader } = view;
    if (leader === undefined) return [];
    const { term } = leader.oned.raft;
    return view.answering
      .filter(({ oned }) => oned.raft.state !== 'solo' && oned.raft.term !== term)
      .map((state) =>
        ofNode('HAPY-E650', 'error', state.node, raftWords(state), {
          leader: leader.node,
          term: String(term),
        }),
      );
  },
};

/** How many more servers may fail. */
export const quorumMargin: HealthCheck = {
  name: 'quorum-margin',
  codes: ['HAPY-E661', 'HAPY-E608'],
  look: (view) => {
    const even: Found[] =
      view.spec.nodes.length % 2 === 0
        ? [ofZone('HAPY-E608', 'warning', {}, { count: String(view.spec.nodes.length) })]
        : [];
    const { leader } = view;
    if (leader === undefined) return even;
    const serving = view.answering.filter(
      (state) => view.isServing(state) && state.oned.raft.term === leader.oned.raft.term,
    );
    const margin = serving.length - view.majority;
    if (serving.length >= view.poolSize) return even;
    const parameters = { ...counts(view, serving.length), margin: String(Math.max(0, margin)) };
    const severity = margin <= 0 && !view.input.running ? 'error' : 'warning';
    return [ofZone('HAPY-E661', severity, whoSaysWhat(view), parameters), ...even];
  },
};

function claimants(view: HealthView): readonly Answering[] {
  return view.answering.filter((state) => state.oned.raft.state === 'leader');
}

function whoSaysWhat(view: HealthView): Record<string, string> {
  const told = evidenceOf(view.states, raftWords);
  for (const { node, state } of view.reports) if (state === undefined) told[node] = '-';
  return told;
}

function counts(view: HealthView, serving: number): Record<string, string> {
  return { serving: String(serving), servers: String(view.poolSize), majority: String(view.majority) };
}
