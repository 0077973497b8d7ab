import { hostname } from 'node:os';

import { type Static, Type } from 'typebox';

import { loadConfig } from '../services/base/config.ts';

const closed = { additionalProperties: false };
const text = (fallback: string) => Type.String({ minLength: 1, default: fallback });
const port = (fallback: number) => Type.Integer({ minimum: 1, maximum: 65535, default: fallback });

/** Ids of actions, their first parts, or "*". */
const actions = Type.Array(Type.String({ pattern: '^(\\*|[a-z-]+(/[A-Za-z0-9-]+)*)$' }), { default: [] });

const schema = Type.Object(
  {
    /** The node's short name, as the spec has it; this machine's, unless something else is said. */
    node: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,62}$', default: hostname().split('.')[0] }),
    /** Absent until the node has joined; cluster.json of the state folder has it then. */
    clusterId: Type.Optional(Type.String({ minLength: 1 })),
    listen: Type.Object({ address: text('0.0.0.0'), port: port(2641) }, { ...closed, default: {} }),
    platform: Type.Union([Type.Literal('eole'), Type.Literal('opennebula')], { default: 'eole' }),
    stateDirectory: text('/var/lib/hapy/agent'),
    helperSocket: text('/run/hapy/node/helper.sock'),
    opennebula: Type.Object(
      {
        endpoint: text('http://127.0.0.1:2633/RPC2'),
        /** Milliseconds for a question to oned; writes have their operation's deadline. */
        timeoutMs: Type.Integer({ minimum: 100, maximum: 60_000, default: 2000 }),
      },
      { ...closed, default: {} },
    ),
    programs: Type.Object({ ip: text('/usr/sbin/ip') }, { ...closed, default: {} }),
    files: Type.Object(
      {
        /** A file of the form of /etc/hosts that is asked before the machine's own resolver; none by default. */
        hosts: Type.Optional(Type.String({ minLength: 1 })),
        /** What reads otherwise when an address has come or gone: then `ip` is asked. The kernel's by default. */
        addresses: Type.Array(Type.String({ minLength: 1 }), {
          default: ['/proc/self/net/fib_trie', '/proc/self/net/route'],
        }),
      },
      { ...closed, default: {} },
    ),
    /** How often, in milliseconds, a watched state is looked at: oned itself, and all the rest. */
    observe: Type.Object(
      {
        onedMs: Type.Integer({ minimum: 100, maximum: 60_000, default: 500 }),
        nodeMs: Type.Integer({ minimum: 250, maximum: 60_000, default: 2000 }),
        /** GlusterFS where it is installed, and what its bricks have to copy. */
        storageMs: Type.Integer({ minimum: 500, maximum: 600_000, default: 3000 }),
        healMs: Type.Integer({ minimum: 500, maximum: 600_000, default: 15_000 }),
      },
      { ...closed, default: {} },
    ),
    /** Where Prometheus may ask, on this machine only; with port 0, the default, nobody may. */
    metrics: Type.Object(
      { address: text('127.0.0.1'), port: Type.Integer({ minimum: 0, maximum: 65535, default: 0 }) },
      { ...closed, default: {} },
    ),
    /** Whether the agent moves the virtual address to where the leader provably is. */
    watchdog: Type.Boolean({ default: true }),
    /** Faults for tests (injected-faults.ts); refused unless `listen.address` is a loopback address. */
    // Without a default: one would put an empty `inject` into every file, and no server's agent would start.
    inject: Type.Optional(Type.Object({ error: actions, repeat: actions, unknown: actions }, closed)),
    /** Who answers for this node's firewall: with `other`, nobody looks for the rules of ours in it. */
    firewall: Type.Union([Type.Literal('ours'), Type.Literal('other')], { default: 'ours' }),
    log: Type.Object({ level: Type.String({ default: 'info' }) }, { ...closed, default: {} }),
  },
  closed,
);

/** agent.yaml: every place and program that the agent itself touches. */
export type AgentConfig = Static<typeof schema>;

export function loadAgentConfig(file: string): Promise<AgentConfig> {
  return loadConfig(schema, file);
}
