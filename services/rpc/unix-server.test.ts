import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Caller } from './caller.ts';
import { callUnary, connectWithClaim, type RpcTarget, unixTarget } from './client.ts';
import {
  CoordinatorServiceClient,
  CoordinatorServiceService,
} from './gen/hapy/coordinator/v1/coordinator.ts';
import { type CallContext, unary } from './handlers.ts';
import { describeWithOpenssl } from '../../test/pki/describe-with-openssl.ts';
import { codeOf, RpcFixture, until } from '../../test/rpc-fixture.ts';
import { startUnixServer } from './unix-server.ts';

const admin: Caller = { role: 'local-admin', name: 'root', uri: '', peer: 'unix' };
const soon = { deadlineMs: 5_000, what: 'test' };

describeWithOpenssl('the unix server', () => {
  const fixture = new RpcFixture();
  let folder = '';
  let uids: number[] = [];
  let callers: Caller[] = [];
  const closing: { close(graceMs: number): Promise<void> }[] = [];
  const listRuns = unary(async (_: unknown, call: CallContext) => {
    callers.push(call.caller);
    return { runs: [] };
  });
  const services = [{ definition: CoordinatorServiceService, implementation: { listRuns } }];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hapy-unix-'));
    uids = [];
    callers = [];
  });
  afterEach(async () => {
    await fixture.close();
    await Promise.all(closing.splice(0).map((server) => server.close(0)));
    rmSync(folder, { recursive: true, force: true });
  });

  const place = () => ({ socketPath: join(folder, 's.sock'), directory: join(folder, 'claims') });

  async function serve(authorise: (uid: number) => Caller | undefined): Promise<void> {
    const { socketPath, directory } = place();
    const claims = {
      directory,
      authorise: (uid: number) => {
        uids.push(uid);
        return authorise(uid);
      },
    };
    closing.push(await startUnixServer({ socketPath, services, log: fixture.log, claims }));
  }

  function list(target: RpcTarget): Promise<unknown> {
    const client = fixture.keep(
      new CoordinatorServiceClient(target.address, target.credentials, target.options),
    );
    return callUnary(client.listRuns.bind(client), { limit: 0, before: 0n }, soon);
  }

  it('knows its caller by the owner of the directory that it makes, and leaves none behind', async () => {
    await serve(() => admin);
    const { socketPath, directory } = place();
    await list(connectWithClaim(socketPath, directory));
    assert.deepEqual(uids, [process.getuid?.()]);
    assert.deepEqual(callers, [admin]);
    assert.deepEqual(readdirSync(directory), []);
    assert.equal(statSync(directory).mode & 0o7777, 0o1733);
    assert.equal(statSync(socketPath).mode & 0o777, 0o666);
  });

  it('tells one caller from another on the same socket', async () => {
    let next = 0;
    await serve(() => ({ ...admin, name: `user${(next += 1)}` }));
    const { socketPath, directory } = place();
    await Promise.all([1, 2, 3].map(() => list(connectWithClaim(socketPath, directory))));
    assert.deepEqual(callers.map(({ name }) => name).toSorted(), ['user1', 'user2', 'user3']);
  });

  it('refuses a uid that is nobody here, with its number', async () => {
    await serve(() => undefined);
    const { socketPath, directory } = place();
    assert.equal(await codeOf(list(connectWithClaim(socketPath, directory))), 'HAPY-E111');
  });

  it('refuses whoever proves nothing', async () => {
    await serve(() => admin);
    const { socketPath } = place();
    assert.match(await codeOf(list(unixTarget(socketPath))), /^HAPY-E5/);
    assert.deepEqual([uids, callers], [[], []]);
  });

  it('accepts neither a file, nor a link, nor an open directory as proof', async () => {
    await serve(() => admin);
    const { socketPath, directory } = place();
    const fs = await import('node:fs');
    const fakes = [
      (path: string) => writeFileSync(path, '', { mode: 0o600 }),
      (path: string) => fs.symlinkSync('/root', path),
      (path: string) => {
        fs.mkdirSync(path);
        fs.chmodSync(path, 0o777);
      },
      () => undefined,
    ];
    for (const fake of fakes) {
      const socket = connect(socketPath);
      const [line] = (await once(socket, 'data')) as [Buffer];
      const nonce = line.toString().trim().split(' ')[1]!;
      fake(join(directory, nonce));
      socket.write('claimed\n');
      socket.resume();
      await until(() => fixture.logged.some((logged) => logged.includes('HAPY-E106')));
      fixture.logged.length = 0;
      socket.destroy();
    }
    assert.deepEqual(uids, []);
  });

  it('says which directory could not be written', async () => {
    await serve(() => admin);
    assert.equal(await codeOf(list(connectWithClaim(place().socketPath, join(folder, 'none')))), 'HAPY-E512');
  });

  it('proves its caller again after the server was restarted', async () => {
    await serve(() => admin);
    const { socketPath, directory } = place();
    const target = connectWithClaim(socketPath, directory);
    const client = fixture.keep(
      new CoordinatorServiceClient(target.address, target.credentials, target.options),
    );
    await callUnary(client.listRuns.bind(client), { limit: 0, before: 0n }, soon);
    await closing.pop()!.close(0);
    assert.equal(existsSync(socketPath), false);
    await serve(() => admin);
    await callUnary(client.listRuns.bind(client), { limit: 0, before: 0n }, soon);
    assert.equal(uids.length, 2);
  });

  it('without claims lets the file mode decide, and gives everyone the role of the socket', async () => {
    const { socketPath } = place();
    closing.push(await startUnixServer({ socketPath, services, log: fixture.log, caller: admin }));
    assert.equal(statSync(socketPath).mode & 0o777, 0o600);
    await list(unixTarget(socketPath));
    assert.deepEqual(callers, [admin]);
    await closing.pop()!.close(0);
    const agent: Caller = { ...admin, role: 'node-agent' };
    closing.push(await startUnixServer({ socketPath, services, log: fixture.log, caller: agent }));
    assert.equal(await codeOf(list(unixTarget(socketPath))), 'HAPY-E110');
  });

  it('takes over a socket file that a killed program left, and never one in use', async () => {
    const { socketPath } = place();
    const start = () => startUnixServer({ socketPath, services, log: fixture.log, caller: admin });
    closing.push(await start());
    assert.equal(await codeOf(start()), 'HAPY-E517');
    await list(unixTarget(socketPath));
    await closing.pop()!.close(0);
    const dead = createServer().listen(socketPath);
    await once(dead, 'listening');
    const kept = join(folder, 'kept');
    (await import('node:fs')).renameSync(socketPath, kept);
    dead.close();
    await once(dead, 'close');
    (await import('node:fs')).renameSync(kept, socketPath);
    closing.push(await start());
    await list(unixTarget(socketPath));
    const long = { socketPath: join(folder, 'x'.repeat(120)), services, log: fixture.log, caller: admin };
    assert.equal(await codeOf(startUnixServer(long)), 'HAPY-E518');
  });
});
