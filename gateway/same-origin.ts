import type { FastifyRequest } from 'fastify';

import { HapyError } from '../services/base/errors/hapy-error.ts';

/** Whether a request only reads (RFC 9110, section 9.2.1). */
export function isSafe({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/**
 * Refuses what a page of another origin would change. A browser adds certificates and cookies to requests of any page; it
 * also says, where no page can prevent it, whose request it is (Fetch Metadata; `Origin` in the browsers before that).
 *
 * @throws HapyError HAPY-E767
 */
export function refuseOtherOrigins(request: FastifyRequest): void {
  if (isSafe(request)) return;
  const { origin, host = '', 'sec-fetch-site': site } = request.headers;
  const otherSite = site !== undefined && site !== 'same-origin' && site !== 'none';
  const otherOrigin = origin !== undefined && origin !== `https://${host}`;
  if (!otherSite && !otherOrigin) return;
  throw new HapyError('HAPY-E767', { origin: (origin ?? String(site)).slice(0, 200) });
}
