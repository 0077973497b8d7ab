import { connect } from 'node:net';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { loadCoordinatorConfig } from '../../config.ts';
import { rescueCertificates } from '../../trust/rescue.ts';
import { coordinatorConfigOf } from '../find-coordinator.ts';
import { localTime } from '../render/local-time.ts';
import { type ExitStatus, print, say, type Session } from '../session.ts';

/**
 * Makes the issuing authority and the certificates of coordinator and gateway anew, from the root's key alone. Nothing
 * needs to be valid and nothing to run.
 *
 * @throws HapyError HAPY-E139 the coordinator runs, HAPY-E124 the root's key is not here, HAPY-E146 the root itself
 * has expired
 */
export async function rescue(
  session: Session,
  { rootKey }: { readonly rootKey?: string },
): Promise<ExitStatus> {
  const config = await loadCoordinatorConfig(coordinatorConfigOf(session.directory));
  if (await answers(config.socket)) throw new HapyError('HAPY-E139');
  const { stateDirectory, gatewayStateDirectory: gatewayDirectory } = config;
  const notAfterMs = await rescueCertificates({
    ...{ stateDirectory, gatewayDirectory, rootKeyFile: rootKey, clock: session.clock },
  });
  print(session, say(session, 'certs.rescued', { until: localTime(notAfterMs).slice(0, 16) }));
  return 0;
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
