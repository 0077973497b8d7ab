import { type Static, Type } from 'typebox';

import { loadConfig } from '../services/base/config.ts';
import { installedFile } from '../services/base/installation.ts';

const strict = { additionalProperties: false } as const;
const port = (byDefault: number) => Type.Integer({ minimum: 0, maximum: 65535, default: byDefault });
const levels = ['trace', 'debug', 'info', 'warn', 'error'].map((level) => Type.Literal(level));

/** Every key of gateway.yaml, with its place on a Hâpy server as the default. */
const gatewaySchema = Type.Object(
  {
    /** Where REST is served, HTTPS. */
    listen: Type.Object(
      { address: Type.String({ minLength: 1, default: '0.0.0.0' }), port: port(2642) },
      { ...strict, default: {} },
    ),
    /** Under pki/, our own key, certificate and roots. Mode 0700. */
    stateDirectory: Type.String({ minLength: 1, default: '/var/lib/hapy/gateway' }),
    /** The coordinator, by an address that stands in its certificate. */
    coordinator: Type.Object(
      { address: Type.String({ minLength: 1, default: '127.0.0.1' }), port: port(2640) },
      { ...strict, default: {} },
    ),
    /** The page for browsers, as it was built. */
    consoleDirectory: Type.String({ minLength: 1, default: installedFile('gateway/console') }),
    log: Type.Object({ level: Type.Union(levels, { default: 'info' }) }, { ...strict, default: {} }),
  },
  strict,
);

export type GatewayConfig = Static<typeof gatewaySchema>;

/** @throws HapyError HAPY-E200..E205 */
export function loadGatewayConfig(path: string): Promise<GatewayConfig> {
  return loadConfig(gatewaySchema, path);
}
