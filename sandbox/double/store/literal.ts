/** Text as an SQL literal: records carry their SQL as text, so values are quoted and not bound. */
export function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}
