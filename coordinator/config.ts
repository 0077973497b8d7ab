import { type Static, Type } from 'typebox';

import { loadConfig } from '../services/base/config.ts';

const strict = { additionalProperties: false } as const;
const port = (byDefault: number) => Type.Integer({ minimum: 0, maximum: 65535, default: byDefault });

/** Every key of coordinator.yaml, with its place on a Hâpy server as the default. */
const coordinatorSchema = Type.Object(
  {
    /** The network listener: orchestration for operators, enrolment for joining nodes. */
    listen: Type.Object(
      { address: Type.String({ minLength: 1, default: '0.0.0.0' }), port: port(2640) },
      { ...strict, default: {} },
    ),
    /** The database and, under pki/, our own key and certificate. Mode 0700. */
    stateDirectory: Type.String({ minLength: 1, default: '/var/lib/hapy/coordinator' }),
    /** The gateway's folder, where `init` puts the gateway's key and certificate. Mode 0700. */
    gatewayStateDirectory: Type.String({ minLength: 1, default: '/var/lib/hapy/gateway' }),
    /** The unix socket of the administrators on this machine. */
    socket: Type.String({ minLength: 1, default: '/run/hapy/coordinator/coordinator.sock' }),
    /** Where a caller on that socket proves its account (design section 3). */
    claimsDirectory: Type.String({ minLength: 1, default: '/run/hapy/coordinator/claims' }),
    /**
     * Who may use the socket: root and the members of hapy-admin, or (a cluster under --dir) only the account
     * that this program runs as.
     */
    administrators: Type.Union([Type.Literal('hapy-admin'), Type.Literal('own-account')], {
      default: 'hapy-admin',
    }),
    /** The port of the agents. */
    agentPort: port(2641),
    /** How much faster than real time a sandbox's clocks run; shown, never calculated with. */
    clockFactor: Type.Number({ minimum: 1, maximum: 1000, default: 1 }),
    log: Type.Object(
      {
        level: Type.Union(
          ['trace', 'debug', 'info', 'warn', 'error'].map((level) => Type.Literal(level)),
          { default: 'info' },
        ),
      },
      { ...strict, default: {} },
    ),
  },
  strict,
);

export type CoordinatorConfig = Static<typeof coordinatorSchema>;

/** @throws HapyError HAPY-E200..E205 */
export function loadCoordinatorConfig(path: string): Promise<CoordinatorConfig> {
  return loadConfig(coordinatorSchema, path);
}
