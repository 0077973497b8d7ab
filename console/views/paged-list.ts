/** Entries of the past, newest first, and where older ones are. */
export interface Paged<T> {
  readonly entries: readonly T[];
  /** The address of the next page; empty when there is none. */
  readonly older: string;
}

/** The newest page as it is now, before the pages that somebody has turned back to. */
export function withNewest<T>(
  known: Paged<T> | undefined,
  newest: Paged<T>,
  keyOf: (entry: T) => unknown,
): Paged<T> {
  const last = newest.entries.at(-1);
  if (known === undefined || last === undefined) return newest;
  const at = known.entries.findIndex((entry) => keyOf(entry) === keyOf(last));
  // Nothing older was shown, or so much has happened that a gap would stay between the two.
  if (at < 0 || at === known.entries.length - 1) return newest;
  return { entries: [...newest.entries, ...known.entries.slice(at + 1)], older: known.older };
}

/** A page more of the past. */
export function withOlder<T>(known: Paged<T>, older: Paged<T>): Paged<T> {
  return { entries: [...known.entries, ...older.entries], older: older.older };
}
