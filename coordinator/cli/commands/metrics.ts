import { withCoordinator } from '../coordinator-client.ts';
import type { ExitStatus, Session } from '../session.ts';

/** The cluster in Prometheus' text format, for a textfile collector or a script. */
export async function metrics(session: Session): Promise<ExitStatus> {
  session.output.write(await withCoordinator(session, (coordinator) => coordinator.metrics()));
  return 0;
}
