/** A renewal that failed is tried again after this, then ever more slowly, for as long as it takes. */
const retryFirstMs = 60_000;
const retryMaxMs = 60 * 60_000;
/** Up to this part of the half life is added or taken away, so that the nodes of a cluster do not come at once. */
const jitterPart = 0.1;

/** The times between which a certificate is valid, in milliseconds. */
export interface Validity {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/**
 * When a certificate is renewed: at half of its life, plus or minus a tenth of that. `random` lies in 0..1 and is
 * drawn once per certificate.
 */
export function renewalTimeMs({ notBeforeMs, notAfterMs }: Validity, random: number): number {
  const halfMs = (notAfterMs - notBeforeMs) / 2;
  return Math.round(notBeforeMs + halfMs * (1 + jitterPart * (2 * random - 1)));
}

/** How long to wait after `failures` renewals failed in a row: a minute, two, four, … an hour. */
export function retryDelayMs(failures: number): number {
  return Math.min(retryMaxMs, retryFirstMs * 2 ** Math.min(failures - 1, 10));
}
