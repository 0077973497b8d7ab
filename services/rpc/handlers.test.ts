import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { HapyError, internalError } from '../base/errors/hapy-error.ts';
import { callClientStream, callServerStream, callUnary } from './client.ts';
import {
  AgentServiceService,
  type UploadSeedRequest,
  type UploadSeedResponse,
} from './gen/hapy/agent/v1/agent.ts';
import { type CallContext, clientStream, serverStream, unary } from './handlers.ts';
import { describeWithOpenssl } from '../../test/pki/describe-with-openssl.ts';
import { codeOf, RpcFixture, until } from '../../test/rpc-fixture.ts';
import type { RpcServer } from './server.ts';

const soon = { deadlineMs: 5_000, what: 'test' };
const secret = 'oneadmin:hunter2';
const chunkBytes = 64 * 1024;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describeWithOpenssl('handlers', () => {
  const fixture = new RpcFixture();
  const servers: RpcServer[] = [];
  afterEach(() => fixture.close());

  async function client(implementation: Record<string, unknown>) {
    const typed = implementation as (typeof services)[0]['implementation'];
    const services = [{ definition: AgentServiceService, implementation: typed }] as Parameters<
      typeof fixture.serve
    >[0];
    const server = await fixture.serve(services);
    servers.push(server);
    return fixture.agentClient(server);
  }

  const listing = { runId: '', onlyRunning: false, limit: 0 };

  it('hand a HapyError over as it was thrown, without its cause', async () => {
    const agent = await client({
      listOperations: unary(async () => {
        throw new HapyError('HAPY-E104', { expected: 'c1', found: 'c2' }, new Error(secret));
      }),
    });
    await assert.rejects(callUnary(agent.listOperations.bind(agent), listing, soon), (error) => {
      assert.ok(error instanceof HapyError);
      assert.deepEqual([error.code, error.parameters], ['HAPY-E104', { expected: 'c1', found: 'c2' }]);
      assert.ok(!JSON.stringify(error).includes(secret));
      return true;
    });
  });

  it('leak nothing of any other error, which goes to the log under the reference that the peer sees', async () => {
    const throwers = {
      unary: () => {
        throw new Error(`cannot log in with ${secret}`);
      },
      wrapped: () => {
        throw internalError(new Error(`cannot log in with ${secret}`));
      },
      notAnError: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- what careless code does
        throw secret;
      },
    };
    for (const [name, thrower] of Object.entries(throwers)) {
      const agent = await client({
        listOperations: unary(async () => thrower()),
        watchOperation: serverStream(async function* () {
          yield { update: undefined };
          thrower();
        }),
        uploadSeed: clientStream(async () => thrower()),
      });
      const calls = [
        () => callUnary(agent.listOperations.bind(agent), listing, soon),
        () =>
          drain(
            callServerStream(agent.watchOperation.bind(agent), { actionId: '', afterSequence: 0n }, soon),
          ),
        () => callClientStream(agent.uploadSeed.bind(agent), chunks(1), soon),
      ];
      for (const call of calls) {
        await assert.rejects(call(), (error) => {
          assert.ok(error instanceof HapyError, name);
          assert.equal(error.code, 'HAPY-E900');
          const reference = /^ref\. ([0-9a-f]{8})$/.exec(String(error.parameters['detail']))?.[1];
          assert.ok(reference !== undefined);
          assert.ok(fixture.logged.some((line) => line.includes(reference)));
          assert.ok(!`${error.message}${String(error.stack)}`.includes('hunter2'));
          return true;
        });
      }
    }
  });

  it('carry parameters of any size and kind in a trailer that arrives', async () => {
    const long = 'nœud\ud800'.repeat(10_000);
    const agent = await client({
      listOperations: unary(async () => {
        throw new HapyError('HAPY-E101', { reason: long, a: long, b: long, c: 'x\n\u0000y' });
      }),
    });
    await assert.rejects(callUnary(agent.listOperations.bind(agent), listing, soon), (error) => {
      assert.ok(error instanceof HapyError);
      assert.equal(error.code, 'HAPY-E101');
      assert.match(String(error.parameters['reason']), /^nœud\ufffd.*…$/);
      return true;
    });
  });

  it('keep nothing of what has left by a stream that stays open', async () => {
    // Each item of the state of a node would be kept for as long as its coordinator listens, which is for weeks.
    const items: WeakRef<object>[] = [];
    const sent = 40;
    const agent = await client({
      watchOperation: serverStream(async function* (_, { signal }) {
        for (let at = 0; at < sent; at += 1) {
          const item = { update: undefined };
          items.push(new WeakRef(item));
          yield item;
        }
        await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      }),
    });
    const request = { actionId: '', afterSequence: 0n };
    const stream = callServerStream(agent.watchOperation.bind(agent), request, {
      ...soon,
      deadlineMs: Infinity,
    });
    for (let at = 0; at < sent; at += 1) await stream.next();
    const kept = () => {
      collectGarbage();
      return items.filter((item) => item.deref() !== undefined).length;
    };
    await until(() => kept() < 5);
    await stream.return();
  });

  it('hold back the producer of a stream while its reader is slow', async () => {
    let produced = 0;
    const agent = await client({
      downloadSeed: serverStream(async function* () {
        for (; produced < 400; produced += 1) yield { chunk: Buffer.alloc(chunkBytes) };
      }),
    });
    const stream = callServerStream(
      agent.downloadSeed.bind(agent),
      { seedId: '', offset: 0n },
      { ...soon, deadlineMs: 15_000 },
    );
    await stream.next();
    let before = -1;
    await until(() => {
      const still = produced === before;
      before = produced;
      return still;
    });
    assert.ok(produced < 150, `${produced} of 400 chunks were made for a reader that took one`);
    let received = 1;
    for await (const { chunk } of stream) received += chunk.length === chunkBytes ? 1 : 0;
    assert.equal(received, 400);
  });

  it('cut off a reader that takes nothing for too long, and tell it after what it was sent', async () => {
    let made = 0;
    let refused = false;
    const refuse = () => {
      refused = true;
      return new HapyError('HAPY-E722', { behind: 1 });
    };
    const patience = { ms: 100, refuse };
    const agent = await client({
      downloadSeed: serverStream(async function* () {
        for (;;) {
          made += 1;
          yield { chunk: Buffer.alloc(chunkBytes, made % 256) };
        }
      }, patience),
    });
    const request = { seedId: 's', offset: 0n };
    const chunks = callServerStream(agent.downloadSeed.bind(agent), request, { ...soon, deadlineMs: 20_000 });
    await chunks.next();
    await until(() => refused);
    let read = 1;
    const code = await codeOf(
      (async () => {
        for await (const { chunk } of chunks) {
          read += 1;
          assert.equal(chunk[0], read % 256, 'in order and without a gap');
        }
      })(),
    );
    assert.deepEqual([code, read], ['HAPY-E722', made]);
  });

  it('hold back the sender of a stream while the handler is slow', async () => {
    const { promise: reading, resolve: read } = Promise.withResolvers<void>();
    let received = 0;
    const agent = await client({
      uploadSeed: clientStream(
        async (requests: AsyncIterable<UploadSeedRequest>): Promise<UploadSeedResponse> => {
          for await (const request of requests) {
            received += request.part === undefined ? 0 : 1;
            await reading;
          }
          return { manifest: undefined };
        },
      ),
    });
    const sent = { count: 0 };
    const answer = callClientStream(agent.uploadSeed.bind(agent), chunks(400, sent), {
      ...soon,
      deadlineMs: 15_000,
    });
    await until(() => received === 1);
    let before = -1;
    await until(() => {
      const still = sent.count === before;
      before = sent.count;
      return still;
    });
    assert.ok(sent.count < 150, `${sent.count} of 400 chunks were taken for a handler that read one`);
    read();
    await answer;
    assert.equal(received, 400);
  });

  it('see an upload whose connection was lost as an error, never as its end', async () => {
    const outcome: string[] = [];
    let received = 0;
    const agent = await client({
      uploadSeed: clientStream(
        async (requests: AsyncIterable<UploadSeedRequest>): Promise<UploadSeedResponse> => {
          try {
            for await (const request of requests) received += request.part === undefined ? 0 : 1;
            outcome.push('whole');
          } catch (error) {
            outcome.push(error instanceof HapyError ? error.code : String(error));
          }
          return { manifest: undefined };
        },
      ),
    });
    async function* breaking(): AsyncGenerator<UploadSeedRequest> {
      yield { part: { $case: 'chunk', value: Buffer.alloc(10) } };
      await until(() => received === 1);
      servers.at(-1)?.disconnect(() => true);
      await until(() => outcome.length === 1);
    }
    assert.equal(await codeOf(callClientStream(agent.uploadSeed.bind(agent), breaking(), soon)), 'HAPY-E504');
    assert.deepEqual(outcome, ['HAPY-E515']);
  });

  it('are cancelled when the producer of an upload fails, and the caller gets that failure', async () => {
    let started = false;
    let cancelled = false;
    const agent = await client({
      uploadSeed: clientStream(async (requests: AsyncIterable<UploadSeedRequest>, call: CallContext) => {
        started = true;
        call.signal.addEventListener('abort', () => (cancelled = true));
        await drain(requests);
        return new Promise<UploadSeedResponse>(() => undefined);
      }),
    });
    async function* failing(): AsyncGenerator<UploadSeedRequest> {
      yield { part: { $case: 'chunk', value: Buffer.alloc(10) } };
      await until(() => started);
      throw new Error('the disk is gone');
    }
    await assert.rejects(callClientStream(agent.uploadSeed.bind(agent), failing(), soon), /the disk is gone/);
    await until(() => cancelled);
  });

  it('may answer an upload before it ends, and the sender stops', async () => {
    const sent = { count: 0 };
    const agent = await client({
      uploadSeed: clientStream(async () => {
        throw new HapyError('HAPY-E104', { expected: 'a', found: 'b' });
      }),
    });
    assert.equal(
      await codeOf(callClientStream(agent.uploadSeed.bind(agent), chunks(100_000, sent), soon)),
      'HAPY-E104',
    );
    assert.ok(sent.count < 1_000);
  });

  it('know when their caller gave up', async () => {
    let signal: AbortSignal | undefined;
    const agent = await client({
      listOperations: unary((_: unknown, call: CallContext) => {
        signal = call.signal;
        return new Promise(() => undefined);
      }),
    });
    const given = new AbortController();
    const call = callUnary(agent.listOperations.bind(agent), listing, { ...soon, signal: given.signal });
    await until(() => signal !== undefined);
    given.abort(new Error('enough'));
    await assert.rejects(call, /enough/);
    await until(() => signal?.aborted === true);
    assert.equal(
      await codeOf(callUnary(agent.listOperations.bind(agent), listing, { ...soon, deadlineMs: 50 })),
      'HAPY-E503',
    );
  });
});

async function* chunks(count: number, sent = { count: 0 }): AsyncGenerator<UploadSeedRequest> {
  for (; sent.count < count; sent.count += 1)
    yield { part: { $case: 'chunk', value: Buffer.alloc(chunkBytes) } };
}

async function drain(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items) void _;
}
