import { type HealthCheck, shortDigest, unlike } from '../check.ts';

const settledMs = 3000;

/** Have all servers the credentials by which they call each other. Another one_auth destroys the leader (fact 1). */
export const sameCredentials: HealthCheck = {
  name: 'credentials',
  codes: ['HAPY-E653'],
  look: ({ members }) =>
    unlike('HAPY-E653', 'error', members, (state) => state.credentials.oneAuthDigest, shortDigest),
};

/** Have all servers the key of encrypted attributes. It shows only after a fail-over. */
export const sameKey: HealthCheck = {
  name: 'one-key',
  codes: ['HAPY-E654'],
  look: ({ members }) =>
    unlike('HAPY-E654', 'error', members, (state) => state.credentials.oneKeyDigest, shortDigest),
};

/** Is it one database engine everywhere. */
export const sameEngine: HealthCheck = {
  name: 'database-engine',
  codes: ['HAPY-E606'],
  look: ({ states }) => unlike('HAPY-E606', 'error', states, (state) => state.database.backend),
};

/** Is it one version of OpenNebula everywhere. */
export const sameVersion: HealthCheck = {
  name: 'opennebula-versions',
  codes: ['HAPY-E609'],
  look: ({ states }) => unlike('HAPY-E609', 'error', states, (state) => state.oned.version),
};

/**
 * Do databases at the same place of the log hold the same. A server that joined with a database of its own
 * shows the same term, index and commit (fact 4). Compared once nothing is being written.
 */
export const sameContents: HealthCheck = {
  name: 'database-contents',
  codes: ['HAPY-E657'],
  look: (view) => {
    const { leader } = view;
    if (leader === undefined || view.input.running) return [];
    const { logIndex } = leader.oned.raft;
    if (view.isNew(leader.node, settledMs)) return [];
    const before = view.before(leader.node, settledMs);
    if (before?.raft !== undefined && before.raft.logIndex !== logIndex) return [];
    const level = view.answering.filter(
      (state) => view.isServing(state) && state.oned.raft.logIndex === logIndex,
    );
    return unlike('HAPY-E657', 'error', level, (state) => state.database.contentDigest, shortDigest);
  },
};
