import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { guard } from './guard.ts';
import { readIdentity, unreadable, writeIdentity } from './identity.ts';
import { freePort } from './testing/free-port.ts';

const keys = {
  vipAddress: '10.1.2.10',
  vipPrefixLength: 24,
  vipInterface: 'eth0',
  electionTimeoutMs: 6500,
  monitorAddress: '10.1.2.10',
};
const member = { state: 'member', clusterId: 'c1', serverId: 3, keys } as const;

describe('the start guard', () => {
  let folder: string;
  let onedConf: string;
  let monitordConf: string;
  let config: string;
  let identityFile: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-guard-'));
    onedConf = join(folder, 'oned.conf');
    monitordConf = join(folder, 'monitord.conf');
    identityFile = join(folder, 'identity.json');
    config = join(folder, 'helper.yaml');
    await writeFile(onedConf, 'FEDERATION = [ SERVER_ID = 1 ]\n', { mode: 0o640 });
    await writeFile(monitordConf, 'NETWORK = [ MONITOR_ADDRESS = "auto" ]\n');
    await writeFile(config, JSON.stringify({ identityFile, files: { onedConf, monitordConf } }));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const text = () => readFile(onedConf, 'utf8');

  it('lets a node start that is none of ours, and touches nothing', async () => {
    assert.equal((await guard(config)).exitStatus, 0);
    assert.equal(await text(), 'FEDERATION = [ SERVER_ID = 1 ]\n');
  });

  it('does not let a machine start alone that a zone has as its server', async () => {
    const port = await freePort();
    const firstStart = { listenAddress: '127.0.0.1', listenMs: 60_000 };
    await writeFile(config, JSON.stringify({ identityFile, files: { onedConf, monitordConf }, firstStart }));
    await writeFile(onedConf, `PORT = ${port}\nFEDERATION = [ SERVER_ID = -1 ]\n`);
    const guarded = guard(config);
    let over = false;
    void guarded.then(() => (over = true));
    while (!over) {
      const socket = connect({ host: '127.0.0.1', port }).on('error', () => undefined);
      socket.write('<methodName>one.zone.replicate</methodName>');
      await Promise.race([guarded, new Promise((closed) => socket.once('close', closed))]);
      socket.destroy();
    }
    const { exitStatus, reason } = await guarded;
    assert.equal(exitStatus, 1);
    assert.match(reason, /HAPY-E424 127\.0\.0\.1 /);
    // A member of a zone that is not ours yet is called as well, and rightly.
    await writeFile(onedConf, `PORT = ${port}\nFEDERATION = [ SERVER_ID = 2 ]\n`);
    assert.equal((await guard(config)).exitStatus, 0);
  });

  it('enforces solo', async () => {
    await writeIdentity(identityFile, { state: 'solo', clusterId: 'c1' });
    assert.equal((await guard(config)).exitStatus, 0);
    assert.equal(await text(), 'FEDERATION = [ SERVER_ID = -1 ]\n');
  });

  it('puts a member’s keys back before oned starts, and keeps the mode and the version before', async () => {
    await writeIdentity(identityFile, member);
    assert.equal((await guard(config)).exitStatus, 0);
    const after = await text();
    assert.match(after, /SERVER_ID = 3/);
    assert.match(after, /ELECTION_TIMEOUT_MS = 6500/);
    assert.match(
      after,
      /RAFT_LEADER_HOOK = \[ COMMAND = "raft\/vip.sh", ARGUMENTS = "leader eth0 10.1.2.10\/24" \]/,
    );
    assert.match(after, /ARGUMENTS = "follower eth0 10.1.2.10\/24"/);
    assert.match(await readFile(monitordConf, 'utf8'), /MONITOR_ADDRESS = "10.1.2.10"/);
    assert.equal((await stat(onedConf)).mode & 0o777, 0o640);
    assert.equal(await readFile(`${onedConf}.hapy-previous`, 'utf8'), 'FEDERATION = [ SERVER_ID = 1 ]\n');
    assert.equal((await guard(config)).reason, 'member');
  });

  it('does not let a held node start', async () => {
    await writeIdentity(identityFile, { state: 'held', clusterId: 'c1' });
    assert.equal((await guard(config)).exitStatus, 1);
  });

  it('does not start on an identity that makes no sense, whatever is wrong with it', async () => {
    const whole = JSON.stringify(member);
    const wrong = [
      '',
      '{',
      'null',
      '[]',
      '{}',
      whole.slice(0, -2),
      whole.replace('member', 'leader'),
      whole.replace('"serverId":3', '"serverId":"3"'),
      whole.replace('"serverId":3', '"serverId":-1'),
      whole.replace('eth0', 'eth0; reboot'),
      whole.replace('10.1.2.10', '10.1.2.10\\"'),
      whole.replace('"clusterId":"c1"', '"clusterId":""'),
    ];
    for (const each of wrong) {
      await writeFile(identityFile, each);
      assert.equal(await readIdentity(identityFile), unreadable, each);
      assert.equal((await guard(config)).exitStatus, 1, each);
    }
    assert.equal(await text(), 'FEDERATION = [ SERVER_ID = 1 ]\n');
  });

  it('does not start when its own configuration or oned.conf cannot be understood', async () => {
    await writeIdentity(identityFile, member);
    await writeFile(onedConf, 'FEDERATION = [ SERVER_ID = 1\n');
    const { exitStatus, reason } = await guard(config);
    assert.equal(exitStatus, 1);
    assert.match(reason, /HAPY-E324/);
    assert.equal((await guard(join(folder, 'missing.yaml'))).exitStatus, 1);
  });
});
