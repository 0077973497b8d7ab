import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Identity } from '../identity.ts';
import { enforceIdentity, readConfiguredKeys } from './server-configuration.ts';

// The files that OpenNebula 6.10.0 ships, through the code that edits a server's.

const shipped = join(import.meta.dirname, '..', '..', '..', 'test', 'recordings', 'conf');
const keys = {
  vipAddress: '10.1.2.10',
  vipPrefixLength: 24,
  vipInterface: 'eth0',
  electionTimeoutMs: 6500,
  monitorAddress: '10.1.2.10',
};
const member: Identity = { state: 'member', clusterId: 'c1', serverId: 1, keys };

describe('the configuration files as OpenNebula ships them', () => {
  let folder: string;
  const places = () => ({ onedConf: join(folder, 'oned.conf'), monitordConf: join(folder, 'monitord.conf') });
  const textOf = (name: string) => readFileSync(join(folder, name), 'latin1');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hapy-shipped-'));
    for (const name of ['oned.conf', 'monitord.conf']) {
      writeFileSync(join(folder, name), readFileSync(join(shipped, name)));
      chmodSync(join(folder, name), 0o640);
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The lines of `after` that are not in `before`, and the other way round. */
  function changes(before: string, after: string): { gone: string[]; come: string[] } {
    const [old, fresh] = [before.split('\n'), after.split('\n')];
    const trimmed = (lines: string[]) => lines.map((line) => line.trim().replace(/ +/g, ' '));
    return {
      gone: trimmed(old.filter((line) => !fresh.includes(line))),
      come: trimmed(fresh.filter((line) => !old.includes(line))),
    };
  }

  it('are changed in the lines of our keys and in no other', async () => {
    const before = { oned: textOf('oned.conf'), monitord: textOf('monitord.conf') };
    assert.equal(await enforceIdentity(places(), member), true);
    assert.deepEqual(changes(before.oned, textOf('oned.conf')), {
      gone: ['SERVER_ID = -1,', 'ELECTION_TIMEOUT_MS = 5000,'],
      come: [
        'SERVER_ID = 1,',
        'ELECTION_TIMEOUT_MS = 6500,',
        'RAFT_LEADER_HOOK = [ COMMAND = "raft/vip.sh", ARGUMENTS = "leader eth0 10.1.2.10/24" ]',
        'RAFT_FOLLOWER_HOOK = [ COMMAND = "raft/vip.sh", ARGUMENTS = "follower eth0 10.1.2.10/24" ]',
      ],
    });
    assert.deepEqual(changes(before.monitord, textOf('monitord.conf')), {
      gone: ['MONITOR_ADDRESS = "auto",'],
      come: ['MONITOR_ADDRESS = "10.1.2.10",'],
    });
    const found = await readConfiguredKeys(places());
    assert.deepEqual([found.heartbeatMs, found.peerTimeoutMs, found.logRetention], [500, 1000, 250_000]);
    assert.deepEqual(
      [found.serverId, found.electionTimeoutMs, found.monitorAddress, found.databaseBackend, found.rpcPort],
      [1, 6500, '10.1.2.10', 'sqlite', 2633],
    );
    assert.equal(textOf('oned.conf.hapy-previous'), before.oned);
    assert.equal(statSync(join(folder, 'oned.conf')).mode & 0o777, 0o640);
    assert.equal(await enforceIdentity(places(), member), false);
  });

  it('are put back byte for byte when another program has rewritten them', async () => {
    await enforceIdentity(places(), member);
    const ours = textOf('oned.conf');
    writeFileSync(join(folder, 'oned.conf'), readFileSync(join(shipped, 'oned.conf')));
    assert.equal(await enforceIdentity(places(), member), true);
    assert.equal(textOf('oned.conf'), ours);
  });

  it('keep Windows line ends and comments in another encoding', async () => {
    const odd = readFileSync(join(shipped, 'oned.conf'), 'latin1').replaceAll('\n', '\r\n');
    writeFileSync(join(folder, 'oned.conf'), Buffer.from(`# cl\xe9\r\n${odd}`, 'latin1'));
    await enforceIdentity(places(), member);
    const text = textOf('oned.conf');
    assert.match(text, /^# cl\xe9\r\n/);
    assert.doesNotMatch(text, /[^\r]\n/);
    assert.equal((await readConfiguredKeys(places())).serverId, 1);
  });

  it('say that monitord tells its own machine’s address where nothing is said, and nothing without monitord', async () => {
    const said = textOf('monitord.conf');
    writeFileSync(join(folder, 'monitord.conf'), said.replace(/^ *MONITOR_ADDRESS.*\n/m, ''));
    assert.equal((await readConfiguredKeys(places())).monitorAddress, 'auto');
    await enforceIdentity(places(), member);
    assert.equal((await readConfiguredKeys(places())).monitorAddress, '10.1.2.10');
    rmSync(join(folder, 'monitord.conf'));
    assert.equal((await readConfiguredKeys(places())).monitorAddress, '');
  });
});
