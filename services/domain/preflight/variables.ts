import type { Spec } from '../spec.ts';
import { type PreflightCheck, checkOf } from './check.ts';
import type { Failure, NodeVariables } from './facts.ts';

/**
 * A node's own config.eol against the spec. `init` may have seen one file of several, or files that have been
 * edited since.
 */
export function checkVariables(
  spec: Spec,
  node: string,
  variables: NodeVariables | Failure | undefined,
): PreflightCheck[] {
  if (variables === undefined) return [];
  if ('code' in variables) {
    const { code, parameters } = variables;
    return [
      checkOf({ name: 'same-variables', node, subject: 'config.eol', severity: 'error', code, parameters }),
    ];
  }
  const place = spec.nodes.findIndex(({ name }) => name === node);
  const expected = spec.nodes[place];
  const pairs = [
    ['nom_machine', variables.name, node],
    ['one_nodes', variables.nodes.join(', '), spec.nodes.map(({ name }) => name).join(', ')],
    ['one_vip', variables.vip, spec.vip.address],
    ['one_sunstone_dns_name', variables.vipName || spec.vip.name, spec.vip.name],
    ['adresse_ip_eth0', variables.address || expected?.address, expected?.address],
  ] as const;
  const checks = pairs.map(([key, found = '', wanted = '']) => {
    const about = { name: 'same-variables', node, subject: key, found, expected: wanted } as const;
    return checkOf(found === wanted ? about : { ...about, severity: 'error', code: 'HAPY-E624' });
  });
  return [...checks, checkIndex(node, variables.index, place)];
}

function checkIndex(node: string, index: number, place: number): PreflightCheck {
  const sides = { found: String(index), expected: String(place) };
  const about = { name: 'index-order', node, subject: 'one_ha_server_index', ...sides } as const;
  return checkOf(index === place ? about : { ...about, severity: 'error', code: 'HAPY-E625' });
}
