import { say, type Session } from '../session.ts';
import type { NodeView, StatusView } from '../status-view.ts';
import { durationText } from '../../../services/wording/duration.ts';
import { type Column, renderTable } from './table.ts';

/** Every node with what its agent reports and when it was last heard. */
export function nodeTable(session: Session, view: StatusView): string {
  const columns: Column[] = [
    { title: say(session, 'column.name'), align: 'left' },
    { title: say(session, 'column.fqdn'), align: 'left' },
    { title: say(session, 'column.address'), align: 'left' },
    { title: say(session, 'column.index'), align: 'right' },
    { title: say(session, 'column.enrolled'), align: 'left' },
    { title: say(session, 'column.guard'), align: 'left' },
    { title: say(session, 'column.oned'), align: 'left' },
    { title: say(session, 'column.agent'), align: 'left' },
    { title: say(session, 'column.heard'), align: 'left' },
  ];
  const rows = view.nodes.map((node) => [
    node.name,
    node.fqdn,
    node.address || '-',
    String(node.index),
    say(session, node.enrolled ? 'value.yes' : 'value.no'),
    guardText(session, node),
    onedText(session, node),
    node.agentVersion || '-',
    heardText(session, node, view.atMs),
  ]);
  return renderTable(columns, rows);
}

function guardText(session: Session, node: NodeView): string {
  if (node.guard === undefined) return '-';
  return say(session, `value.guard.${node.guard}`, { id: node.serverId });
}

/** What oned itself says while it answers, else what its unit says. */
function onedText(session: Session, node: NodeView): string {
  if (node.raftState !== undefined) return node.raftState;
  return node.process === undefined ? '-' : say(session, `value.process.${node.process}`);
}

/** "il y a 2 s"; for a node that does not answer, why. */
export function heardText(session: Session, node: NodeView, nowMs: number): string {
  const since =
    node.lastHeardMs === 0
      ? say(session, 'value.never')
      : say(session, 'value.ago', { duration: durationText(nowMs - node.lastHeardMs, session.language) });
  if (node.unreachable === undefined || node.unreachable === '') return since;
  return `${since}, ${say(session, 'value.unreachable', { code: node.unreachable })}`;
}
