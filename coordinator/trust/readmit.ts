import { buildUri } from '../../services/rpc/uri.ts';
import type { TrustContext } from './trust-context.ts';

/**
 * Lets a node that was revoked be believed again under its name, after it was enrolled by a token that somebody
 * made for it since. Its certificates of before stay denied.
 */
export async function readmit({ spec, trust, publisher, agents }: TrustContext, node: string): Promise<void> {
  const uri = buildUri(spec.clusterId, 'agent', node);
  if (!trust.store.denials().some(({ value }) => value === uri)) return;
  trust.store.liftUri(uri);
  await publisher.publish();
  agents.reconnect(node, trust.own.identity);
}
