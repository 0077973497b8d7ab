import type { Snapshot } from './snapshot.ts';

/**
 * Keeps what a pure function of a snapshot has found, for as long as the snapshot is there. What looks at all nodes and is
 * asked for each of them would otherwise grow with the square of their number.
 */
export function oncePerSnapshot<T>(find: (snapshot: Snapshot) => T): (snapshot: Snapshot) => T {
  const found = new WeakMap<Snapshot, { readonly value: T }>();
  return (snapshot) => {
    const known = found.get(snapshot) ?? { value: find(snapshot) };
    found.set(snapshot, known);
    return known.value;
  };
}
