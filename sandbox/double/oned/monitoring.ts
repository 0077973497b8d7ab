import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OnedParts } from '../methods/method.ts';
import { raftState } from '../raft/core.ts';
import { hostState, hostUpdateSql, parseHost } from '../store/host.ts';
import type { Journal } from './journal.ts';

/** What a monitored host of the sandbox reports: 16 GiB and 8 cores, as the recorded dummies. */
const capacity = { totalMemoryKib: 16_777_216, totalCpu: 800 };

/**
 * Hosts go on when the front-end's oneadmin can reach them, which here means: its known_hosts names them.
 * Only the leader (or a solo oned) monitors. Returns the function that ends it.
 */
export function startMonitoring(parts: OnedParts, intervalMs: number, journal: Journal): () => void {
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    void monitor(parts, journal).finally(() => {
      busy = false;
    });
  }, intervalMs);
  return () => clearInterval(timer);
}

async function monitor(parts: OnedParts, journal: Journal): Promise<void> {
  const { state, reconciling } = parts.raft.machine;
  if ((state !== raftState.leader && state !== raftState.solo) || reconciling) return;
  const known = knownHosts(join(parts.paths.oneSshDirectory, 'known_hosts'));
  for (const { oid } of parts.database.list('host_pool')) {
    await parts.writes.exclusively('host_pool', async () => {
      const stored = parts.database.get('host_pool', oid);
      if (stored === undefined) return;
      const host = parseHost(stored.body);
      if (host.state === hostState.disabled || host.state === hostState.offline) return;
      const next = known.has(host.name) ? hostState.monitored : hostState.error;
      // As oned does, the state before is that of the last monitoring: a host that stays on has been on before.
      if (next === host.state && host.previousState === host.state) return;
      const seen = next === hostState.monitored ? capacity : {};
      if (next === hostState.error) journal(failureLine(host.name, oid));
      await parts.writes.execute(hostUpdateSql({ ...host, ...seen, state: next, previousState: host.state }));
    });
  }
}

/** The names and addresses of known_hosts, without those of hashed lines. */
function knownHosts(path: string): ReadonlySet<string> {
  try {
    const lines = readFileSync(path, 'utf8').split('\n');
    return new Set(lines.flatMap((line) => (line.split(/\s+/)[0] ?? '').split(',')));
  } catch {
    return new Set();
  }
}

/** In oned's form, so that whoever looks for the reason of an err finds it where it is on a real one. */
function failureLine(name: string, oid: number): string {
  const reason = 'Host key verification failed. Error executing monitor on host';
  return `[ONE][E]: Error monitoring Host ${name} (${oid}): ${reason}`;
}
