import type { BrickStanding } from '../../../services/domain/storage/brick-standings.ts';
import { notWhole, type StorageSummary } from '../../../services/domain/storage/storage-summary.ts';
import { say, type Session } from '../session.ts';
import { pad, widthOf } from './table.ts';

const gib = 1024 ** 3;

/**
 * "one: 3 of 3 bricks, nothing to be copied, mounted on hapy1, hapy2, hapy3"; where it is not whole, each brick on a line
 * of its own below. All of it is in `-o json` at any time.
 */
export function storageLines(
  session: Session,
  storage: StorageSummary,
  nodes: readonly string[],
): readonly string[] {
  const { volume, status, bricks, bricksServed: served, pending, splitBrain: split, mounted } = storage;
  if (status === '') return [say(session, 'status.storage-none', { volume })];
  const where = mounted.length === 0 ? '-' : mounted.join(', ');
  const first =
    status === 'Started'
      ? say(session, 'status.storage-text', { volume, bricks, served, pending, split, where })
      : say(session, 'status.storage-stopped', { volume });
  if (notWhole(storage, nodes) === undefined) return [first];
  const rows = storage.perBrick.map((brick) => brickRow(session, brick));
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))));
  return [first, ...rows.map((row) => lineOf(row, widths))];
}

function lineOf(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, at) => pad(cell, widths[at] ?? 0, 'left'))
    .join('  ')
    .trimEnd();
}

/** What a brick that is not served has in its books nobody can read. */
function brickRow(session: Session, brick: BrickStanding): readonly string[] {
  const { node, host, path, state, pending, splitBrain: split, freeBytes, totalBytes } = brick;
  const inGib = (bytes: number) => Math.floor(bytes / gib);
  return [
    node === '' ? host : node,
    path,
    say(session, 'status.brick-state', { state }),
    state === 'online' ? say(session, 'status.brick-copies', { pending, split }) : '-',
    totalBytes === 0
      ? '-'
      : say(session, 'status.brick-free', { free: inGib(freeBytes), total: inGib(totalBytes) }),
  ];
}
