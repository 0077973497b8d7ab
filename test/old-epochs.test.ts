import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from '@grpc/grpc-js';

import { LeaseStore } from '../agent/lease-store.ts';
import { OperationRunner } from '../agent/operation-runner.ts';
import { OperationStore } from '../agent/operation-store.ts';
import { fakePorts } from '../agent/operations/fake-ports.ts';
import { operationKinds } from '../agent/operations/operation-kinds.ts';
import { agentService } from '../agent/service.ts';
import { systemClock } from '../services/base/clock.ts';
import { callClientStream, callUnary, tlsTarget } from '../services/rpc/client.ts';
import { AgentServiceService } from '../services/rpc/gen/hapy/agent/v1/agent.ts';
import { isAudited } from '../services/rpc/audited-rpcs.ts';
import { describeWithOpenssl } from './pki/describe-with-openssl.ts';
import { agentUri, codeOf, RpcFixture } from './rpc-fixture.ts';

/** The columns of the negative matrix that are about who acts: an old epoch, another holder, another node's name. */
describeWithOpenssl('every RPC that changes a node', () => {
  const fixture = new RpcFixture();
  const current = 5;
  let folder: string;
  let store: OperationStore;
  let client: Client;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-epochs-'));
    store = new OperationStore(join(folder, 'operations.db'));
    const lease = await LeaseStore.open(join(folder, 'lease'), 'hapy1', systemClock);
    await lease.acquire({ holder: 'a', epoch: current, ttlMs: 60_000 });
    const ports = { ...fakePorts(), store };
    const runner = new OperationRunner({ node: 'hapy1', store, lease, clock: systemClock, log: fixture.log });
    const kinds = operationKinds(ports);
    const implementation = agentService({ ports, kinds, observer: undefined as never, runner, lease });
    const server = await fixture.serve([{ definition: AgentServiceService, implementation }]);
    client = clientOf(server.port);
  });
  after(async () => {
    await fixture.close();
    store.close();
    await rm(folder, { recursive: true });
  });

  function clientOf(port: number): Client {
    const { address, credentials, options } = tlsTarget({
      ...{ address: '127.0.0.1', port, expectedUri: agentUri, identity: fixture.coordinator },
    });
    return fixture.keep(new Client(address, credentials, options));
  }

  type Definition = (typeof AgentServiceService)[keyof typeof AgentServiceService];
  interface Request {
    mutation?: unknown;
    epoch?: bigint;
    holder?: string;
    actionId?: string;
  }
  const rpcs = Object.values(AgentServiceService) as readonly Definition[];
  const emptyOf = (rpc: Definition) => rpc.requestDeserialize(Buffer.alloc(0)) as Request;
  /** An upload says in its first part who asks for it. */
  const isUpload = (rpc: Definition) => rpc.requestStream;
  const isChange = (request: Request) =>
    'mutation' in request || ('epoch' in request && 'actionId' in request);
  const changing = rpcs.filter((rpc) => isChange(emptyOf(rpc)) || isUpload(rpc));

  function ask(rpc: Definition, by: { epoch: bigint; holder: string }, from = client): Promise<unknown> {
    const mutation = { runId: 'r', actionId: `${rpc.path}/${by.epoch}${by.holder}`, deadlineMs: 0, ...by };
    const settings = { deadlineMs: 20_000, what: rpc.path };
    const serialize = rpc.requestSerialize as (value: unknown) => Buffer;
    const deserialize = rpc.responseDeserialize as (bytes: Buffer) => unknown;
    if (isUpload(rpc)) {
      const header = { part: { $case: 'header', value: { mutation, manifest: undefined } } };
      const upload = from.makeClientStreamRequest.bind(from, rpc.path, serialize, deserialize);
      const parts = (async function* () {
        yield header;
      })();
      return callClientStream(upload as never, parts, settings);
    }
    const send = from.makeUnaryRequest.bind(from, rpc.path, serialize, deserialize);
    const request = {
      ...emptyOf(rpc),
      ...('mutation' in emptyOf(rpc) ? { mutation } : { ...by, actionId: 'x' }),
    };
    return callUnary(send as never, request as never, settings);
  }

  it('is found by its message: nothing that is audited changes a node without a right to', () => {
    assert.ok(changing.length >= 17, `${changing.length}`);
    const others = rpcs.filter((rpc) => isAudited(rpc.path) && !changing.includes(rpc));
    const names = others.map(({ path }) => path.split('/').at(-1)).toSorted();
    assert.deepEqual(names, ['AcquireLease', 'DownloadSeed']);
  });

  for (const rpc of changing) {
    it(`refuses an epoch of before, one to come and another holder: ${rpc.path.split('/').at(-1)}`, async () => {
      for (const epoch of [0n, BigInt(current - 1), BigInt(current + 1)]) {
        assert.equal(await codeOf(ask(rpc, { epoch, holder: 'a' })), 'HAPY-E301', `epoch ${epoch}`);
      }
      assert.equal(await codeOf(ask(rpc, { epoch: BigInt(current), holder: 'b' })), 'HAPY-E301');
      assert.deepEqual(store.list({ runId: 'r', onlyRunning: false, limit: 9 }), []);
    });
  }

  it('is never sent to a machine that shows the certificate of another node', async () => {
    let reached = 0;
    const implementation = Object.fromEntries(
      Object.keys(AgentServiceService).map((name) => [name, () => void (reached += 1)]),
    );
    const services = [{ definition: AgentServiceService, implementation }];
    const other = await fixture.serve(services, fixture.issue('spiffe://c1/agent/hapy2'));
    const strange = clientOf(other.port);
    for (const rpc of rpcs.filter(({ responseStream }) => !responseStream)) {
      assert.equal(
        await codeOf(ask(rpc, { epoch: BigInt(current), holder: 'a' }, strange)),
        'HAPY-E507',
        rpc.path,
      );
    }
    assert.equal(reached, 0);
  });
});
