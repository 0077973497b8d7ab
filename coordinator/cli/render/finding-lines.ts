import { errorLines } from './error-view.ts';
import { type Session, wrapFor } from '../session.ts';

export interface ShownFinding {
  readonly code: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly node: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const signs = { info: 'i', warning: '!', error: '✖' } as const;

/** Each finding with its code, cause and next step. */
export function findingLines(session: Session, findings: readonly ShownFinding[]): string[] {
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
