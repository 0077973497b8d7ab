import { explainError } from '../../../services/base/messages/explain-error.ts';
import type { ExitStatus, Session } from '../session.ts';
import type { StatusView } from '../status-view.ts';
import { printable } from './printable.ts';

/** One line and an exit code as the Monitoring Plugins guidelines want them: 0 OK, 1 WARNING, 2 CRITICAL. */
export function nagiosLine(
  session: Session,
  view: StatusView,
): { readonly line: string; readonly status: ExitStatus } {
  const errors = view.findings.filter(({ severity }) => severity === 'error');
  const warnings = view.findings.filter(({ severity }) => severity === 'warning');
  const status = !view.healthy ? 2 : warnings.length > 0 ? 1 : 0;
  const word = (['OK', 'WARNING', 'CRITICAL'] as const)[status];
  const [first] = [...errors, ...warnings];
  const serving = view.servers.filter(({ state }) => state === 'leader' || state === 'follower').length;
  const said =
    first === undefined
      ? `leader ${view.leader ?? '-'}, ${serving}/${view.servers.length} servers`
      : `${first.code} ${textOf(session, first)}`;
  const data = [
    `errors=${errors.length};;1`,
    `warnings=${warnings.length};1;`,
    `servers=${serving};;;0;${view.servers.length}`,
    `checks_passed=${view.passedChecks.length}`,
  ];
  // A bar would begin the performance data.
  return { line: `HAPY ${word} - ${said.replaceAll('|', '/')} | ${data.join(' ')}`, status };
}

function textOf(session: Session, { code, node, parameters }: StatusView['findings'][number]): string {
  return printable(explainError({ code, parameters: { node, ...parameters } }, session.language).text);
}
