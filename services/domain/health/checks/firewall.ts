import { coordinatorNodeOf } from '../../spec.ts';
import { type HealthCheck, ofNode } from '../check.ts';

const onedPort = '2633';
const coordinatorPort = '2640';
const gatewayPort = '2642';
/**
 * A server that has only just come back was away when its peers looked; they look again within 5 s, and this long they
 * may take to tell it. The same goes for a coordinator that has only just begun to listen.
 */
const settledMs = 15_000;

/** Do packets get from every node to the ports of the others that it needs: where somebody listens, and has for a while. */
export const waysAreOpen: HealthCheck = {
  name: 'ways',
  codes: ['HAPY-E740'],
  look: (view) =>
    view.states.flatMap(({ node, health }) =>
      (health?.ways ?? []).flatMap(({ endpoint, failure }) => {
        const colon = endpoint.lastIndexOf(':');
        const [address, port] = [endpoint.slice(0, colon), endpoint.slice(colon + 1)];
        const to = view.spec.nodes.find((each) => each.address === address || each.fqdn === address)?.name;
        if (failure === '' || to === undefined || to === node) return [];
        if (port === onedPort ? !view.hasAnsweredFor(to, settledMs) : view.isNew(node, settledMs)) return [];
        // Since it was restored on another node, nobody listens on that port where it was.
        if (port === coordinatorPort && to !== coordinatorNodeOf(view.spec)) return [];
        // The console may be switched off.
        if (port === gatewayPort && failure === 'ECONNREFUSED') return [];
        const parameters = { to, port, address, failure };
        return [ofNode('HAPY-E740', 'error', node, `${to}:${port} ${failure}`, parameters)];
      }),
    ),
};

/** Does every node keep all but the nodes away from oned's port, and let the nodes of today in. */
export const peersOnly: HealthCheck = {
  name: 'peers-only',
  codes: ['HAPY-E741', 'HAPY-E742'],
  look: (view) => {
    if (!view.formed) return [];
    const wanted = view.spec.nodes.map(({ address }) => address).filter((address) => address !== '');
    return view.states.flatMap(({ node, health }) => {
      const rule = health?.peersOnly;
      if (rule === undefined) return [];
      if (!rule.stands) return [ofNode('HAPY-E741', 'warning', node, '-')];
      const missing = wanted.filter((address) => !rule.peers.includes(address));
      const extra = rule.peers.filter((address) => !wanted.includes(address));
      if (missing.length + extra.length === 0) return [];
      const parameters = { missing: missing.join(', ') || '-', extra: extra.join(', ') || '-' };
      const severity = missing.length > 0 ? 'error' : 'warning';
      return [ofNode('HAPY-E742', severity, node, rule.peers.join(', ') || '-', parameters)];
    });
  },
};
