import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';

import { type CertificateAuthority, createAuthority, openAuthority } from '../../certs/authority.ts';
import { createIssuer, type KeyAndCertificate, subjectOf } from '../../certs/authority-keys.ts';
import { signCertificate } from '../../certs/certificate.ts';
import { keyIdOf } from '../../certs/chain.ts';
import { generateKey, publicKeyOf } from '../../certs/keys.ts';
import { toPem } from '../../certs/pem.ts';
import { codeOf, RpcFixture } from '../../test/rpc-fixture.ts';
import { systemClock } from '../base/clock.ts';
import { authorityKeyIdOf, subjectKeyIdOf } from '../base/key-identifiers.ts';
import { callUnary, tlsTarget } from './client.ts';
import { AgentTrustServiceClient, AgentTrustServiceService } from './gen/hapy/agent/v1/trust.ts';
import { unary } from './handlers.ts';
import type { TlsIdentity } from './identity.ts';
import { startTlsServer } from './server.ts';
import { emptyTrust, policyOf, type TrustList } from './trust-list.ts';
import { buildUri } from './uri.ts';

const clusterId = 'c1';
const agentUri = buildUri(clusterId, 'agent', 'hapy1');

/** An authority that was replaced is believed by neither side of a real connection, whatever its certificates say. */
describe('what an authority has signed that was replaced', () => {
  const fixture = new RpcFixture();
  let root: KeyAndCertificate;
  let replaced: KeyAndCertificate;
  let current: KeyAndCertificate;
  let list: TrustList = emptyTrust;
  let port = 0;
  let close: () => Promise<void>;

  before(async () => {
    const made = await createAuthority({ clusterId, clock: systemClock });
    ({ root, issuer: replaced } = made);
    current = await createIssuer(clusterId, root, Date.now());
    const answer = unary(async () => ({ trust: undefined, certificateChain: '', renewalFailure: undefined }));
    const implementation = {
      ...{ getTrust: answer, setTrust: answer, renewCertificate: answer, readAudit: answer },
    } as never;
    const server = await startTlsServer({
      ...{ host: '127.0.0.1', port: 0, identity: await issued(current, 'agent'), clusterId },
      services: [{ definition: AgentTrustServiceService, implementation }],
      ...{ log: fixture.log, clock: systemClock, trust: policyOf(() => list) },
    });
    ({ port } = server);
    close = () => server.close(0);
  });
  after(async () => {
    await fixture.close();
    await close();
  });

  const authorityOf = (issuer: KeyAndCertificate): CertificateAuthority =>
    openAuthority({ clusterId, issuer, rootPem: root.certificatePem, clock: systemClock });

  async function issued(issuer: KeyAndCertificate, profile: 'agent' | 'coordinator'): Promise<TlsIdentity> {
    const { privateKeyPem, publicKeyDer } = await generateKey();
    const name = profile === 'agent' ? 'hapy1' : profile;
    const { certificateChainPem } = authorityOf(issuer).issue({
      ...{ profile, name, publicKeyDer, dnsNames: [], addresses: ['127.0.0.1'] },
    });
    return { privateKeyPem, certificateChainPem, rootsPem: root.certificatePem };
  }

  /** A coordinator's certificate that the replaced one has signed, and that names the current one as its authority. */
  async function lying(): Promise<TlsIdentity> {
    const { privateKeyPem, publicKeyDer } = await generateKey();
    const uri = buildUri(clusterId, 'coordinator');
    const leaf = {
      uri,
      dnsNames: [],
      addresses: ['127.0.0.1'],
      usages: ['serverAuth', 'clientAuth'] as const,
    };
    const { der } = signCertificate(
      {
        subject: { clusterId, commonName: 'coordinator' },
        issuer: subjectOf(new X509Certificate(replaced.certificatePem), clusterId),
        publicKeyDer,
        issuerPublicKeyDer: publicKeyOf(current.privateKeyPem),
        ...{
          notBeforeMs: Date.now() - 60_000,
          notAfterMs: Date.now() + 60_000,
          kind: { authority: false, leaf },
        },
      },
      createPrivateKey(replaced.privateKeyPem),
    );
    const chain = [toPem('CERTIFICATE', der), replaced.certificatePem, current.certificatePem];
    return { privateKeyPem, certificateChainPem: chain.join(''), rootsPem: root.certificatePem };
  }

  async function ask(identity: TlsIdentity, trust?: TrustList): Promise<string> {
    const policy = trust === undefined ? {} : { trust: policyOf(() => trust) };
    const target = tlsTarget({ address: '127.0.0.1', port, expectedUri: agentUri, identity, ...policy });
    const client = new AgentTrustServiceClient(target.address, target.credentials, target.options);
    fixture.keep(client);
    return codeOf(callUnary(client.getTrust.bind(client), {}, { deadlineMs: 10_000, what: 'agent' }));
  }

  it('is served until the authority is denied, then refused by the server', async () => {
    list = emptyTrust;
    const coordinator = await issued(replaced, 'coordinator');
    assert.equal(await ask(coordinator), 'no error');
    list = { ...emptyTrust, version: 2, deniedIssuers: [keyIdOf(replaced.certificatePem)] };
    assert.equal(await ask(coordinator), 'HAPY-E117');
    assert.equal(await ask(await issued(current, 'coordinator')), 'no error');
  });

  it('is refused by a client, too', async () => {
    list = emptyTrust;
    const coordinator = await issued(current, 'coordinator');
    const denied = { ...emptyTrust, version: 2, deniedIssuers: [keyIdOf(current.certificatePem)] };
    assert.equal(await ask(coordinator, denied), 'HAPY-E117');
    assert.equal(await ask(coordinator, emptyTrust), 'no error');
  });

  it('gains nothing by naming another authority', async () => {
    list = { ...emptyTrust, version: 2, deniedIssuers: [keyIdOf(replaced.certificatePem)] };
    // OpenSSL builds no chain from it, so it is a stranger's.
    assert.equal(await ask(await lying()), 'HAPY-E101');
    list = emptyTrust;
    assert.equal(await ask(await lying()), 'HAPY-E101');
  });

  it('gains nothing by naming none', () => {
    const denies = { ...emptyTrust, version: 2, deniedIssuers: ['ab'] };
    const peer = { uri: agentUri, serial: '01', key: '', issuer: '' };
    assert.equal(policyOf(() => denies).refusal(peer)?.code, 'HAPY-E117');
    assert.equal(policyOf(() => emptyTrust).refusal(peer), undefined);
  });

  it('is read from the one place of a certificate where it counts', async () => {
    const { certificateChainPem } = await issued(current, 'agent');
    const { raw } = new X509Certificate(certificateChainPem);
    const id = subjectKeyIdOf(new X509Certificate(current.certificatePem).raw);
    assert.match(id, /^[0-9a-f]{40}$/);
    assert.equal(authorityKeyIdOf(raw), id);
    assert.equal(
      authorityKeyIdOf(new X509Certificate(root.certificatePem).raw),
      keyIdOf(root.certificatePem),
    );
    for (let length = 0; length < raw.length; length += 7)
      assert.equal(authorityKeyIdOf(raw.subarray(0, length)), '');
    assert.equal(authorityKeyIdOf(Buffer.from('3000', 'hex')), '');
  });
});
