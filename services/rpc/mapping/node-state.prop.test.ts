import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { NodeState } from '../../domain/observed.ts';
import { NodeState as NodeStateMessage } from '../gen/hapy/agent/v1/state.ts';
import { healthyCluster } from '../../../test/doubles/healthy-cluster.ts';
import { WatchStateResponse } from '../gen/hapy/agent/v1/agent.ts';
import { nodeStateFromProto, nodeStateToProto } from './node-state.ts';
import { changesSince, withChanges } from './state-changes.ts';

const text = fc.string({ maxLength: 12 });
const count = fc.nat({ max: 4_000_000_000 });
const large = fc.integer({ min: -1, max: Number.MAX_SAFE_INTEGER });
const serverId = fc.integer({ min: -1, max: 1000 });
const server = fc.record({ id: count, name: text, endpoint: text });
const some = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const texts = fc.array(text, { maxLength: 3 });

const packing = fc.constantFrom({}, { unpackedBytes: 1 }, { unpackedBytes: Number.MAX_SAFE_INTEGER });
const plainManifest = fc.record({
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
const manifest = fc.tuple(plainManifest, packing).map(([told, packed]) => ({ ...told, ...packed }));

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

const overTheWire = (message: WatchStateResponse) =>
  WatchStateResponse.decode(WatchStateResponse.encode(message).finish());

/** A state of which some parts, of its health too, have become those of another. */
function mixed(state: NodeState, other: NodeState, which: readonly boolean[]): NodeState {
  const chosen = (from: object, at: number) =>
    Object.fromEntries(Object.entries(from).filter((_, place) => which[at + place]));
  const health = { ...state.health, ...chosen(other.health ?? {}, 20) };
  return { ...state, ...chosen(other, 0), health } as NodeState;
}

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

  it('is whole again where only changes are told, and those alone are', () => {
    // What stays is as likely as what changes: a node's state hardly ever is another one altogether.
    const changes = fc.array(fc.tuple(nodeState, fc.array(fc.boolean(), { minLength: 40, maxLength: 40 })));
    fc.assert(
      fc.property(nodeState, changes, (first, later) => {
        let [state, told, known] = [
          first,
          nodeStateToProto(first),
          overTheWire({ state: nodeStateToProto(first), changed: [] }),
        ];
        let heard = withChanges(undefined, known);
        for (const [other, which] of later) {
          state = mixed(state, other, which);
          const next = nodeStateToProto(state);
          known = overTheWire(changesSince(told, next));
          heard = withChanges(heard, known);
          told = next;
          assert.deepEqual(plain(nodeStateFromProto(heard)), plain(state));
        }
      }),
    );
  });

  it('is not sent again for the sake of free memory and the time', () => {
    const [before] = healthyCluster(300).observed.reports;
    const state = before?.state ?? assert.fail();
    const health = { ...(state.health ?? assert.fail()), memoryAvailableBytes: 1 };
    const after = nodeStateToProto({ ...state, observedAtMs: state.observedAtMs + 2_000, health });
    const told = changesSince(nodeStateToProto(state), after);
    assert.deepEqual(told.changed, ['observedAtMs', 'health.memoryAvailableBytes']);
    assert.ok(WatchStateResponse.encode(told).finish().length < 100);
  });

  it('is told as changes also in the very same moment', () => {
    const state = nodeStateToProto(healthyCluster().observed.reports[0]?.state ?? assert.fail());
    const told = overTheWire(changesSince(state, state));
    assert.deepEqual(told.changed, ['observedAtMs']);
    assert.deepEqual(withChanges(state, told), state);
  });

  it('takes changes of nothing for what they are, and what a newer agent names for nothing', () => {
    const state = NodeStateMessage.decode(new Uint8Array());
    assert.throws(() => withChanges(undefined, { state, changed: ['zone'] }), { code: 'HAPY-E300' });
    assert.throws(() => withChanges(state, { state: undefined, changed: [] }), { code: 'HAPY-E300' });
    const strange = { state, changed: ['__proto__', 'constructor', 'health.__proto__', 'tomorrow'] };
    assert.deepEqual(withChanges(state, strange), state);
  });

  it('is refused when a part that every agent sends is missing', () => {
    assert.throws(() => nodeStateFromProto(NodeStateMessage.decode(new Uint8Array())), { code: 'HAPY-E300' });
  });
});
