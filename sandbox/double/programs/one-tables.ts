import type { Host } from '../store/host.ts';
import { hostState } from '../store/host.ts';
import type { Zone } from '../store/zone.ts';

/** What `onezone show` has of one server's raftstatus; undefined where it did not answer. */
export interface ServerStatus {
  readonly state: number;
  readonly term: number;
  readonly logIndex: number;
  readonly commit: number;
  readonly votedFor: number;
  readonly federationIndex: number;
}

interface Column {
  readonly title: string;
  readonly width: number;
  readonly right?: boolean;
}

const stateWords = ['solo', 'candidate', 'follower', 'leader'];
const titleWidth = 80;

const serverColumns: readonly Column[] = [
  { title: 'ID', width: 2, right: true },
  { title: 'NAME', width: 15 },
  { title: 'ENDPOINT', width: 63 },
];

const syncColumns: readonly Column[] = [
  { title: 'ID', width: 2, right: true },
  { title: 'NAME', width: 15 },
  { title: 'STATE', width: 10 },
  { title: 'TERM', width: 10 },
  { title: 'INDEX', width: 10 },
  { title: 'COMMIT', width: 10 },
  { title: 'VOTE', width: 5 },
  { title: 'FED_INDEX', width: 10 },
];

/** `onezone show`: the same blocks, titles and widths as the recordings in test/recordings/cli. */
export function zoneText(zone: Zone, statuses: ReadonlyMap<number, ServerStatus>): string {
  const heading = [
    'ZONE 0 INFORMATION'.padEnd(titleWidth),
    ...[
      ['ID', String(zone.id)],
      ['NAME', zone.name],
      ['STATE', zone.state === 0 ? 'ENABLED' : 'DISABLED'],
    ].map(([name = '', value = '']) => `${name.padEnd(18)}: ${value.padEnd(20)}`),
    '',
    '',
  ];
  const template = [...zone.template].map(([name, value]) => `${name}="${value}"`);
  const servers = zone.servers.length === 0 ? [] : serverBlocks(zone, statuses);
  return [...heading, ...servers, 'ZONE TEMPLATE'.padEnd(titleWidth), ...template].join('\n');
}

function serverBlocks(zone: Zone, statuses: ReadonlyMap<number, ServerStatus>): string[] {
  const named = zone.servers.map(({ id, attributes }) => {
    return { id, name: attributes.get('NAME') ?? '', endpoint: attributes.get('ENDPOINT') ?? '' };
  });
  return [
    'ZONE SERVERS'.padEnd(titleWidth),
    ...table(
      serverColumns,
      named.map(({ id, name, endpoint }) => [String(id), name, endpoint]),
    ),
    '',
    'HA & FEDERATION SYNC STATUS'.padEnd(titleWidth),
    ...table(
      syncColumns,
      named.map(({ id, name }) => [String(id), name, ...syncWords(statuses.get(id))]),
    ),
    '',
  ];
}

/** A server that does not answer is "error", and the program succeeds all the same. */
function syncWords(status: ServerStatus | undefined): string[] {
  if (status === undefined) return ['error', '-', '-', '-', '-', '-'];
  const { state, term, logIndex, commit, votedFor, federationIndex } = status;
  const numbers = [term, logIndex, commit, votedFor, federationIndex].map(String);
  return [stateWords[state] ?? String(state), ...numbers];
}

const hostColumns: readonly Column[] = [
  { title: 'ID', width: 4, right: true },
  { title: 'NAME', width: 15 },
  { title: 'CLUSTER', width: 10 },
  { title: 'TVM', width: 3, right: true },
  { title: 'ALLOCATED_CPU', width: 18, right: true },
  { title: 'ALLOCATED_MEM', width: 18, right: true },
  { title: 'STAT', width: 4 },
];

const hostWords: Readonly<Record<number, string>> = {
  [hostState.init]: 'init',
  [hostState.monitored]: 'on',
  [hostState.error]: 'err',
  [hostState.disabled]: 'dsbl',
  [hostState.offline]: 'off',
};

/** `onehost list`: no virtual machine runs here, so nothing is ever allocated. */
export function hostsText(hosts: readonly Host[]): string {
  const rows = hosts.map((host) => {
    const gibibytes = Math.floor(host.totalMemoryKib / 1024 / 1024);
    const seen = host.totalCpu > 0;
    return [
      ...[String(host.id), host.name, 'default', '0'],
      seen ? `0 / ${host.totalCpu} (0%)` : '-',
      seen ? `0K / ${gibibytes}G (0%)` : '-',
      hostWords[host.state] ?? String(host.state),
    ];
  });
  return table(hostColumns, rows).join('\n');
}

/** Titles keep their blanks at the end, rows do not. */
function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) =>
    columns
      .map(({ width, right }, at) => {
        const cell = cells[at] ?? '';
        return right === true ? cell.padStart(width) : cell.padEnd(width);
      })
      .join(' ');
  return [line(columns.map(({ title }) => title)), ...rows.map((cells) => line(cells).trimEnd())];
}
