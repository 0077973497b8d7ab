import { credentials } from '@grpc/grpc-js';

import { AgentServiceClient } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';

/** A client by grpc-js's own credentials, which check the authority and, unlike ours, no name. */
export function bareClient(address: string, port: number, identity: TlsIdentity): AgentServiceClient {
  const { rootsPem, privateKeyPem, certificateChainPem } = identity;
  const [roots, key, chain] = [rootsPem, privateKeyPem, certificateChainPem].map((pem) => Buffer.from(pem));
  // RFC 6066: an address is no server name. Node would say so in a warning.
  const options = { 'grpc.use_local_subchannel_pool': 1, 'grpc.ssl_target_name_override': 'bare.invalid' };
  const ssl = credentials.createSsl(roots, key, chain, { checkServerIdentity: () => undefined });
  return new AgentServiceClient(`${address}:${port}`, ssl, options);
}

type Invoke<Q, S> = (request: Q, answer: (error: Error | null, message: S) => void) => unknown;

/** One call without deadline, signal or words for its errors. */
export function bareCall<Q, S>(invoke: Invoke<Q, S>, request: Q): Promise<S> {
  return new Promise((resolve, reject) => {
    invoke(request, (error, message) => (error === null ? resolve(message) : reject(error)));
  });
}
