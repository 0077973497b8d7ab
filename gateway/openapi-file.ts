import { join } from 'node:path';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import { systemClock } from '../services/base/clock.ts';
import { createLog } from '../services/base/log.ts';
import { nobody } from '../services/rpc/peer.ts';
import { buildApp } from './app.ts';
import type { Coordinator } from './ports.ts';

/** Where the document is kept, for whoever writes a client without a gateway at hand. */
export const openapiPath = join(import.meta.dirname, '../docs/openapi.json');

/** The document as the routes make it, as the text of the file. Asks no coordinator. */
export async function openapiText(): Promise<string> {
  const app = await buildApp({
    coordinator: {} as Coordinator,
    standingOf: () => nobody(new HapyError('HAPY-E100')),
    isReady: () => Promise.resolve(false),
    console: new Map(),
    clock: systemClock,
    log: createLog('openapi', 'silent'),
    https: null,
  });
  await app.ready();
  const text = `${JSON.stringify(app.swagger(), undefined, 2)}\n`;
  await app.close();
  return text;
}
