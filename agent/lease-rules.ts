import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Lease } from '../services/domain/observed.ts';

/** Bounds of a lease's length, in milliseconds. */
const ttlMs = { minimum: 500, maximum: 60_000 } as const;

/** An answer to acquire or renew: granted or not, and the lease that counts either way. */
export interface LeaseAnswer {
  readonly granted: boolean;
  readonly lease: Lease | undefined;
}

export interface AskedLease {
  readonly holder: string;
  readonly epoch: number;
  readonly ttlMs: number;
}

/**
 * Acquiring is granted when nobody has the lease, when the holder asks again with the same or a higher epoch, or
 * when it has expired and the epoch is higher than any before. Renewing is granted to exactly the current holder
 * and epoch, also after expiry: nobody else has taken it since.
 */
export function decideLease(
  lease: Lease | undefined,
  asked: AskedLease,
  how: 'acquire' | 'renew',
  nowMs: number,
): LeaseAnswer {
  const { holder, epoch } = asked;
  const granted =
    how === 'renew' ? lease?.holder === holder && lease.epoch === epoch : mayTake(lease, asked, nowMs);
  if (!granted) return { granted, lease };
  const expiresAtMs = nowMs + Math.min(Math.max(asked.ttlMs, ttlMs.minimum), ttlMs.maximum);
  const before = lease?.holder === holder ? lease.grantedAtMs : undefined;
  return { granted, lease: { epoch, holder, expiresAtMs, grantedAtMs: before ?? nowMs } };
}

function mayTake(lease: Lease | undefined, asked: AskedLease, nowMs: number): boolean {
  if (lease === undefined) return true;
  if (lease.holder === asked.holder) return asked.epoch >= lease.epoch;
  return asked.epoch > lease.epoch && (isExpired(lease, nowMs) || isSetBack(lease, nowMs));
}

/** @throws HapyError HAPY-E301 another holder or epoch, HAPY-E302 expired */
export function requireLease(
  lease: Lease | undefined,
  asked: { readonly node: string; readonly holder: string; readonly epoch: number },
  nowMs: number,
): void {
  if (lease === undefined || lease.holder !== asked.holder || lease.epoch !== asked.epoch) {
    const currentHolder = lease?.holder ?? '–';
    throw new HapyError('HAPY-E301', { ...asked, currentHolder, currentEpoch: lease?.epoch ?? 0 });
  }
  if (isExpired(lease, nowMs)) throw new HapyError('HAPY-E302', { node: asked.node, holder: asked.holder });
}

function isExpired(lease: Lease, nowMs: number): boolean {
  return nowMs >= lease.expiresAtMs;
}

/** A lease that lasts longer than any was granted: the clock was set back, and it would never end. */
function isSetBack(lease: Lease, nowMs: number): boolean {
  return lease.expiresAtMs - nowMs > ttlMs.maximum;
}
