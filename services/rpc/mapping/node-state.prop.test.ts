import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { NodeState } from '../../domain/observed.ts';
import { NodeState as NodeStateMessage } from '../gen/hapy/agent/v1/state.ts';
import { nodeStateFromProto, nodeStateToProto } from './node-state.ts';

const text = fc.string({ maxLength: 12 });
const count = fc.nat({ max: 4_000_000_000 });
const large = fc.integer({ min: -1, max: Number.MAX_SAFE_INTEGER });
const serverId = fc.integer({ min: -1, max: 1000 });
const server = fc.record({ id: count, name: text, endpoint: text });
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const texts = fc.array(text, { maxLength: 3 });

const manifest = fc.record({
  seedId: text,
  clusterId: text,
  runId: text,
  sha256: text,
  sizeBytes: fc.maxSafeNat(),
  contentDigest: text,
  lastLogIndex: large,
  lastLogTerm: large,
  servers: fc.array(server, { maxLength: 3 }),
});

const host = fc.record({
  id: count,
  name: text,
  state: count,
  cluster: text,
  runningVms: count,
  vmIds: fc.array(count, { maxLength: 20 }),
  cpuUsed: count,
  cpuTotal: count,
  memoryUsedKib: fc.maxSafeNat(),
  memoryTotalKib: fc.maxSafeNat(),
});

const raft = fc.record({
  serverId,
  state: fc.constantFrom('solo', 'candidate', 'follower', 'leader'),
  term: large,
  votedFor: large,
  commit: large,
  logIndex: large,
  logTerm: large,
  federationIndex: large,
});

const nodeState = fc.record({
  node: text,
  agentVersion: text,
  platform: fc.constantFrom('eole', 'opennebula'),
  observedAtMs: large,
  instance: fc.record({
    status: fc.constantFrom('absent', 'running', 'done'),
    configurationPending: fc.boolean(),
    reconfiguredFor: text,
    foreignProgram: text,
    variables: fc.option(fc.record({ nodes: texts, index: fc.nat(), vip: text }), { nil: undefined }),
  }),
  guard: fc.record({
    state: fc.constantFrom('free', 'solo', 'member', 'held', 'unreadable'),
    clusterId: text,
    serverId,
  }),
  oned: fc.record({
    process: fc.constantFrom('stopped', 'running', 'failed'),
    raft: some(raft),
    version: text,
  }),
  configuration: fc.record({
    serverId,
    leaderHook: text,
    followerHook: text,
    electionTimeoutMs: count,
    monitorAddress: text,
  }),
  zone: some(
    fc.record({ id: count, name: text, endpoint: text, servers: fc.array(server, { maxLength: 3 }) }),
  ),
  hosts: fc.array(host, { maxLength: 3 }),
  database: fc.record({ backend: text, contentDigest: text, pristine: fc.boolean(), contents: texts }),
  addresses: fc.array(fc.record({ interface: text, address: text, prefixLength: fc.nat({ max: 32 }) })),
  ssh: fc.record({ hostKeys: texts, userKeys: texts, peersDigest: text }),
  credentials: fc.record({ oneAuthDigest: text, oneKeyDigest: text }),
  seeds: fc.record({ exported: some(manifest), uploaded: some(manifest), imported: some(manifest) }),
  lease: some(fc.record({ epoch: fc.maxSafeNat(), holder: text, expiresAtMs: large, grantedAtMs: large })),
  runningOperations: texts,
  health: fc.record({
    onedSilence: text,
    certificateExpiresAtMs: fc.maxSafeNat(),
    freeBytes: fc.maxSafeNat(),
    totalBytes: fc.maxSafeNat(),
    databaseBytes: fc.maxSafeNat(),
    memoryAvailableBytes: fc.maxSafeNat(),
    memoryTotalBytes: fc.maxSafeNat(),
    logRetention: fc.maxSafeNat(),
    heartbeatMs: some(fc.nat()),
    peerTimeoutMs: some(fc.nat()),
    names: fc.array(fc.record({ name: text, addresses: texts }), { maxLength: 2 }),
    hostFailures: fc.array(fc.record({ host: text, reason: text }), { maxLength: 2 }),
    ways: fc.array(fc.record({ endpoint: text, failure: text }), { maxLength: 2 }),
    peersOnly: some(fc.record({ stands: fc.boolean(), peers: texts })),
    failedUnits: texts,
  }),
}) as fc.Arbitrary<NodeState>;

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

describe('the state of a node on the wire', () => {
  it('comes back as it was sent, through the bytes', () => {
    fc.assert(
      fc.property(nodeState, (state) => {
        const bytes = NodeStateMessage.encode(nodeStateToProto(state)).finish();
        const back = nodeStateFromProto(NodeStateMessage.decode(bytes));
        assert.deepEqual(plain(back), plain(state));
      }),
    );
  });

  it('is refused when a part that every agent sends is missing', () => {
    assert.throws(() => nodeStateFromProto(NodeStateMessage.decode(new Uint8Array())), { code: 'HAPY-E300' });
  });
});
