import { zoneEndpointOf } from '../../spec.ts';
import { type HealthCheck, ofNode, ofZone, unlike } from '../check.ts';
import { evidenceOf } from '../finding.ts';
import { raftWords } from '../view.ts';

/** Does the zone name nobody who is not in the spec, and each of ours once. */
export const poolIsOurs: HealthCheck = {
  name: 'zone-servers',
  codes: ['HAPY-E601', 'HAPY-E602', 'HAPY-E688'],
  look: (view) => {
    const seer = view.leader ?? view.answering.find((state) => state.zone !== undefined);
    if (!view.formed || seer?.zone === undefined) return [];
    const pool = view.snapshot.pool(seer.zone);
    const foreign = pool.foreign.map(({ id, name, endpoint }) =>
      ofZone('HAPY-E601', 'error', { [seer.node]: `${id} ${name} ${endpoint}` }, { server: name, endpoint }),
    );
    const doubled = [...pool.entries].flatMap(([node, servers]) => {
      if (servers.length < 2) return [];
      const ids = servers.map(({ id }) => id).join(', ');
      return [ofNode('HAPY-E602', 'error', node, ids, { ids })];
    });
    const missing = view.members
      .filter(({ node }) => !pool.entries.has(node))
      .map((state) => ofNode('HAPY-E688', 'error', state.node, raftWords(state), { by: seer.node }));
    return [...foreign, ...doubled, ...(view.input.running ? [] : missing)];
  },
};

/** Does each oned believe to be the server that the zone says it is. A wrong id shows nowhere else (fact 3). */
export const serverIdsMatch: HealthCheck = {
  name: 'server-ids',
  codes: ['HAPY-E605'],
  look: (view) =>
    view.answering.flatMap((state) => {
      const { raft } = state.oned;
      const zone = view.snapshot.leaderZone ?? state.zone;
      if (raft.state === 'solo' || zone === undefined) return [];
      const entries = view.snapshot.pool(zone).entries.get(state.node) ?? [];
      const [entry] = entries;
      // Entered twice or not at all is another finding.
      if (entry === undefined || entries.length > 1 || entry.id === raft.serverId) return [];
      const parameters = { found: String(raft.serverId), expected: String(entry.id) };
      return [ofNode('HAPY-E605', 'error', state.node, raftWords(state), parameters)];
    }),
};

/** Does every copy of the zone name the same servers (fact 8). */
export const poolsAgree: HealthCheck = {
  name: 'zone-copies',
  codes: ['HAPY-E651'],
  look: (view) => {
    const inHa = view.answering.filter(
      (state) => state.zone !== undefined && state.oned.raft.state !== 'solo',
    );
    return unlike('HAPY-E651', 'error', inHa, (state) =>
      [...(state.zone?.servers ?? [])]
        .sort((one, other) => one.id - other.id)
        .map(({ id, endpoint }) => `${id}=${endpoint.replace(/^https?:\/\//, '').replace(/\/RPC2$/, '')}`)
        .join(' '),
    );
  },
};

/** Does the zone lead its users to the virtual address. */
export const zoneEndpoint: HealthCheck = {
  name: 'zone-endpoint',
  codes: ['HAPY-E652'],
  look: (view) => {
    const { leader } = view;
    const wanted = zoneEndpointOf(view.spec);
    if (leader?.zone === undefined || leader.zone.endpoint === wanted || view.input.running) return [];
    const evidence = evidenceOf(view.answering, (state) => state.zone?.endpoint ?? '');
    return [ofZone('HAPY-E652', 'warning', evidence, { found: leader.zone.endpoint, wanted })];
  },
};
