import type { CoordinatorClient } from './coordinator-client.ts';
import { findingLines } from './render/finding-lines.ts';
import { showFirst } from './render/show.ts';
import { type ExitStatus, type OutputFormat, say, type Session, wrapFor } from './session.ts';
import { lookAt } from './wait-for.ts';

/**
 * The end of an adoption. It touches nothing, so what was not as it should be still is not: that is told, each with the
 * command that mends it, and is no failure of what was asked. Nothing is waited for, as nothing was set in motion.
 */
export async function tellWhatWasLeft(
  session: Session,
  coordinator: CoordinatorClient,
  output: OutputFormat,
): Promise<ExitStatus> {
  const view = await lookAt(coordinator);
  const findings = view.findings.filter(
    ({ severity, followsFrom }) => severity !== 'info' && followsFrom === '',
  );
  if (findings.length === 0) return 0;
  await showFirst(session, output, { kind: 'left-as-it-was', findings }, () =>
    ['', ...wrapFor(session.output, say(session, 'adopt.left')), ...findingLines(session, findings)].join(
      '\n',
    ),
  );
  return 0;
}
