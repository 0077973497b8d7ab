import { HapyError } from '../../services/base/errors/hapy-error.ts';

/** What one server of the zone said of itself just now; undefined was silence. */
export interface Voter {
  readonly name: string;
  /** Its term, where it leads or follows; a candidate or a solo server carries nobody. */
  readonly term: number | undefined;
}

/**
 * Refuses where the zone has a quorum that it would lose with this server. A zone without one is worse off already,
 * and a new package may be what mends it.
 *
 * @throws HapyError HAPY-E390
 */
export function requireOthersSuffice(own: Voter, others: readonly Voter[]): void {
  if (own.term === undefined || others.length === 0) return;
  const left = others.filter(({ term }) => term === own.term).length;
  const needed = Math.floor((others.length + 1) / 2) + 1;
  const hasQuorum = left + 1 >= needed;
  if (!hasQuorum || left >= needed) return;
  const silent = others.filter(({ term }) => term !== own.term).map(({ name }) => name);
  throw new HapyError('HAPY-E390', { node: own.name, left, needed, silent: silent.join(', ') });
}
