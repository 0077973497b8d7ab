import type { ServerView, StatusView } from '../status-view.ts';
import { renderTable } from './table.ts';

/**
 * The blocks of `onezone show 0` that administrators know, with its titles and widths (recording
 * cli/32-ha3.onezone-show-healthy.txt of OpenNebula 6.10). They are OpenNebula's words, so not translated.
 */
export function zoneTable({ servers }: Pick<StatusView, 'servers'>): string {
  const pool = renderTable(
    [
      { title: 'ID', align: 'right' },
      { title: 'NAME', align: 'left', width: 15 },
      { title: 'ENDPOINT', align: 'left' },
    ],
    servers.map(({ id, name, endpoint }) => [String(id), name, endpoint]),
  );
  const sync = renderTable(
    [
      { title: 'ID', align: 'right' },
      { title: 'NAME', align: 'left', width: 15 },
      { title: 'STATE', align: 'left', width: 10 },
      { title: 'TERM', align: 'left', width: 10 },
      { title: 'INDEX', align: 'left', width: 10 },
      { title: 'COMMIT', align: 'left', width: 10 },
      { title: 'VOTE', align: 'left', width: 5 },
      { title: 'FED_INDEX', align: 'left' },
    ],
    servers.map(syncRow),
  );
  return ['ZONE SERVERS', pool, '', 'HA & FEDERATION SYNC STATUS', sync].join('\n');
}

/** A server that does not answer is "error" with dashes (recording cli/T1.onezone-show-leader-dead.txt). */
function syncRow({ id, name, state, raft }: ServerView): string[] {
  const numbers =
    raft === undefined
      ? ['-', '-', '-', '-', '-']
      : [raft.term, raft.logIndex, raft.commit, raft.votedFor, raft.federationIndex].map(String);
  return [String(id), name, state, ...numbers];
}
