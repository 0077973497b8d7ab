import type { Host } from '../../../services/domain/observed.ts';
import { renderTable } from './table.ts';

/** The short words of `onehost list` for a host's state, by OpenNebula's number (HostPool, opennebula.md section 5). */
const stateWords = ['init', 'update', 'on', 'err', 'dsbl', 'retry', 'init', 'dsbl', 'off'] as const;

/**
 * The table of `onehost list`, newest host first as it has it (recording cli/35-ha3.onehost-list-on-leader.txt
 * of OpenNebula 6.10). They are OpenNebula's words, so not translated.
 */
export function hostTable(hosts: readonly Host[]): string {
  const rows = [...hosts]
    .sort((one, other) => other.id - one.id)
    .map((host) => [
      String(host.id),
      host.name,
      host.cluster,
      String(host.runningVms),
      share(host.cpuUsed, host.cpuTotal, String),
      share(host.memoryUsedKib, host.memoryTotalKib, memoryText),
      stateWords[host.state] ?? '-',
    ]);
  return renderTable(
    [
      { title: 'ID', align: 'right', width: 4 },
      { title: 'NAME', align: 'left', width: 15 },
      { title: 'CLUSTER', align: 'left', width: 10 },
      { title: 'TVM', align: 'right', width: 3 },
      { title: 'ALLOCATED_CPU', align: 'right', width: 18 },
      { title: 'ALLOCATED_MEM', align: 'right', width: 18 },
      { title: 'STAT', align: 'left' },
    ],
    rows,
  );
}

/** "0 / 800 (0%)"; a host that was not monitored yet has nothing to share out and shows "-". */
function share(used: number, total: number, text: (amount: number) => string): string {
  if (total === 0) return '-';
  return `${text(used)} / ${text(total)} (${Math.floor((used * 100) / total)}%)`;
}

/** KiB in the largest unit that fits, with one decimal where it is needed: 0K, 1.5M, 16G. */
function memoryText(amountKib: number): string {
  const units = ['K', 'M', 'G', 'T'];
  let amount = amountKib;
  let unit = 0;
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${Math.round(amount * 10) / 10}${units[unit] ?? ''}`;
}
