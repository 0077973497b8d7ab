import { printable } from './printable.ts';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Columns grow to their widest value, and are never narrower than this. */
  readonly width?: number;
}

/** Columns side by side with one space between, as OpenNebula's commands write them; no trailing spaces. */
export function renderTable(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  gap = ' ',
): string {
  const rows = cells.map((row) => row.map(printable));
  const widths = columns.map((column, at) =>
    Math.max(widthOf(column.title), column.width ?? 0, ...rows.map((row) => widthOf(row[at] ?? ''))),
  );
  const line = (row: readonly string[]) =>
    columns
      .map((column, at) => pad(row[at] ?? '', widths[at] ?? 0, column.align))
      .join(gap)
      .trimEnd();
  return [line(columns.map((column) => column.title)), ...rows.map(line)].join('\n');
}

export function pad(text: string, width: number, align: 'left' | 'right'): string {
  const missing = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'left' ? text + missing : missing + text;
}

/** How many columns a text takes; ours are Latin letters, each of which takes one. */
export function widthOf(text: string): number {
  return [...text.normalize('NFC')].length;
}

/** Cuts a text that is too wide, and shows that it was cut. */
export function fit(text: string, width: number): string {
  const letters = [...text.normalize('NFC')];
  return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join('')}…`;
}
