import { checkNames, type PreflightCheck } from '../../../services/domain/preflight/check.ts';
import { say, type Session, wrapFor } from '../session.ts';
import { findingLines } from './finding-lines.ts';
import { renderTable } from './table.ts';

export interface ShownPreflight {
  readonly checks: readonly PreflightCheck[];
  readonly blocked: boolean;
  readonly ignorable: readonly string[];
}

/** Every check with its result, then what failed with its remedy. */
export function preflightView(session: Session, preflight: ShownPreflight): string {
  const lines = [preflightTitle(session, preflight), '', checkTable(session, preflight.checks)];
  const failures = failureLines(session, preflight.checks);
  if (failures.length > 0) lines.push('', ...failures);
  lines.push('');
  if (preflight.blocked) lines.push(say(session, 'preflight.blocked'));
  else lines.push(say(session, 'preflight.ready'));
  const ignorable = say(session, 'preflight.ignorable', { names: preflight.ignorable.join(', ') });
  lines.push(...wrapFor(session.output, ignorable));
  return lines.join('\n');
}

/** Before a plan: one line when all is well, and what is not. */
export function preflightSummary(session: Session, preflight: ShownPreflight): string {
  const lines = [preflightTitle(session, preflight), ...failureLines(session, preflight.checks)];
  return lines.join('\n');
}

function preflightTitle(session: Session, { checks }: ShownPreflight): string {
  const count = (severity: string) => checks.filter((check) => check.severity === severity).length;
  return say(session, 'preflight.title', {
    count: checks.length,
    passed: count('ok'),
    errors: count('error'),
    warnings: count('warning'),
  });
}

function checkTable(session: Session, checks: readonly PreflightCheck[]): string {
  const rows = checkNames.flatMap((name) => {
    const own = checks.filter((check) => check.name === name);
    if (own.length === 0) return [];
    return [[name, resultText(session, own), say(session, `check.${name}`)]];
  });
  return renderTable(
    [
      { title: say(session, 'column.check'), align: 'left' },
      { title: say(session, 'column.result'), align: 'left' },
      { title: say(session, 'column.looked-at'), align: 'left' },
    ],
    rows,
    '  ',
  );
}

/** The worst of the checks of one name. */
function resultText(session: Session, checks: readonly PreflightCheck[]): string {
  const failed = checks.filter(({ severity }) => severity !== 'ok');
  const counts = { count: checks.length, failed: failed.length };
  if (failed.length === 0) return say(session, 'value.check.ok', counts);
  if (failed.some(({ severity, ignored }) => severity === 'error' && !ignored))
    return say(session, 'value.check.error', counts);
  const ignored = failed.some((check) => check.ignored);
  return say(session, ignored ? 'value.check.ignored' : 'value.check.warning', counts);
}

function failureLines(session: Session, checks: readonly PreflightCheck[]): string[] {
  return checks.flatMap((check) => {
    const { code, severity, node, subject, found, expected } = check;
    if (severity === 'ok') return [];
    const parameters = { subject, found, expected, ...check.parameters };
    const lines = findingLines(session, [{ code, severity, node, parameters }]);
    return check.ignored ? [...lines, `     ${say(session, 'preflight.ignored')}`] : lines;
  });
}
