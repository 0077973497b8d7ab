import { type HealthCheck, ofNode } from '../check.ts';

/** OpenNebula's numbers: 0 and 1 are on their way, 3 err, 4 disabled, 5 and 7 in error while monitored, 8 offline. */
const failed = new Set([3, 5, 7]);
const setAside = new Set([4, 6, 8]);
const monitored = 2;

/** Is every hypervisor of ours in the pool and on, and if not, what oned wrote about it. */
export const hostsAreOn: HealthCheck = {
  name: 'hosts-on',
  codes: ['HAPY-E662', 'HAPY-E663', 'HAPY-E664', 'HAPY-E689'],
  look: (view) => {
    const { leader } = view;
    if (leader === undefined) return [];
    return view.spec.nodes.flatMap(({ name, fqdn }) => {
      const host = leader.hosts.find((each) => each.name === fqdn || each.name === name);
      if (host === undefined) {
        return view.input.running ? [] : [ofNode('HAPY-E663', 'error', name, '-', { host: fqdn })];
      }
      const about = { host: host.name, id: String(host.id) };
      if (host.state === monitored) return [];
      if (setAside.has(host.state)) {
        return [ofNode('HAPY-E664', 'warning', name, String(host.state), about)];
      }
      if (!failed.has(host.state)) {
        return [ofNode('HAPY-E689', 'error', name, String(host.state), about)];
      }
      const told = leader.health?.hostFailures.find((each) =>
        [host.name, String(host.id)].includes(each.host),
      );
      const reason = told?.reason ?? '-';
      return [ofNode('HAPY-E662', 'error', name, reason, { ...about, reason })];
    });
  },
};
