import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Zone } from '../store/zone.ts';
import { hostsText, type ServerStatus, zoneText } from './one-tables.ts';

const recordings = join(import.meta.dirname, '../../../test/recordings/cli');

/** What a command printed, without the lines that say who ran it and how it ended. */
function recorded(name: string): string {
  const lines = readFileSync(join(recordings, `${name}.txt`), 'utf8').split('\n');
  return lines
    .slice(
      2,
      lines.findIndex((line) => line.startsWith('# exit code')),
    )
    .join('\n');
}

function zoneOf(count: number, template: readonly (readonly [string, string])[]): Zone {
  const servers = Array.from({ length: count }, (_, id) => {
    const endpoint = `http://10.77.0.${11 + id}:2633/RPC2`;
    return {
      id,
      attributes: new Map([
        ['NAME', `server-${id}`],
        ['ENDPOINT', endpoint],
      ] as const),
    };
  });
  return { id: 0, name: 'OpenNebula', state: 0, template: new Map(template), servers };
}

const vip = ['ENDPOINT', 'http://10.77.0.10:2633/RPC2'] as const;

describe('the tables of onezone and onehost, held against recordings', () => {
  it('shows a zone without servers', () => {
    const zone = zoneOf(0, [['ENDPOINT', 'http://localhost:2633/RPC2']]);
    assert.equal(zoneText(zone, new Map()), recorded('02-solo.onezone-show-before-server-add'));
  });

  it('shows three servers, one of them a record behind', () => {
    const status = (state: number, index: number): ServerStatus => {
      return { state, term: 3, logIndex: index, commit: index, votedFor: 0, federationIndex: -1 };
    };
    const statuses = new Map([
      [0, status(3, 11)],
      [1, status(2, 11)],
      [2, status(2, 10)],
    ]);
    assert.equal(zoneText(zoneOf(3, [vip]), statuses), recorded('32-ha3.onezone-show-healthy'));
  });

  it('shows a candidate between two that do not answer', () => {
    const candidate = { state: 1, term: 20, logIndex: 434, commit: 0, votedFor: -1, federationIndex: -1 };
    const zone = zoneOf(3, [vip, ['HAPY_NOTE', 'sync']]);
    assert.equal(zoneText(zone, new Map([[2, candidate]])), recorded('T6.onezone-show-on-candidate'));
  });

  it('lists hosts', () => {
    const hosts = [3, 2, 1, 0].map((id) => {
      const [state, imMad, vmMad] = [2, 'dummy', 'dummy'] as const;
      const seen = { totalMemoryKib: 16_777_216, totalCpu: 800 };
      return { id, name: `host-${'abcd'[id]}`, state, previousState: state, imMad, vmMad, ...seen };
    });
    assert.equal(hostsText(hosts), recorded('35-ha3.onehost-list-on-leader'));
  });
});
