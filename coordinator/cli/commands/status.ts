import { withCoordinator } from '../coordinator-client.ts';
import { show } from '../render/show.ts';
import { statusPage } from '../render/status-page.ts';
import { statusView } from '../status-view.ts';
import type { ExitStatus, OutputFormat, Session } from '../session.ts';

/** Shows the zone, the hosts, who holds the virtual address and what is wrong. 3 when it is not healthy. */
export async function status(
  session: Session,
  options: { readonly output: OutputFormat },
): Promise<ExitStatus> {
  const view = statusView(await withCoordinator(session, (coordinator) => coordinator.status()));
  await show(session, options.output, view, () => statusPage(session, view));
  return view.healthy ? 0 : 3;
}
