import type { Certificates } from '../api/answers.ts';
import type { Tone } from './node-standing.ts';

/** How much of a certificate's life is left. */
export interface CertificateLife {
  /** 0 to 1 of its whole life. */
  readonly share: number;
  readonly days: number;
  readonly tone: Tone;
}

const dayMs = 24 * 60 * 60_000;

export function certificateLife(
  { notBeforeMs, notAfterMs, state }: Certificates['certificates'][number],
  nowMs: number,
): CertificateLife {
  const leftMs = Math.max(0, notAfterMs - nowMs);
  const share = Math.min(1, leftMs / Math.max(1, notAfterMs - notBeforeMs));
  const days = Math.floor(leftMs / dayMs);
  if (state === 'revoked' || state === 'expired' || leftMs === 0) return { share: 0, days: 0, tone: 'error' };
  // They renew themselves at half of their life: below a third something keeps them from it.
  return { share, days, tone: share < 1 / 3 ? 'warning' : 'good' };
}
