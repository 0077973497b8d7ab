import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';

import { describeWithOpenssl } from '../test/pki/describe-with-openssl.ts';
import { createThrowawayCa } from '../test/pki/throwaway-pki.ts';
import { systemClock } from '../services/base/clock.ts';
import { createLog } from '../services/base/log.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { formatApiToken } from '../services/rpc/api-token.ts';
import { CoordinatorServiceService } from '../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { TrustServiceService } from '../services/rpc/gen/hapy/coordinator/v1/trust.ts';
import { type CallContext, unary } from '../services/rpc/handlers.ts';
import type { TlsIdentity } from '../services/rpc/identity.ts';
import { type RpcServer, startTlsServer } from '../services/rpc/server.ts';
import { buildUri, type CertificateRole } from '../services/rpc/uri.ts';

const clusterId = 'c1';
const json = { 'content-type': 'application/json' };
const readToken = formatApiToken({ tokenId: '1'.repeat(16), secret: '1'.repeat(43) });

describeWithOpenssl('hapy-gateway, as a program', () => {
  const ca = createThrowawayCa('cluster');
  const issue = (role: CertificateRole) =>
    ca.issue({ names: [`URI:${buildUri(clusterId, role, 'ada')}`, 'IP:127.0.0.1'] });
  const callers: string[] = [];
  let folder = '';
  let coordinator: RpcServer;
  let gateway: ChildProcess;
  let port = 0;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hapy-gateway-'));
    const getPlan = unary(async (_: unknown, call: CallContext) => {
      const { role, name, via } = call.caller;
      callers.push(`${role}/${name} via ${via}`);
      return { hash: 'h', empty: true, planJson: '{"way":"none","actions":[],"findings":[],"leftAlone":[]}' };
    });
    const whoAmI = unary(async (_: unknown, { caller }: CallContext) => {
      const { role, name, expiresAtMs = 0 } = caller;
      return { role, name, expiresAtMs: BigInt(expiresAtMs) };
    });
    coordinator = await startTlsServer({
      ...{ host: '127.0.0.1', port: 0, identity: issue('coordinator'), clusterId, clock: systemClock },
      services: [
        { definition: CoordinatorServiceService, implementation: { getPlan } },
        { definition: TrustServiceService, implementation: { whoAmI } },
      ],
      apiTokens: {
        bearerOf: (token) =>
          token === readToken
            ? { role: 'token-reader', name: 'token:nagios', expiresAtMs: Date.now() + 60_000 }
            : new HapyError('HAPY-E762'),
      },
      log: createLog('test', 'silent'),
    });
    writeIdentity(join(folder, 'state', 'pki'), issue('gateway'));
    const config = join(folder, 'gateway.yaml');
    const listen = 'listen: { address: 127.0.0.1, port: 0 }';
    const remote = `coordinator: { address: 127.0.0.1, port: ${coordinator.port} }`;
    writeFileSync(config, `${listen}\nstateDirectory: ${join(folder, 'state')}\n${remote}\n`);
    ({ gateway, port } = await start(config));
  });
  after(async () => {
    if (gateway.exitCode === null) {
      gateway.kill('SIGKILL');
      await once(gateway, 'exit');
    }
    await coordinator.close(0);
    rmSync(folder, { recursive: true, force: true });
  });

  function get(
    path: string,
    identity?: TlsIdentity,
    headers: Record<string, string> = {},
    sent?: object,
  ): Promise<{ status: number | undefined; body: unknown }> {
    const own = identity && { key: identity.privateKeyPem, cert: identity.certificateChainPem };
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          ...{ host: '127.0.0.1', port, path, ca: ca.rootsPem, agent: false, ...own },
          ...(sent === undefined ? { headers } : { method: 'POST', headers: { ...headers, ...json } }),
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => {
            resolve({
              status: answer.statusCode,
              body: JSON.parse(Buffer.concat(parts).toString()) as unknown,
            });
          });
        },
      );
      asked.on('error', reject).end(sent && JSON.stringify(sent));
    });
  }

  it('asks the coordinator on behalf of the operator, by name', async () => {
    const { status, body } = await get('/api/v1/plan', issue('operator'));
    const { hash, empty } = body as { hash: string; empty: boolean };
    assert.deepEqual([status, hash, empty], [200, 'h', true]);
    assert.deepEqual(callers, ['operator/ada via gateway']);
  });

  it('refuses without a certificate, with a stranger’s, and with an agent’s', async () => {
    assert.equal((await get('/healthz')).status, 200);
    assert.equal((await get('/api/v1/plan')).status, 401);
    const stranger = createThrowawayCa('stranger').issue({
      names: [`URI:${buildUri(clusterId, 'operator', 'ada')}`],
    });
    const refused = await get('/api/v1/plan', stranger);
    assert.deepEqual([refused.status, (refused.body as { code: string }).code], [401, 'HAPY-E101']);
    assert.equal((await get('/api/v1/plan', issue('agent'))).status, 403);
  });

  it('asks with a token as its bearer, whatever certificate the connection shows', async () => {
    callers.length = 0;
    const { status } = await get('/api/v1/plan', issue('operator'), { authorization: `Bearer ${readToken}` });
    assert.deepEqual([status, callers], [200, ['token-reader/token:nagios via gateway']]);
    const unknown = `hapy_${'0'.repeat(16)}_${'0'.repeat(43)}`;
    const refused = await get('/api/v1/plan', undefined, { authorization: `Bearer ${unknown}` });
    assert.deepEqual([refused.status, (refused.body as { code: string }).code], [401, 'HAPY-E762']);
    assert.equal(callers.length, 1);
  });

  it('carries out what is sent with a token: that its body was read is no hanging up', async () => {
    callers.length = 0;
    const bearer = { authorization: `Bearer ${readToken}` };
    for (const time of ['asked about', 'remembered']) {
      const { status, body } = await get('/api/v1/plan', undefined, bearer, {});
      assert.deepEqual(
        [status, (body as { hash?: string }).hash],
        [200, 'h'],
        `${time}: ${JSON.stringify(body)}`,
      );
    }
    assert.deepEqual(callers, Array(2).fill('token-reader/token:nagios via gateway'));
  });

  it('speaks TLS 1.3 only', async () => {
    const old = tls.connect({ host: '127.0.0.1', port, ca: ca.rootsPem, maxVersion: 'TLSv1.2' });
    const [error] = (await once(old, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
  });

  it('ends cleanly on SIGTERM', async () => {
    gateway.kill('SIGTERM');
    const [status] = (await once(gateway, 'exit')) as [number | null];
    assert.equal(status, 0);
  });
});

function writeIdentity(directory: string, identity: TlsIdentity): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(join(directory, 'key.pem'), identity.privateKeyPem, { mode: 0o600 });
  writeFileSync(join(directory, 'certificate.pem'), identity.certificateChainPem);
  writeFileSync(join(directory, 'roots.pem'), identity.rootsPem);
}

/** Starts the program and waits for its `ready` line, which names the port that it took. */
async function start(config: string): Promise<{ gateway: ChildProcess; port: number }> {
  const main = join(import.meta.dirname, 'main.ts');
  const gateway = spawn(process.execPath, [main, 'serve', '--config', config], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  for await (const part of gateway.stdout as AsyncIterable<Buffer>) {
    printed += part.toString();
    const line = printed.split('\n').find((each) => each.includes('"msg":"ready"'));
    if (line === undefined) continue;
    gateway.stdout?.resume();
    return { gateway, port: (JSON.parse(line) as { port: number }).port };
  }
  throw new Error(`the gateway ended before it was ready: ${printed}`);
}
