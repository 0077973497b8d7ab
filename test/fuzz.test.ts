import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from '@grpc/grpc-js';
import fc from 'fast-check';

import { loadAgentConfig } from '../agent/config.ts';
import { loadHelperConfig } from '../agent/helper/config.ts';
import { createAuthority } from '../certs/authority.ts';
import { verifyCsr } from '../certs/csr.ts';
import { decodeToken } from '../certs/join-token.ts';
import { generateKey } from '../certs/keys.ts';
import { loadCoordinatorConfig } from '../coordinator/config.ts';
import { systemClock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { readSpecFile } from '../services/cluster-file/spec-file.ts';
import { checkRenewed } from '../services/identity/check-renewed.ts';
import { callUnary, tlsTarget } from '../services/rpc/client.ts';
import { AgentServiceService } from '../services/rpc/gen/hapy/agent/v1/agent.ts';
import { AgentTrustServiceService } from '../services/rpc/gen/hapy/agent/v1/trust.ts';
import { serverStream, unary } from '../services/rpc/handlers.ts';
import { agentUri, clusterId, RpcFixture } from './rpc-fixture.ts';
import { describeWithOpenssl } from './pki/describe-with-openssl.ts';
import { seedOfCommit } from './seed-of-commit.ts';

/*
 * What strangers and careless hands can send us, changed byte by byte: a fixed number of cases, others with every
 * commit. HAPY_SEED repeats a seed.
 */
const seed = seedOfCommit();
const casesPerMessage = 60;

/** A few bytes changed, taken away, doubled or put in. */
function mutations(original: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat({ max: Math.max(0, original.length - 1) });
  const change = fc.tuple(place, fc.constantFrom('set', 'cut', 'put', 'end', 'twice'), fc.nat({ max: 255 }));
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    return changes.reduce((so, [at, kind, value]) => {
      if (kind === 'end') return so.subarray(0, at);
      if (kind === 'cut') return Buffer.concat([so.subarray(0, at), so.subarray(at + 1)]);
      if (kind === 'twice') return Buffer.concat([so.subarray(0, at), so.subarray(at >> 1)]);
      const rest = so.subarray(kind === 'set' ? at + 1 : at);
      return Buffer.concat([so.subarray(0, at), Buffer.of(value), rest]);
    }, original);
  });
}

const run = <T>(property: fc.IProperty<[T]>, numRuns: number): void => fc.assert(property, { seed, numRuns });
const runAsync = (property: fc.IAsyncProperty<[Buffer]>, numRuns: number) =>
  fc.assert(property, { seed, numRuns });

interface Message {
  decode(bytes: Uint8Array): unknown;
  encode(message: never): { finish(): Uint8Array };
}

/** Every message of every proto, found by looking. */
async function messages(): Promise<[string, Message][]> {
  const folder = join(import.meta.dirname, '../services/rpc/gen/hapy');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  const modules = await Promise.all(files.map((file) => import(join(folder, file)) as Promise<object>));
  const isMessage = (value: unknown): value is Message =>
    typeof value === 'object' && value !== null && 'decode' in value && 'encode' in value;
  return modules.flatMap((module) =>
    Object.entries(module).flatMap(([name, value]): [string, Message][] =>
      isMessage(value) ? [[name, value]] : [],
    ),
  );
}

describe(`what anybody may send (HAPY_SEED=${seed})`, () => {
  it('as a token is refused with a code', async () => {
    const tokens = fc.oneof(
      fc.string({ maxLength: 2_000 }),
      fc.uint8Array({ maxLength: 600 }).map((bytes) => `hapy${Buffer.from(bytes).toString('base64url')}`),
    );
    run(
      fc.property(tokens, (text) => assert.throws(() => decodeToken(text), HapyError)),
      1_000,
    );
  });

  it('as a request for a certificate is refused with a code', () => {
    run(
      fc.property(fc.uint8Array({ maxLength: 9_000 }), (bytes) => {
        assert.throws(() => verifyCsr(Buffer.from(bytes)), HapyError);
      }),
      500,
    );
    assert.throws(() => verifyCsr(Buffer.alloc(1024 * 1024, 0x30)), { code: 'HAPY-E140' });
  });

  it('as a chain of certificates is not taken over', async () => {
    const { authority } = await createAuthority({ clusterId, clock: systemClock });
    const { privateKeyPem, publicKeyDer } = await generateKey();
    const request = { profile: 'agent', name: 'hapy2', dnsNames: [], addresses: [] } as const;
    const { certificateChainPem } = authority.issue({ ...request, publicKeyDer });
    const rootsPem = authority.rootPem;
    const own = { privateKeyPem, certificateChainPem, rootsPem };
    assert.deepEqual(checkRenewed(own, own), own);
    const parts = certificateChainPem.split(/(?<=-----END CERTIFICATE-----\n)/).filter((part) => part !== '');
    assert.equal(parts.length, 2);
    for (const [at, part] of parts.entries()) {
      const der = Buffer.from(part.replace(/-----[^-]+-----|\n/g, ''), 'base64');
      run(
        fc.property(mutations(der), (changed) => {
          fc.pre(!changed.equals(der));
          const pem = `-----BEGIN CERTIFICATE-----\n${changed.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
          const chain = parts.map((each, place) => (place === at ? pem : each)).join('');
          // What stands behind the end of a certificate is not read, and changes nothing that was signed.
          if (changed.subarray(0, der.length).equals(der)) return;
          assert.throws(() => checkRenewed(own, { certificateChainPem: chain, rootsPem }), {
            code: 'HAPY-E182',
          });
        }),
        400,
      );
    }
  });

  it('as any message of any proto is read or refused, and what was read can be written', async () => {
    const all = await messages();
    assert.ok(all.length > 100, `${all.length} messages`);
    for (const [name, message] of all) {
      run(
        fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
          let read: unknown;
          try {
            read = message.decode(bytes);
          } catch (error) {
            assert.ok(error instanceof Error, name);
            return;
          }
          const again = message.encode(read as never).finish();
          assert.deepEqual(message.encode(message.decode(again) as never).finish(), again, name);
        }),
        casesPerMessage,
      );
    }
  }).timeout(60_000);

  describe('in a file', () => {
    let folder: string;
    before(async () => (folder = await mkdtemp(join(tmpdir(), 'hapy-fuzz-'))));
    after(() => rm(folder, { recursive: true }));

    const files: readonly [string, (path: string) => Promise<unknown>, string][] = [
      [
        'agent.yaml',
        loadAgentConfig,
        'node: hapy1\nlisten:\n  address: 127.0.0.1\n  port: 2641\nobserve: { onedMs: 500 }\n',
      ],
      [
        'helper.yaml',
        loadHelperConfig,
        'socket: /run/x.sock\nunit: opennebula\nfiles:\n  oneAuth: /var/lib/one/one_auth\n',
      ],
      [
        'coordinator.yaml',
        loadCoordinatorConfig,
        'listen: { address: 0.0.0.0, port: 2640 }\nadministrators: own-account\nagentPort: 2641\n',
      ],
      [
        'cluster.yaml',
        readSpecFile,
        'nodes:\n  - { name: hapy1, fqdn: hapy1.lan, address: 10.0.0.1 }\n  - { name: hapy2, fqdn: hapy2.lan, address: 10.0.0.2 }\n  - { name: hapy3, fqdn: hapy3.lan, address: 10.0.0.3 }\nvip: { address: 10.0.0.9, name: one.lan }\n',
      ],
    ];
    for (const [name, load, text] of files) {
      it(`${name} is read or refused with a code`, async () => {
        const path = join(folder, name);
        await writeFile(path, text);
        await load(path);
        await runAsync(
          fc.asyncProperty(mutations(Buffer.from(text)), async (changed) => {
            await writeFile(path, changed);
            await load(path).catch((error: unknown) => assert.ok(error instanceof HapyError, String(error)));
          }),
          250,
        );
      });
    }
  });
});

describeWithOpenssl(`a running listener (HAPY_SEED=${seed})`, () => {
  const fixture = new RpcFixture();
  after(() => fixture.close());

  /** Handlers that answer nothing, by the names of the service. */
  function idle(definition: typeof AgentServiceService | typeof AgentTrustServiceService) {
    const rpcs = Object.entries<{ responseStream: boolean }>(definition);
    const streams = rpcs.map(([name, rpc]): [string, boolean] => [name, rpc.responseStream]);
    return Object.fromEntries(
      streams.map(([name, isStream]) => [
        name,
        isStream ? serverStream(async function* () {}) : unary(async () => ({})),
      ]),
    );
  }

  it('survives any bytes in place of a message, and serves the next call', async () => {
    const definitions = [AgentServiceService, AgentTrustServiceService] as const;
    const services = definitions.map((definition) => ({ definition, implementation: idle(definition) }));
    const server = await fixture.serve(services);
    const target = tlsTarget({
      address: '127.0.0.1',
      port: server.port,
      expectedUri: agentUri,
      identity: fixture.coordinator,
    });
    const client = fixture.keep(new Client(target.address, target.credentials, target.options));
    const paths = definitions.flatMap((each) =>
      Object.values(each).map(({ path }: { path: string }) => path),
    );
    const ask = (path: string, bytes: Buffer) => {
      const asItIs = (value: unknown) => value as Buffer;
      const send = client.makeUnaryRequest.bind(client, path, asItIs, asItIs);
      return callUnary(send as never, bytes as never, { deadlineMs: 20_000, what: path });
    };
    for (const path of paths) {
      await runAsync(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
          async (bytes) => {
            await ask(path, bytes).catch((error: unknown) =>
              assert.ok(error instanceof HapyError, String(error)),
            );
          },
        ),
        10,
      );
    }
    await ask('/hapy.agent.v1.AgentTrustService/GetTrust', Buffer.alloc(0));
  }).timeout(60_000);
});
