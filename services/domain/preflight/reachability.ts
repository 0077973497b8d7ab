import { coordinatorNodeOf, type Spec } from '../spec.ts';
import { type PreflightCheck, checkOf } from './check.ts';
import type { Failure, NodeAnswer } from './facts.ts';

const refused = 'HAPY-E632';
const silent = 'HAPY-E633';

/** By the error of a call to an agent: what it means for the way to it. */
const codesOfWays: Readonly<Record<string, string>> = { 'HAPY-E500': refused, 'HAPY-E502': silent };

/** Somebody else answers, which says more than that the right one does not: another cluster, node, name or time. */
export const foreign = ['HAPY-E505', 'HAPY-E506', 'HAPY-E507', 'HAPY-E508'];

/** A port of a peer that a node could not reach, with both machines; other failures stay what the agent calls them. */
export function checkPeer(
  spec: Spec,
  about: Pick<PreflightCheck, 'name' | 'node' | 'subject' | 'found' | 'expected'>,
  code: string,
): PreflightCheck {
  const failed = { ...about, severity: 'error', code } as const;
  const codes: Readonly<Record<string, string>> = { ECONNREFUSED: refused, timeout: silent };
  const known = codes[about.found];
  if (known === undefined) return checkOf(failed);
  return checkOf({ ...failed, code: known, parameters: wayOf(spec, about.node, about.subject) });
}

/** Why the coordinator could not ask an agent. */
export function checkSilentAgent(
  spec: Spec,
  { node, failure }: NodeAnswer & { readonly failure: Failure },
): PreflightCheck {
  const about = { name: 'node-answers', node, severity: 'error' } as const;
  const { code, parameters } = failure;
  if (foreign.includes(code)) return checkOf({ ...about, code, parameters });
  const way = codesOfWays[code];
  const where = parameters['where'] ?? '';
  if (way === undefined || !where.includes(':'))
    return checkOf({ ...about, code: 'HAPY-E600', parameters: { reason: code } });
  return checkOf({ ...about, code: way, parameters: wayOf(spec, coordinatorNodeOf(spec), where) });
}

/** The two machines and the port of an "address:port". */
function wayOf(spec: Spec, from: string, endpoint: string): Record<string, string> {
  const colon = endpoint.lastIndexOf(':');
  const address = endpoint.slice(0, colon);
  const to = spec.nodes.find((each) => each.address === address)?.name ?? address;
  return { from, to, address, port: endpoint.slice(colon + 1) };
}
