import { type HealthCheck, ofZone } from '../check.ts';
import { evidenceOf } from '../finding.ts';

/** Does the virtual address stand on the leader and nowhere else. */
export const vipOnLeader: HealthCheck = {
  name: 'virtual-address',
  codes: ['HAPY-E646', 'HAPY-E647', 'HAPY-E648'],
  look: (view) => {
    if (!view.formed) return [];
    const holders = view.states.filter((state) => view.holdsVip(state));
    const names = holders.map(({ node }) => node).join(', ');
    const vip = view.spec.vip.address;
    const evidence = evidenceOf(view.states, (state) => {
      const role = state.oned.raft?.state ?? `oned ${state.oned.process}`;
      return view.holdsVip(state) ? `${role}, ${vip}` : role;
    });
    const parameters = { vip, nodes: names, leader: view.leader?.node ?? '-' };
    if (holders.length > 1) return [ofZone('HAPY-E647', 'error', evidence, parameters)];
    const [holder] = holders;
    if (holder === undefined) return [ofZone('HAPY-E646', 'error', evidence, parameters)];
    const { leader } = view;
    if (leader === undefined || holder.node === leader.node) return [];
    return [ofZone('HAPY-E648', 'error', evidence, parameters)];
  },
};
