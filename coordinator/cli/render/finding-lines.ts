import { errorLines } from './error-view.ts';
import { type Session, wrapFor } from '../session.ts';

export interface ShownFinding {
  readonly code: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly node: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The health check that found it, empty for a finding of the planner. */
  readonly check: string;
  /** What was seen, by node. */
  readonly evidence: Readonly<Record<string, string>>;
  /** The code that it follows from, empty for one that stands for itself. */
  readonly followsFrom: string;
}

export const signs = { info: 'i', warning: '!', error: '✖' } as const;

/** Each finding with its code, cause and next step. */
export function findingLines(
  session: Session,
  findings: readonly Pick<ShownFinding, 'code' | 'severity' | 'node' | 'parameters'>[],
): string[] {
  return findings.flatMap((finding) => {
    const parameters = { node: finding.node, ...finding.parameters };
    const [first = '', ...rest] = errorLines(session, { code: finding.code, parameters });
    const about = finding.node === '' || first.includes(finding.node) ? '' : `${finding.node} : `;
    const lines = [
      ` ${signs[finding.severity]} ${first.replace('  ', `  ${about}`)}`,
      ...rest.map((line) => `   ${line}`),
    ];
    return lines.flatMap((line) => wrapFor(session.output, line));
  });
}
