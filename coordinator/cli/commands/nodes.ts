import { withCoordinator } from '../coordinator-client.ts';
import { nodeTable } from '../render/node-table.ts';
import { show } from '../render/show.ts';
import { statusView } from '../status-view.ts';
import type { ExitStatus, OutputFormat, Session } from '../session.ts';

/** Shows each node as its agent last reported it. */
export async function nodes(
  session: Session,
  options: { readonly output: OutputFormat },
): Promise<ExitStatus> {
  const view = statusView(await withCoordinator(session, (coordinator) => coordinator.status()));
  await show(session, options.output, { atMs: view.atMs, nodes: view.nodes }, () => nodeTable(session, view));
  return 0;
}
