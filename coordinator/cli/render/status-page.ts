import { say, type Session } from '../session.ts';
import type { StatusView } from '../status-view.ts';
import { findingLines } from './finding-lines.ts';
import { hostTable } from './host-table.ts';
import { heardText } from './node-table.ts';
import { localTime } from './local-time.ts';
import { storageLines } from './storage-text.ts';
import { pad, widthOf } from './table.ts';
import { zoneTable } from './zone-table.ts';

/** The whole answer of `hapyctl status`, in the tables administrators know from OpenNebula's own commands. */
export function statusPage(session: Session, view: StatusView): string {
  const parts: string[] = [];
  if (view.servers.length > 0) parts.push(zoneTable(view));
  if (view.hosts.length > 0) parts.push(hostTable(view.hosts));
  parts.push(factLines(session, view));
  parts.push(...shortFindings(session, view));
  parts.push(verdict(session, view));
  return parts.join('\n\n');
}

/** The causes that matter now; what follows from them and what only informs is the doctor's. */
function shortFindings(session: Session, { findings }: StatusView): string[] {
  const shown = findings.filter(({ severity, followsFrom }) => severity !== 'info' && followsFrom === '');
  if (shown.length === 0) return [];
  const lines = [say(session, 'plan.findings'), ...findingLines(session, shown)];
  const rest = findings.length - shown.length;
  if (rest > 0) lines.push(`   ${say(session, 'doctor.more', { count: rest })}`);
  return [lines.join('\n')];
}

function verdict(session: Session, view: StatusView): string {
  if (view.healthy) return say(session, 'status.healthy');
  const formed = view.nodes.some((node) => node.guard === 'member');
  if (formed) return say(session, 'status.unhealthy');
  return `${say(session, 'status.unformed')} ${say(session, 'status.unformed-next')}`;
}

function factLines(session: Session, view: StatusView): string {
  const facts: [string, string][] = [
    [say(session, 'status.leader'), view.leader ?? say(session, 'status.no-leader')],
    [say(session, 'status.vip'), vipText(session, view)],
  ];
  if (view.storage !== undefined) {
    const nodes = view.nodes.map(({ name }) => name);
    for (const [at, line] of storageLines(session, view.storage, nodes).entries())
      facts.push([at === 0 ? say(session, 'status.storage') : '', line]);
  }
  if (view.zoneSeenBy !== undefined && view.zoneSeenBy !== view.leader) {
    facts.push(['Zone', say(session, 'status.zone-from', { node: view.zoneSeenBy })]);
  }
  if (view.activeRun !== undefined) {
    facts.push([
      say(session, 'status.active-run'),
      say(session, 'status.active-run-text', { run: view.activeRun }),
    ]);
  }
  const formed = view.nodes.some((node) => node.guard === 'member');
  if (formed && view.activeRun === undefined) {
    const at = localTime(view.provedAtMs);
    const proved = view.provedAtMs === 0 ? 'status.proved-never' : 'status.proved-at';
    facts.push([say(session, 'status.proved'), say(session, proved, { at })]);
  }
  if (view.clockFactor > 1) {
    facts.push([
      say(session, 'status.clock'),
      say(session, 'status.clock-text', { factor: view.clockFactor }),
    ]);
  }
  const nameWidth = Math.max(...view.nodes.map((node) => widthOf(node.name)));
  for (const [at, node] of view.nodes.entries()) {
    const heard = `${pad(node.name, nameWidth, 'left')}  ${heardText(session, node, view.atMs)}`;
    facts.push([at === 0 ? say(session, 'status.heard') : '', heard]);
  }
  const width = Math.max(...facts.map(([title]) => widthOf(title)));
  return facts.map(([title, text]) => `${pad(title, width, 'left')}  ${text}`).join('\n');
}

function vipText(session: Session, view: StatusView): string {
  const { address, name, holders } = view.vip;
  if (holders.length === 0) return say(session, 'status.vip-nobody', { address, name });
  return say(session, 'status.vip-holders', { address, name, holders: holders.join(', ') });
}
