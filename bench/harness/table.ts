import type { Row } from './row.ts';

const columns = [
  'what',
  'value',
  'middle half',
  'rival or floor',
  'its value',
  'ratio',
  'goal',
  'met',
] as const;
/** Numbers are read from their right ends. */
const toTheRight = new Set<string>(['value', 'middle half', 'its value', 'ratio']);

/** The rows as text in columns, for a terminal. */
export function tableOf(rows: readonly Row[]): string {
  const right = columns.flatMap((name, at) => (toTheRight.has(name) ? [at] : []));
  return columnsOf([[...columns], ...rows.map(cellsOf)], new Set(right));
}

/** Lines of cells as text; the columns in `right` end at the same place. */
export function columnsOf(cells: readonly (readonly string[])[], right: ReadonlySet<number>): string {
  const widths = (cells[0] ?? []).map((_, at) =>
    Math.max(...cells.map((line) => [...(line[at] ?? '')].length)),
  );
  const lines = cells.map((line) =>
    line
      .map((cell, at) => padded(cell, widths[at] ?? 0, right.has(at)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** The same as a table of Markdown, in the form that the formatter leaves alone. */
export function markdownOf(rows: readonly Row[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((name) => (toTheRight.has(name) ? '---:' : '---'));
  return [line(columns), line(rule), ...rows.map((row) => line(cellsOf(row)))].join('\n');
}

function cellsOf(row: Row): string[] {
  const beside = row.rival ?? row.floor;
  const { from, to, count } = row.spread ?? { from: 0, to: 0, count: 0 };
  const spread = row.spread === undefined ? '' : `${digits(from)}–${digits(to)} (${count})`;
  const met = row.met === undefined ? '' : row.met ? 'yes' : 'no';
  return [
    row.what,
    `${digits(row.value)} ${row.unit}`,
    spread,
    `${row.rival === undefined ? 'floor' : 'rival'}: ${beside?.name ?? ''}`,
    `${digits(beside?.value ?? NaN)} ${row.unit}`,
    `${digits(row.ratio)}×`,
    row.goal,
    met,
  ];
}

/** Three digits that count: what more there is changes from run to run. */
export function digits(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

function padded(cell: string, width: number, right: boolean): string {
  const room = ' '.repeat(Math.max(0, width - [...cell].length));
  return right ? room + cell : cell + room;
}
