import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { connectWithClaim, type RpcTarget, tlsTarget } from '../../services/rpc/client.ts';
import { clusterBytesMax } from '../../services/rpc/limits.ts';
import { buildUri } from '../../services/rpc/uri.ts';
import { findCoordinator } from './find-coordinator.ts';
import { firstListening } from './first-listening.ts';
import { readIdentityFile } from './identity-file.ts';
import type { Session } from './session.ts';

/** How the coordinator is reached, and by what name an error calls the place. */
export interface CoordinatorTarget {
  readonly target: RpcTarget;
  readonly place: string;
}

/**
 * The coordinator as this session reaches it: by the certificate that --identity names, else by the socket on
 * index 0.
 *
 * @throws HapyError what readIdentityFile and findCoordinator refuse with
 */
export async function coordinatorTarget(session: Session): Promise<CoordinatorTarget> {
  if (session.identity === undefined) {
    const { socket, claimsDirectory } = await findCoordinator(session.directory);
    return { target: connectWithClaim(socket, claimsDirectory), place: socket };
  }
  const { identity, coordinators, clusterId } = await readIdentityFile(session.identity);
  const first = await firstListening(coordinators);
  if (first === undefined) throw new HapyError('HAPY-E129', { file: session.identity });
  const expectedUri = buildUri(clusterId, 'coordinator');
  const target = tlsTarget({ ...first, expectedUri, identity, answerBytesMax: clusterBytesMax });
  return { target, place: `${first.address}:${first.port}` };
}
