import type { CoordinatorClient } from './coordinator-client.ts';
import { findingLines } from './render/finding-lines.ts';
import { showFirst } from './render/show.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session, wrapFor } from './session.ts';
import type { StatusView } from './status-view.ts';
import { waitFor } from './wait-for.ts';

/** Longer than an election with the timers that OpenNebula is shipped with, and what a node tells of its neighbours. */
const patienceSeconds = 30;

/**
 * The end of a run that has done everything: it is called a success once `status` calls the cluster healthy, for what
 * was done a moment ago (a restart, an election) may still be on its way. Three, with what is wrong, when it does
 * not become so. Before a cluster is formed there is nothing to wait for.
 */
export async function untilBelieved(
  session: Session,
  coordinator: CoordinatorClient,
  output: OutputFormat,
): Promise<ExitStatus> {
  const onWait = (view: StatusView) => {
    const codes = [...new Set(errorsOf(view).map(({ code }) => code))].join(', ') || '-';
    const text = say(session, 'apply.settling', { codes });
    if (output === 'table') print(session, ['', ...wrapFor(session.output, text)].join('\n'));
  };
  const reached = (view: StatusView) => view.healthy || !isFormed(view);
  const seen = await waitFor(session, coordinator, { reached, seconds: patienceSeconds, onWait });
  if (reached(seen)) return 0;
  const findings = errorsOf(seen);
  await showFirst(session, output, { kind: 'unhealthy', findings }, () =>
    [
      '',
      ...wrapFor(session.output, say(session, 'apply.unhealthy')),
      ...findingLines(session, findings),
    ].join('\n'),
  );
  return 3;
}

function isFormed({ nodes }: StatusView): boolean {
  return nodes.some(({ guard }) => guard === 'member');
}

function errorsOf({ findings }: StatusView): StatusView['findings'] {
  return findings.filter(({ severity }) => severity === 'error');
}
