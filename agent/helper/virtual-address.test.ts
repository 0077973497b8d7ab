import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { loadHelperConfig } from './config.ts';
import { type Identity, writeIdentity } from './identity.ts';
import { changeVirtualAddress, probeVirtualAddress } from './virtual-address.ts';

const keys = {
  vipAddress: '10.1.2.10',
  vipPrefixLength: 24,
  vipInterface: 'eth1',
  electionTimeoutMs: 6500,
  monitorAddress: '10.1.2.10',
};
const member: Identity = { state: 'member', clusterId: 'c1', serverId: 1, keys };

describe('the virtual address as the helper moves it', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-vip-'));
    await writeIdentity(join(folder, 'identity.json'), member);
    await program('ip', 'exit 0');
    await program('arping', 'exit 0');
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** A stand-in that writes down what it is asked for. */
  async function program(name: string, body: string): Promise<void> {
    const script = `#!/bin/sh\necho "${name} $*" >> ${join(folder, 'asked')}\n${body}\n`;
    await writeFile(join(folder, name), script, { mode: 0o755 });
  }
  async function config() {
    const file = join(folder, 'helper.yaml');
    const programs = { ip: join(folder, 'ip'), arping: join(folder, 'arping') };
    await writeFile(file, JSON.stringify({ identityFile: join(folder, 'identity.json'), programs }));
    return loadHelperConfig(file);
  }
  /** What was asked for, without the looks at what there is. */
  const asked = async () =>
    (await readFile(join(folder, 'asked'), 'utf8').catch(() => ''))
      .trim()
      .split('\n')
      .filter((line) => line !== 'ip -j address show');

  /** The announcements are not waited for. */
  async function askedFor(count: number): Promise<string[]> {
    while ((await asked()).length < count) await delay(20);
    return asked();
  }

  it('is put on the interface of the identity and announced by gratuitous ARP, both ways', async () => {
    await changeVirtualAddress(await config(), true);
    const [added, ...announced] = await askedFor(3);
    assert.equal(added, 'ip address add 10.1.2.10/24 dev eth1');
    assert.deepEqual(announced.sort(), [
      'arping -A -c 3 -I eth1 10.1.2.10',
      'arping -U -c 3 -I eth1 10.1.2.10',
    ]);
  });

  it('is taken off without a word to the network', async () => {
    await changeVirtualAddress(await config(), false);
    assert.deepEqual(await asked(), ['ip address del 10.1.2.10/24 dev eth1']);
  });

  it('is announced no longer once it is taken off', async () => {
    await program('arping', `trap 'echo ended >> ${join(folder, 'asked')}; exit' TERM\nsleep 60 & wait`);
    await changeVirtualAddress(await config(), true);
    await askedFor(3);
    await changeVirtualAddress(await config(), false);
    assert.equal((await askedFor(6)).filter((line) => line === 'ended').length, 2);
  });

  /** A machine with these interfaces, as `ip` shows them. */
  async function machine(interfaces: Readonly<Record<string, readonly string[]>>): Promise<void> {
    const shown = Object.entries(interfaces).map(([ifname, addresses]) => ({
      ifname,
      addr_info: addresses.map((local) => ({ family: 'inet', local, prefixlen: 24 })),
    }));
    await program('ip', `[ "$1" = -j ] && echo '${JSON.stringify(shown)}'; exit 0`);
  }

  it('goes where the node has an address of its network, when its interface has got another name', async () => {
    await machine({ lo: ['127.0.0.1'], eth0: ['192.0.2.7'], eth2: ['10.1.2.12'] });
    assert.equal(await probeVirtualAddress(await config()), false);
    await changeVirtualAddress(await config(), true);
    assert.deepEqual((await askedFor(4)).slice(0, 2), [
      'arping -D -q -c 2 -w 2 -I eth2 10.1.2.10',
      'ip address add 10.1.2.10/24 dev eth2',
    ]);
  });

  it('stays on the identity’s interface while that is in its network, whatever else is', async () => {
    await machine({ eth0: ['10.1.2.99'], eth1: ['10.1.2.12'] });
    await changeVirtualAddress(await config(), true);
    assert.equal((await askedFor(1))[0], 'ip address add 10.1.2.10/24 dev eth1');
  });

  it('is taken off wherever it stands', async () => {
    await machine({ eth1: ['10.1.2.12', '10.1.2.10'], eth2: ['10.1.2.10'] });
    await changeVirtualAddress(await config(), false);
    assert.deepEqual(await asked(), [
      'ip address del 10.1.2.10/24 dev eth1',
      'ip address del 10.1.2.10/24 dev eth2',
    ]);
  });

  it('may be there, or gone, already', async () => {
    await program('ip', 'echo "RTNETLINK answers: File exists" >&2; exit 2');
    await changeVirtualAddress(await config(), true);
    await askedFor(3);
    await program('ip', 'echo "RTNETLINK answers: Cannot assign requested address" >&2; exit 2');
    await changeVirtualAddress(await config(), false);
  });

  it('is refused with the kernel’s words, and on whoever is no member', async () => {
    await program('ip', 'echo "Cannot find device" >&2; exit 1');
    await assert.rejects(changeVirtualAddress(await config(), true), {
      code: 'HAPY-E452',
      parameters: { address: '10.1.2.10', reason: 'Cannot find device' },
    });
    for (const identity of [
      { state: 'held', clusterId: 'c1' },
      { state: 'solo', clusterId: 'c1' },
      { state: 'free' },
    ] as const) {
      await writeIdentity(join(folder, 'identity.json'), identity);
      await assert.rejects(changeVirtualAddress(await config(), true), { code: 'HAPY-E451' });
    }
    await writeFile(join(folder, 'identity.json'), 'no identity');
    await assert.rejects(probeVirtualAddress(await config()), { code: 'HAPY-E451' });
  });

  it('counts as taken unless duplicate address detection is silent', async () => {
    assert.equal(await probeVirtualAddress(await config()), false);
    assert.deepEqual(await asked(), ['arping -D -q -c 2 -w 2 -I eth1 10.1.2.10']);
    for (const exit of [1, 2, 127]) {
      await program('arping', `exit ${exit}`);
      assert.equal(await probeVirtualAddress(await config()), true, String(exit));
    }
    await rm(join(folder, 'arping'));
    assert.equal(await probeVirtualAddress(await config()).catch(() => true), true, 'no program, no proof');
  });
});
