import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { peersDigestOf } from '../../../services/domain/peer-ssh.ts';
import { mergePeers, readSshFacts, type SshPlaces } from './peer-files.ts';

const ed25519 = `ssh-ed25519 ${'A'.repeat(68)}`;
const rsa = `ssh-rsa ${'B'.repeat(372)}==`;

describe('oneadmin’s SSH between the nodes', () => {
  let folder: string;
  let places: SshPlaces;
  const peer = { names: ['hapy1'], addresses: ['10.1.2.3'], hostKeys: [ed25519], userKeys: [rsa] };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-ssh-'));
    places = {
      oneSshDirectory: join(folder, '.ssh'),
      sshHostKeyDirectory: join(folder, 'ssh'),
      stateDirectory: folder,
    };
    await mkdir(places.sshHostKeyDirectory);
    await writeFile(join(folder, 'ssh/ssh_host_ed25519_key.pub'), `${ed25519} root@hapy1\n`);
    await writeFile(join(folder, 'ssh/ssh_host_ed25519_key'), 'secret');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is prepared with files that only oneadmin may read, and reported with the digest of the peers', async () => {
    const digest = await mergePeers(places, [peer]);
    assert.equal(digest, peersDigestOf([peer]));
    assert.equal((await stat(join(places.oneSshDirectory, 'authorized_keys'))).mode & 0o777, 0o600);
    assert.match(await readFile(join(places.oneSshDirectory, 'known_hosts'), 'utf8'), /^hapy1,10\.1\.2\.3 /);
    const facts = await readSshFacts(places);
    assert.deepEqual(facts, { hostKeys: [ed25519], userKeys: [], peersDigest: digest });
  });

  it('is reported as not prepared when the lines are gone, for example after a seed was restored', async () => {
    await mergePeers(places, [peer]);
    await writeFile(join(places.oneSshDirectory, 'known_hosts'), `other ${ed25519}\n`);
    assert.equal((await readSshFacts(places)).peersDigest, '');
  });

  it('takes no name or key that could mean anything else to sshd', async () => {
    for (const wrong of [
      { ...peer, names: ['hapy1 command="x"'] },
      { ...peer, names: [], addresses: [] },
      { ...peer, addresses: ['*'] },
      { ...peer, userKeys: [`command="x" ${rsa}`] },
      { ...peer, hostKeys: [`${ed25519}\n@cert-authority *`] },
    ]) {
      await assert.rejects(mergePeers(places, [wrong]), { code: 'HAPY-E300' });
    }
  });
});
