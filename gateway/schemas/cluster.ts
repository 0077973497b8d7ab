import { Type } from 'typebox';

import { brickWords } from '../../services/domain/storage/brick-standings.ts';
import { closed, code, texts, timeMs } from './common.ts';

export const vipSchema = Type.Object(
  {
    address: Type.String(),
    name: Type.String(),
    holders: Type.Array(Type.String(), { description: 'Names of the nodes on which the address stands' }),
  },
  closed,
);

const count = Type.Integer({ minimum: 0 });

const brickSchema = Type.Object(
  {
    node: Type.String({ description: 'The node that carries it; empty for a machine that is none of ours' }),
    host: Type.String({ description: 'As GlusterFS knows the machine' }),
    path: Type.String(),
    state: Type.Enum([...brickWords], {
      description: 'Whether it is served; absent: wanted, and not in the volume',
    }),
    pending: Type.Integer({ minimum: 0, description: 'Entries that are to be copied from it to the others' }),
    splitBrain: count,
    freeBytes: Type.Integer({ minimum: 0, description: 'Of its filesystem' }),
    totalBytes: Type.Integer({ minimum: 0, description: '0 while its node does not tell' }),
  },
  { ...closed, title: 'Brick' },
);

export const storageSchema = Type.Object(
  {
    volume: Type.String(),
    mount: Type.String({
      description: 'Where every node mounts it; per-datastore where each datastore is mounted for itself',
    }),
    status: Type.String({ description: 'Started, Stopped or Created; empty while there is none' }),
    replica: count,
    bricks: count,
    bricksServed: count,
    pending: Type.Integer({ minimum: 0, description: 'Entries that are still to be copied' }),
    splitBrain: Type.Integer({ minimum: 0, description: 'Files of which no copy is the right one' }),
    mounted: Type.Array(Type.String(), { description: 'Names of the nodes that have it mounted' }),
    healedSeenAtMs: timeMs,
    perBrick: Type.Array(brickSchema, {
      description: 'Those that the volume has, in its order, then those that it should have',
    }),
  },
  { ...closed, title: 'Storage' },
);

export const clusterSchema = Type.Object(
  {
    clusterId: Type.String(),
    atMs: timeMs,
    healthy: Type.Boolean({ description: 'No finding of severity error' }),
    leader: Type.String({ description: 'The name of the node that leads the zone; empty when none does' }),
    vip: vipSchema,
    nodes: Type.Integer({ description: 'How many nodes are wanted' }),
    reachable: Type.Integer({ description: 'How many of them answer' }),
    activeRun: Type.String({ description: 'The id of the run that is going on; empty when none is' }),
    provedAtMs: timeMs,
    storage: Type.Optional(storageSchema),
    clockFactor: Type.Number({ description: '1; more in a sandbox, whose clock runs faster' }),
  },
  { ...closed, title: 'Cluster' },
);

const raftSchema = Type.Object(
  {
    state: Type.String({ description: 'leader, follower, candidate, solo or error' }),
    serverId: Type.Integer(),
    term: Type.Integer(),
    logIndex: Type.Integer(),
    logTerm: Type.Integer(),
    commit: Type.Integer(),
    votedFor: Type.Integer(),
    fedLogIndex: Type.Integer(),
  },
  { additionalProperties: true },
);

/** What a page or a monitoring system asks for most; the rest of a state comes along unnamed. */
export const nodeStateSchema = Type.Object(
  {
    agentVersion: Type.String(),
    platform: Type.String(),
    observedAtMs: timeMs,
    guard: Type.Object(
      { state: Type.String(), clusterId: Type.String(), serverId: Type.Integer() },
      { additionalProperties: true },
    ),
    oned: Type.Object(
      { process: Type.String(), version: Type.String(), raft: Type.Optional(raftSchema) },
      { additionalProperties: true },
    ),
    addresses: Type.Array(
      Type.Object(
        { interface: Type.String(), address: Type.String(), prefixLength: Type.Integer() },
        { additionalProperties: true },
      ),
    ),
    runningOperations: Type.Array(Type.String()),
  },
  { additionalProperties: true, title: 'NodeState' },
);

export const nodeSchema = Type.Object(
  {
    name: Type.String(),
    fqdn: Type.String(),
    address: Type.String({ description: 'Empty until its agent has told it' }),
    index: Type.Integer(),
    enrolled: Type.Boolean(),
    reachable: Type.Boolean(),
    lastHeardMs: timeMs,
    state: Type.Optional(nodeStateSchema),
    unreachable: Type.Optional(Type.Object({ code, parameters: texts }, closed)),
  },
  { ...closed, title: 'Node' },
);

export const nodesSchema = Type.Object({ atMs: timeMs, nodes: Type.Array(nodeSchema) }, closed);

export const operationsSchema = Type.Object(
  {
    atMs: timeMs,
    operations: Type.Array(
      Type.Object(
        {
          node: Type.String({ description: 'Whose agent carries it out' }),
          operationId: Type.String({
            description: 'The run, the try and the action: 7-0123abcd/1/start-oned/hapy2',
          }),
          runId: Type.String(),
        },
        { ...closed, title: 'Operation' },
      ),
    ),
  },
  closed,
);

export const findingSchema = Type.Object(
  {
    code,
    severity: Type.Union([Type.Literal('info'), Type.Literal('warning'), Type.Literal('error')]),
    node: Type.String({ description: 'Empty when it is about the cluster' }),
    check: Type.String({ description: 'The stable name of the check that found it' }),
    title: Type.String({ description: 'In the language of the request' }),
    cause: Type.String(),
    next: Type.String({ description: 'What to type' }),
    evidence: Type.Record(Type.String(), Type.String(), { description: 'What was seen, by node' }),
    followsFrom: Type.String({ description: 'The code of the finding that this one follows from' }),
    parameters: texts,
  },
  { ...closed, title: 'Finding' },
);

export const findingsSchema = Type.Object(
  {
    atMs: timeMs,
    healthy: Type.Boolean(),
    findings: Type.Array(findingSchema),
    passedChecks: Type.Array(Type.String()),
  },
  closed,
);

export const canSchema = Type.Object(
  {
    atMs: timeMs,
    role: Type.String({ description: 'Of whoever asked, as the table of roles names it' }),
    deeds: Type.Array(
      Type.Object(
        {
          deed: Type.String({ description: 'apply, drill, drill-storage, add, remove, …: a stable name' }),
          node: Type.String({ description: 'Empty when it is done to the cluster' }),
          can: Type.Boolean(),
          code,
          reason: Type.String({
            description: 'Why not, in the language of the request; empty when it can be done',
          }),
          next: Type.String({ description: 'What to do about it' }),
          parameters: texts,
        },
        { ...closed, title: 'Can' },
      ),
    ),
  },
  closed,
);
