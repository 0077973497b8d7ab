import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { besideOned } from '../../../agent/helper/failed-units.ts';
import { runningPid } from '../file-lock.ts';
import { readMachine, writeMachine } from '../machine.ts';
import { addAddress, holdsAddress } from '../network/addresses.ts';
import { readArpEntry } from '../network/arp-entry.ts';
import type { NodeRootPaths } from '../node-root.ts';
import { quickAnswers } from '../quick-answers.ts';
import { stopNode } from '../stop-node.ts';
import { createTestZone, nth, type TestZone, until } from '../testing/test-zone.ts';

const execute = promisify(execFile);

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a program to its end, whatever its exit code. */
async function run(program: string, ...words: string[]): Promise<Ended> {
  try {
    const { stdout, stderr } = await execute(program, words);
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const ended = error as { code: number; stdout: string; stderr: string };
    return { code: ended.code, output: ended.stdout + ended.stderr };
  }
}

describe('the stand-ins of a node', () => {
  let zone: TestZone;
  let node: NodeRootPaths;

  before(async () => {
    zone = await createTestZone(1);
    node = nth(zone.nodes, 0);
  });

  after(async () => {
    await stopNode(node.root);
    zone.remove();
  });

  it('ip adds, shows and deletes addresses, and says no as the kernel does', async () => {
    const vip = `${zone.vip}/24`;
    assert.deepEqual(await run(node.ip, 'address', 'add', vip, 'dev', 'eth0'), { code: 0, output: '' });
    assert.equal((await run(node.ip, 'address', 'add', vip, 'dev', 'eth0')).code, 2);
    const links = JSON.parse((await run(node.ip, '-j', 'address', 'show')).output) as {
      ifname: string;
      addr_info: { local: string; prefixlen: number }[];
    }[];
    const held = links.find((one) => one.ifname === 'eth0')?.addr_info.map((one) => one.local);
    assert.deepEqual(held, [nth(zone.addresses, 0), zone.vip]);
    assert.equal((await run(node.ip, 'address', 'del', vip, 'dev', 'eth0')).code, 0);
    assert.equal((await run(node.ip, 'address', 'del', vip, 'dev', 'eth0')).code, 2);
  });

  it('answers at once what is asked all the time, and says the same as the program', async () => {
    assert.deepEqual(
      await run(node.ip, '-j', 'address', 'show'),
      await run(node.ip, '-json', 'address', 'show'),
    );
    const both = async () => [
      await run(node.systemctl, 'is-active', 'opennebula', 'ssh'),
      await run(node.systemctl, 'is-active', 'opennebula.service', 'ssh'),
    ];
    const inactive = { code: 3, output: 'inactive\ninactive\n' };
    assert.deepEqual(await both(), [inactive, inactive]);
    writeFileSync(node.onedUnit, '{"active":"failed","starts":[]}\n');
    const failed = { code: 3, output: 'failed\ninactive\n' };
    assert.deepEqual(await both(), [failed, failed]);
    writeFileSync(node.onedPid, String(process.pid));
    const active = { code: 0, output: 'active\ninactive\n' };
    assert.deepEqual(await both(), [active, active]);
    writeFileSync(node.onedUnit, '{"active":"active","starts":[]}\n');
    rmSync(node.onedPid);
    assert.deepEqual(await both(), [failed, failed]);
    rmSync(node.onedUnit);
  });

  it('starts no program of Node for what an agent asks with each look', async () => {
    const lines = quickAnswers(node)['systemctl'] ?? [];
    const script = [...lines, 'echo a program of Node'].join('\n');
    const asked = ['is-active', 'opennebula', ...besideOned];
    const { output } = await run('/bin/sh', '-c', script, 'systemctl', ...asked);
    assert.equal(output, 'inactive\n'.repeat(asked.length - 1));
  });

  it('loses no address when many are added at once', async () => {
    const added = Array.from({ length: 20 }, (_, at) => `127.1.1.${at + 1}`);
    await Promise.all(added.map((address) => addAddress(node.root, 'eth0', { address, prefixLength: 24 })));
    for (const address of added) assert.equal(holdsAddress(node.root, address), true);
  });

  it('arping moves the entry of the lan', async () => {
    await run(node.arping, '-U', '-I', 'eth0', '-c', '1', zone.vip);
    assert.equal(readArpEntry(readMachine(node.root).lanDirectory, zone.vip)?.node, 'hapy1');
  });

  it('reconfigure is refused before instance, instance makes database, credentials and backup', async () => {
    assert.equal((await run(node.reconfigure)).code, 1);
    const { code, output } = await run(node.instance);
    assert.equal(code, 0, output);
    for (const path of [node.oneDatabase, node.configEolBackup, `${node.oneDirectory}/sunstone_auth`]) {
      assert.ok(existsSync(path), path);
    }
    assert.deepEqual(await run(node.systemctl, 'is-active', 'opennebula'), { code: 0, output: 'active\n' });
  });

  it('systemctl sees that oned was killed, and starts it again over the stale lock', async () => {
    process.kill(runningPid(node.onedPid) ?? 0, 'SIGKILL');
    await until('it is gone', () => runningPid(node.onedPid) === undefined);
    assert.ok(existsSync(node.onedLock));
    assert.deepEqual(await run(node.systemctl, 'is-active', 'opennebula'), { code: 3, output: 'failed\n' });
    assert.equal((await run(node.systemctl, 'start', 'opennebula')).code, 0);
  });

  it('onezone and onehost end with 255 and the recorded words when oned says no', async () => {
    const { onezone, onehost } = node;
    const added = ['--name', 'server-0', '--rpc', `http://${nth(zone.addresses, 0)}:2633/RPC2`];
    assert.deepEqual(await run(onezone, 'server-add', '0', ...added), { code: 0, output: '' });
    const shown = await run(onezone, 'show', '0');
    assert.match(shown.output, / 0 server-0 +solo +0 +-1 +0 +-1 +-1\n/);
    const refusals: readonly (readonly [string, ...string[]])[] = [
      ['[one.zone.delserver] SERVER not found in zone', onezone, 'server-del', '0', '9'],
      [
        'To add a server set:\n\t-n <server name>\n\t-r <RPC endpoint>',
        onezone,
        'server-add',
        '0',
        '-n',
        'foo',
      ],
      [
        'Wrong protocol specified. Only http or https allowed!',
        ...[onezone, 'server-add', '0', '--name', 'foo', '--rpc', '10.77.0.12'],
      ],
      [
        "[one.zone.info] User couldn't be authenticated, aborting call.",
        ...[onezone, 'show', '0', '--user', 'oneadmin', '--password', 'wrong'],
      ],
      ['HOST named nobody not found.', onehost, 'delete', 'nobody'],
    ];
    for (const [text, program = '', ...words] of refusals) {
      assert.deepEqual(await run(program, ...words), { code: 255, output: `${text}\n` });
    }
    assert.equal((await run(onehost, 'create', 'h', '--im', 'kvm', '--vm', 'kvm')).output, 'ID: 0\n');
    assert.match((await run(onehost, 'list')).output, /^ {3}0 h +default +0 /m);
    assert.equal((await run(onehost, 'delete', 'h')).code, 0);
    await run(onezone, 'server-del', '0', '0');
  });

  it('reconfigure writes the index as SERVER_ID and restarts oned', async () => {
    const before = runningPid(node.onedPid);
    assert.equal((await run(node.reconfigure)).code, 0);
    assert.match(readFileSync(node.onedConf, 'utf8'), /SERVER_ID {5}= 0,/);
    assert.notEqual(runningPid(node.onedPid), before);
    assert.equal(readFileSync(node.configEolBackup, 'utf8'), readFileSync(node.configEol, 'utf8'));
  });

  it('oned does not start when the guard refuses', async () => {
    await run(node.systemctl, 'stop', 'opennebula');
    writeMachine(node.root, { ...readMachine(node.root), startGuard: ['/bin/false'] });
    const { code } = await run(node.systemctl, 'start', 'opennebula');
    assert.equal(code, 1);
    const shown = await run(node.systemctl, 'show', 'opennebula', '--property=ActiveState');
    assert.equal(shown.output, 'ActiveState=failed\n');
    writeMachine(node.root, { ...readMachine(node.root), startGuard: ['/bin/true'] });
    await run(node.systemctl, 'reset-failed', 'opennebula');
    assert.equal((await run(node.systemctl, 'start', 'opennebula')).code, 0);
  });

  it('systemctl refuses a fourth start within a minute, until reset-failed', async () => {
    // At a clock ten thousand times slower than the sandbox's, a minute does not pass during the test.
    writeMachine(node.root, { ...readMachine(node.root), startGuard: ['/bin/false'], clockFactor: 0.001 });
    await run(node.systemctl, 'stop', 'opennebula');
    await run(node.systemctl, 'reset-failed', 'opennebula');
    for (let starts = 0; starts < 3; starts += 1) {
      assert.match((await run(node.systemctl, 'start', 'opennebula')).output, /start guard refused/);
    }
    assert.match((await run(node.systemctl, 'start', 'opennebula')).output, /repeated too quickly/);
    await run(node.systemctl, 'reset-failed', 'opennebula');
    assert.match((await run(node.systemctl, 'start', 'opennebula')).output, /start guard refused/);
  });

  it('systemd-run returns at once and the program goes on', async () => {
    const done = `${zone.directory}/done`;
    const script = `while [ ! -e ${done}.go ]; do sleep 0.02; done; echo x > ${done}`;
    await run(node.systemdRun, '--unit=hapy-op-1', '--collect', '/bin/sh', '-c', script);
    assert.equal(existsSync(done), false);
    writeFileSync(`${done}.go`, '');
    await until('it has ended', () => existsSync(done));
  });

  it('stopNode ends everything and takes the address off', async () => {
    await addAddress(node.root, 'eth0', { address: zone.vip, prefixLength: 24 });
    await stopNode(node.root);
    assert.equal(runningPid(node.onedPid), undefined);
    assert.equal(existsSync(node.onedLock), false);
    assert.equal(holdsAddress(node.root, zone.vip), false);
    assert.equal((await run(node.systemctl, 'is-active', 'opennebula')).output, 'inactive\n');
  });
});
