import { basename } from 'node:path';

import type { Spec } from '../../../services/domain/spec.ts';
import type { AddressOrigin, Understood } from '../../understand-files.ts';
import { say, type Session } from '../session.ts';
import { findingLines } from './finding-lines.ts';
import { type Column, renderTable } from './table.ts';

/** What was understood, so that a mistake is seen before anything is built on it. */
export function understoodView(session: Session, understood: Understood, spec: Spec): string {
  const { files, warnings } = understood;
  const about = { count: files.length, files: files.join(', ') };
  const lines = [say(session, 'init.understood', about), '', nodeTable(session, understood, spec), ''];
  const facts = [
    [say(session, 'init.cluster'), spec.clusterId],
    [say(session, 'status.vip'), withMapped(understood.spec.vip.address, spec.vip.address)],
    [say(session, 'init.vip-name'), spec.vip.name],
  ] as const;
  const width = Math.max(...facts.map(([title]) => title.length));
  for (const [title, value] of facts) lines.push(`  ${title.padEnd(width)}  ${value}`);
  if (isMapped(understood, spec)) lines.push('', say(session, 'init.sandbox'));
  if (warnings.length > 0) lines.push('', say(session, 'init.warnings'), ...findingLines(session, warnings));
  return lines.join('\n');
}

function isMapped(understood: Understood, spec: Spec): boolean {
  return understood.spec.nodes.some(({ address }, at) => address !== spec.nodes[at]?.address);
}

function withMapped(given: string, used: string): string {
  return given === used ? given : `${given} → ${used}`;
}

function nodeTable(session: Session, understood: Understood, spec: Spec): string {
  const mapped = isMapped(understood, spec);
  const left = (title: string): Column => ({ title, align: 'left' });
  const columns: Column[] = [
    { title: say(session, 'column.index'), align: 'right' },
    left(say(session, 'column.name')),
    left(say(session, 'column.fqdn')),
    left(say(session, 'column.address')),
    ...(mapped ? [left(say(session, 'column.mapped'))] : []),
    left(say(session, 'column.source')),
    left(say(session, 'column.file')),
  ];
  const rows = understood.spec.nodes.map((node, index) => {
    const origin = understood.origins.get(node.name);
    return [
      String(index),
      node.name,
      node.fqdn,
      node.address || '-',
      ...(mapped ? [spec.nodes[index]?.address || '-'] : []),
      origin === undefined ? '' : sourceText(session, origin),
      shownFile(origin?.file ?? '', understood.files),
    ];
  });
  return renderTable(columns, rows, '  ');
}

/** The name alone where that says which of the files it is: the heading has their places. */
function shownFile(file: string, files: readonly string[]): string {
  const name = basename(file);
  return files.filter((each) => basename(each) === name).length === 1 ? name : file;
}

function sourceText(session: Session, { source }: AddressOrigin): string {
  return say(session, `init.source.${source}`);
}
