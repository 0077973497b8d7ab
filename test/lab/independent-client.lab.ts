import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { type CertificateAuthority, createAuthority } from '../../certs/authority.ts';
import { generateKey } from '../../certs/keys.ts';
import { systemClock } from '../../services/base/clock.ts';
import { createLog } from '../../services/base/log.ts';
import {
  AgentTrustServiceService,
  type AgentTrustServiceServer,
} from '../../services/rpc/gen/hapy/agent/v1/trust.ts';
import { unary } from '../../services/rpc/handlers.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';
import { type RpcServer, startTlsServer } from '../../services/rpc/server.ts';
import type { CertificateRole } from '../../services/rpc/uri.ts';

const run = promisify(execFile);
const python = '/usr/bin/python3';

/** One call by gRPC's own C core, which shares no code with ours: prints the status, then what the server said. */
const program = `
import sys, grpc
port, root, key, chain = sys.argv[1:5]
read = lambda path: open(path, 'rb').read() if path else None
credentials = grpc.ssl_channel_credentials(read(root), read(key), read(chain))
channel = grpc.secure_channel('127.0.0.1:' + port, credentials)
call = channel.unary_unary('/hapy.agent.v1.AgentTrustService/GetTrust')
try:
    answer = call(b'', timeout=30)
    print('OK', len(answer))
except grpc.RpcError as error:
    print(error.code().name, error.details())
`;

/* An independent gRPC client against our certificates and our listener. */
describe('a client of another make (python3-grpcio)', function () {
  this.timeout(30 * 60_000);
  let folder: string;
  let authority: CertificateAuthority;
  let server: RpcServer;

  before(async function () {
    if (spawnSync(python, ['-c', 'import grpc']).status !== 0) this.skip();
    folder = await mkdtemp(join(tmpdir(), 'hapy-python-'));
    ({ authority } = await createAuthority({ clusterId: 'c1', clock: systemClock }));
    await writeFile(join(folder, 'call.py'), program);
    await writeFile(join(folder, 'root.pem'), authority.rootPem);
    const implementation = {
      getTrust: unary(async () => ({ trust: undefined, certificateChain: 'x', renewalFailure: undefined })),
    } as unknown as AgentTrustServiceServer;
    server = await startTlsServer({
      ...{ host: '127.0.0.1', port: 0, identity: await identity('agent', 'hapy1'), clusterId: 'c1' },
      services: [{ definition: AgentTrustServiceService, implementation }],
      ...{ log: createLog('test', 'silent'), clock: systemClock },
    });
  });
  after(async () => {
    await server?.close(0);
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  async function identity(
    profile: CertificateRole,
    name: string,
    by: CertificateAuthority = authority,
  ): Promise<TlsIdentity> {
    const { privateKeyPem, publicKeyDer } = await generateKey();
    const addresses = profile === 'agent' || profile === 'coordinator' ? ['127.0.0.1'] : [];
    const { certificateChainPem } = by.issue({ profile, name, dnsNames: [], addresses, publicKeyDer });
    return { privateKeyPem, certificateChainPem, rootsPem: by.rootPem };
  }

  async function call(as?: TlsIdentity, root = 'root.pem'): Promise<string> {
    if (as !== undefined) {
      await writeFile(join(folder, 'key.pem'), as.privateKeyPem, { mode: 0o600 });
      await writeFile(join(folder, 'chain.pem'), as.certificateChainPem);
    }
    const own = as === undefined ? ['', ''] : ['key.pem', 'chain.pem'];
    const argv = ['call.py', String(server.port), root, ...own];
    const { stdout } = await run(python, argv, { cwd: folder, env: { GRPC_VERBOSITY: 'NONE' } });
    return stdout.trim();
  }

  it('is served with the certificate of a coordinator, over TLS that it verifies itself', async () => {
    assert.match(await call(await identity('coordinator', 'coordinator')), /^OK \d+$/);
  });

  it('is told in our words why it is not: its role, no certificate, another authority', async () => {
    assert.match(await call(await identity('operator', 'anne')), /^PERMISSION_DENIED HAPY-E110: /);
    assert.match(await call(await identity('agent', 'hapy2')), /^PERMISSION_DENIED HAPY-E110: /);
    assert.match(await call(), /^UNAUTHENTICATED HAPY-E100/);
    const { authority: other } = await createAuthority({ clusterId: 'c1', clock: systemClock });
    const foreign = await identity('coordinator', 'coordinator', other);
    assert.match(await call(foreign), /^UNAUTHENTICATED HAPY-E101/);
  });

  it('does not take us for another cluster', async () => {
    const { authority: other } = await createAuthority({ clusterId: 'c1', clock: systemClock });
    await writeFile(join(folder, 'other.pem'), other.rootPem);
    assert.match(await call(await identity('coordinator', 'coordinator'), 'other.pem'), /^UNAVAILABLE/);
  });
});
