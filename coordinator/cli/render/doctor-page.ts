import { explainError } from '../../../services/base/messages/explain-error.ts';
import { say, type Session } from '../session.ts';
import type { StatusView } from '../status-view.ts';
import { errorLines } from './error-view.ts';
import { type ShownFinding, signs } from './finding-lines.ts';
import { printable } from './printable.ts';
import { pad, widthOf } from './table.ts';

/** Every finding with what was seen on each node and what follows from it; then the count of all checks. */
export function doctorPage(session: Session, view: StatusView): string {
  const roots = view.findings.filter(({ followsFrom }) => followsFrom === '');
  const told = new Set<ShownFinding>();
  const parts = roots.map((root) => {
    // What follows from a code is told once, under the first finding of that code.
    const following = view.findings.filter((each) => each.followsFrom === root.code && !told.has(each));
    for (const each of following) told.add(each);
    return findingBlock(session, root, following);
  });
  return [...parts, verdict(session, view)].join('\n\n');
}

function findingBlock(session: Session, finding: ShownFinding, following: readonly ShownFinding[]): string {
  const colon = session.language === 'fr' ? ' :' : ':';
  const [first = '', ...rest] = errorLines(session, withNode(finding));
  const lines = [` ${signs[finding.severity]} ${first}`, ...rest.map((line) => `   ${line}`)];
  lines.push(...evidenceLines(`${say(session, 'doctor.seen')}${colon}`, finding));
  if (following.length > 0) lines.push(`     ${say(session, 'doctor.explains')}${colon}`);
  for (const each of following) {
    const { text } = explainError(withNode(each), session.language);
    lines.push(`       ${each.code}  ${printable(text)}`);
  }
  return lines.join('\n');
}

function evidenceLines(title: string, { evidence }: ShownFinding): string[] {
  const seen = Object.entries(evidence);
  const width = Math.max(0, ...seen.map(([node]) => widthOf(node)));
  return seen.map(([node, value], at) => {
    const head = at === 0 ? title : ' '.repeat(widthOf(title));
    return `     ${head} ${pad(node, width, 'left')}  ${printable(value)}`.trimEnd();
  });
}

function withNode({ code, node, parameters }: ShownFinding) {
  return { code, parameters: { node, ...parameters } };
}

function verdict(session: Session, view: StatusView): string {
  const count = (severity: ShownFinding['severity']) =>
    view.findings.filter((each) => each.severity === severity).length;
  const total = totalOf(view);
  const counts = {
    errors: count('error'),
    warnings: count('warning'),
    passed: view.passedChecks.length,
    total,
  };
  const formed = view.nodes.some((node) => node.guard === 'member');
  const lines: string[] = [];
  if (view.activeRun !== undefined) lines.push(say(session, 'doctor.running', { run: view.activeRun }));
  if (!formed) lines.push(say(session, 'doctor.unformed'));
  else lines.push(say(session, view.healthy ? 'doctor.healthy' : 'doctor.unhealthy', counts));
  return lines.join('\n');
}

function totalOf({ findings, passedChecks }: StatusView): number {
  const found = new Set(findings.map(({ check }) => check).filter((check) => check !== ''));
  return passedChecks.length + found.size;
}
