import { withCoordinator } from '../coordinator-client.ts';
import { readPreflight } from '../read-preflight.ts';
import { preflightView } from '../render/preflight-view.ts';
import { show } from '../render/show.ts';
import type { ExitStatus, OutputFormat, Session } from '../session.ts';

/** Shows every check that a founding or a joining has to pass. 0 when nothing stands in the way, else 3. */
export async function preflight(
  session: Session,
  options: {
    readonly ignore: readonly string[];
    readonly discardDatabase: ReadonlyMap<string, string>;
    readonly output: OutputFormat;
  },
): Promise<ExitStatus> {
  const answer = await withCoordinator(session, (coordinator) =>
    coordinator.preflight(options.ignore, options.discardDatabase),
  );
  const report = readPreflight(answer);
  await show(session, options.output, report, () => preflightView(session, report));
  return report.blocked ? 3 : 0;
}
