import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';

import { pino } from 'pino';

import { type JoinOptions, joinCluster } from '../agent/join.ts';
import { readMembership } from '../agent/join-membership.ts';
import { leadsToRoot } from '../certs/chain.ts';
import { readIdentity } from '../certs/identity-store.ts';
import { decodeToken, encodeToken } from '../certs/join-token.ts';
import { systemClock } from '../services/base/clock.ts';
import { createLog } from '../services/base/log.ts';
import { type Cut, JoiningCoordinator } from './joining/joining-coordinator.ts';

const minuteMs = 60_000;

describe('joining over TLS on loopback', () => {
  let coordinator: JoiningCoordinator;
  let state: string;
  const strangers: JoiningCoordinator[] = [];

  beforeEach(async () => {
    coordinator = await JoiningCoordinator.create();
    state = await mkdtemp(join(tmpdir(), 'hapy-join-'));
  });

  afterEach(async () => {
    await coordinator.remove();
    for (const stranger of strangers.splice(0)) await stranger.remove();
    await rm(state, { recursive: true, force: true });
  });

  async function another(o: Parameters<typeof JoiningCoordinator.create>[0] = {}) {
    const stranger = await JoiningCoordinator.create(o);
    strangers.push(stranger);
    return stranger;
  }

  const joinWith = (token: string, more: Partial<JoinOptions> = {}) =>
    joinCluster({
      token,
      stateDirectory: state,
      clock: systemClock,
      log: pino({ level: 'silent' }),
      deadlines: { probeMs: 2_000, enrollMs: 2_000 },
      ...more,
    });

  /** The same token aimed at other places, as its holder could make it. */
  const aimedAt = (token: string, ...coordinators: { address: string; port: number }[]) =>
    encodeToken({ ...decodeToken(token), coordinators });

  const keyFile = () => readFile(join(state, 'pki', 'key.pem'), 'utf8');

  it('makes a node a member: key made here, certificate verified, files closed to others', async () => {
    let shown = '';
    const token = coordinator.token();
    const result = await joinWith(token, {
      nodeName: 'hapy2',
      onFingerprints: ({ words }) => (shown = words),
    });
    const identity = await readIdentity(join(state, 'pki'));
    const certificate = new X509Certificate(identity.certificateChainPem);
    assert.ok(leadsToRoot(identity.certificateChainPem, coordinator.authority.rootPem));
    assert.match(
      certificate.subjectAltName ?? '',
      /^URI:spiffe:\/\/lycee\/agent\/hapy2, DNS:hapy2, DNS:hapy2\.lan/,
    );
    assert.deepEqual(await readMembership(state), {
      clusterId: 'lycee',
      node: 'hapy2',
      coordinators: [{ address: '127.0.0.1', port: coordinator.port }],
      tokenId: decodeToken(token).tokenId,
    });
    for (const path of ['cluster.json', 'pki/key.pem', 'pki/certificate.pem', 'pki/roots.pem']) {
      assert.equal((await stat(join(state, path))).mode & 0o777, 0o600, path);
    }
    assert.equal(result.fingerprints.words, shown);
    assert.equal(coordinator.tokens()[0]?.words, shown, 'both sides show the same six words');
    assert.equal(result.alreadyJoined, false);
  });

  it('does nothing the second time, and asks nobody', async () => {
    const token = coordinator.token();
    const first = await joinWith(token);
    const key = await keyFile();
    await coordinator.stop();
    const second = await joinWith(token);
    assert.deepEqual({ ...second, alreadyJoined: false }, first);
    assert.equal(await keyFile(), key);
  });

  const cuts: Cut[] = ['before Probe', 'after Probe', 'before Enroll', 'after Enroll'];
  for (const cut of cuts) {
    it(`can be repeated with the same token when the coordinator died ${cut}`, async () => {
      const token = coordinator.token();
      coordinator.cut = cut;
      await assert.rejects(joinWith(token), { code: 'HAPY-E183' });
      assert.equal(await readMembership(state), undefined);
      const key = await keyFile();
      await coordinator.restart();
      await joinWith(token);
      assert.equal(await keyFile(), key, 'the key of the first try is kept');
      assert.equal(coordinator.tokens()[0]?.status, 'consumed');
    });
  }

  it('asks for another nonce when the coordinator does not know the first any more', async () => {
    coordinator.forgetsNonces = true;
    await joinWith(coordinator.token());
  });

  for (const file of ['pki/roots.pem', 'pki/certificate.pem', 'cluster.json']) {
    it(`can be repeated when ${file} could not be written`, async () => {
      const token = coordinator.token();
      const path = join(state, file);
      // A folder in the file's place makes the rename fail for everyone, root included.
      const blocked = joinWith(token, { onFingerprints: () => void mkdir(path, { recursive: true }) });
      await assert.rejects(blocked, { code: 'HAPY-E152', parameters: { path, reason: 'EISDIR' } });
      await rm(path, { recursive: true });
      assert.equal(await readMembership(state), undefined);
      await joinWith(token);
      assert.deepEqual((await readdir(state)).toSorted(), ['cluster.json', 'pki']);
      assert.deepEqual((await readdir(join(state, 'pki'))).length, 3);
    });
  }

  it('clears away what a killed try left half written', async () => {
    const pki = join(state, 'pki');
    await mkdir(pki, { mode: 0o700 });
    const unfinished = [
      join(pki, '.key.pem.0123456789ab.new'),
      join(state, '.cluster.json.ba9876543210.new'),
    ];
    for (const path of unfinished) await writeFile(path, '-----BEGIN PRIV', { mode: 0o600 });
    await joinWith(coordinator.token());
    assert.deepEqual((await readdir(state)).toSorted(), ['cluster.json', 'pki']);
    assert.deepEqual((await readdir(pki)).length, 3);
  });

  it('refuses the token to another key', async () => {
    const token = coordinator.token();
    await joinWith(token);
    await rm(join(state, 'pki'), { recursive: true });
    await assert.rejects(joinWith(token), { code: 'HAPY-E165' });
  });

  it('refuses a token of another node or of another cluster', async () => {
    await assert.rejects(joinWith(coordinator.token(), { nodeName: 'hapy3' }), { code: 'HAPY-E180' });
    await joinWith(coordinator.token());
    await assert.rejects(joinWith(coordinator.token('hapy3')), { code: 'HAPY-E181' });
  });

  it('says which port is refused between which machines', async () => {
    const token = coordinator.token();
    const port = String(coordinator.port);
    await coordinator.stop();
    await assert.rejects(joinWith(token), {
      code: 'HAPY-E175',
      parameters: { from: 'hapy2', to: '127.0.0.1', port },
    });
  });

  it('says which port is silent between which machines', async () => {
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const token = aimedAt(coordinator.token(), { address: '127.0.0.1', port });
    await assert.rejects(joinWith(token, { deadlines: { probeMs: 1_000, enrollMs: 1_000 } }), {
      code: 'HAPY-E176',
      parameters: { from: 'hapy2', to: '127.0.0.1', port: String(port), seconds: 1 },
    });
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('goes on to the next address', async () => {
    const { port } = coordinator;
    const dead = await another();
    const deadPort = dead.port;
    await dead.stop();
    const token = coordinator.token();
    const aimed = aimedAt(token, { address: '127.0.0.1', port: deadPort }, { address: 'localhost', port });
    assert.equal((await joinWith(aimed)).alreadyJoined, false);
  });

  it('believes no other cluster’s certificate, and no other role’s', async () => {
    const foreign = await another();
    const foreignToken = aimedAt(coordinator.token(), { address: '127.0.0.1', port: foreign.port });
    await assert.rejects(joinWith(foreignToken), { code: 'HAPY-E178' });
    const agent = await another({ profile: 'agent' });
    await assert.rejects(joinWith(agent.token()), { code: 'HAPY-E178' });
    assert.equal(agent.tokens()[0]?.status, 'open');
  });

  it('says so when the clocks are 40 minutes apart, before the token is reserved', async () => {
    const shifted = (minutes: number) => ({ ...systemClock, now: () => Date.now() + minutes * minuteMs });
    const token = coordinator.token();
    for (const [minutes, direction] of [
      [40, 'ahead'],
      [-40, 'behind'],
    ] as const) {
      await assert.rejects(joinWith(token, { clock: shifted(minutes) }), {
        code: 'HAPY-E168',
        parameters: { node: 'hapy2', minutes: 40, direction },
      });
    }
    assert.equal(coordinator.tokens()[0]?.status, 'open');
    const fast = await another({ clock: shifted(40) });
    await assert.rejects(joinWith(fast.token()), (error: Error & { parameters?: { state?: string } }) => {
      assert.match(error.message, /^HAPY-E179/);
      assert.equal(error.parameters?.state, 'early');
      return true;
    });
  });

  it('writes neither token nor key into its log', async () => {
    const lines: string[] = [];
    const sink = new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) });
    const log = createLog('hapy-agent', 'trace', sink);
    const token = coordinator.token();
    await coordinator.stop();
    await assert.rejects(joinWith(token, { log }));
    await coordinator.start();
    await joinWith(token, { log });
    const logged = lines.join('');
    assert.match(logged, /joined/);
    const { seed } = decodeToken(token);
    const key = await keyFile();
    const secrets = [
      token,
      token.slice(20, 60),
      seed.toString('hex'),
      seed.toString('base64'),
      key.split('\n')[1],
    ];
    for (const secret of secrets) assert.ok(!logged.includes(secret ?? ''), 'a secret was logged');
  });
});
