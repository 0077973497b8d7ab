import type { Can } from '../api/answers.ts';

/** Whether something can be done now, and if not, why not: in words, or as a key of ours. */
export type DeedStanding =
  | { readonly can: true }
  | { readonly can: false; readonly reason: string }
  | { readonly can: false; readonly key: 'why-not.stale' | 'why-not.unknown' };

/**
 * What the gateway's table says of a deed. On a state that is not of now nothing is begun: the table is as old as it.
 *
 * @param node empty for what is done to the cluster
 */
export function deedStanding(
  deeds: readonly Can[] | undefined,
  live: boolean,
  deed: string,
  node = '',
): DeedStanding {
  if (!live) return { can: false, key: 'why-not.stale' };
  const found = deeds?.find((each) => each.deed === deed && each.node === node);
  if (found === undefined) return { can: false, key: 'why-not.unknown' };
  return found.can ? { can: true } : { can: false, reason: found.reason };
}
