import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';

import { runningPid } from '../../sandbox/double/file-lock.ts';
import { readMachine, writeMachine } from '../../sandbox/double/machine.ts';
import { holdsAddress } from '../../sandbox/double/network/addresses.ts';
import { ask, until } from '../../sandbox/double/testing/test-zone.ts';
import { flag, int32 } from '../../sandbox/double/wire/value.ts';
import { RealFounding } from '../kill-points/real-founding.ts';

const run = promisify(execFile);

/*
 * The facts of opennebula.md against our tool, as a careless administrator would meet them: each trap is laid by hand
 * with OpenNebula's own programs, and what `hapyctl` says and does about it is looked at. That an unguarded hand
 * fails in the double is shown by unguarded.lab.ts and sandbox/double/zone.test.ts.
 */
describe('a careless administrator', function () {
  this.timeout(30 * 60_000);
  let cluster: RealFounding;

  before(async () => {
    cluster = await RealFounding.start(3);
  });
  after(() => cluster.remove());

  const paths = (node: string) => cluster.node(node).paths;
  const systemctl = async (node: string, verb: string) => {
    // A fourth start within a minute is refused by systemd, and a quick machine gets that far.
    await run(paths(node).systemctl, ['reset-failed', 'opennebula']);
    return run(paths(node).systemctl, [verb, 'opennebula']);
  };
  const setId = (node: string, id: number) => {
    const file = paths(node).onedConf;
    const text = readFileSync(file, 'utf8').replace(/(SERVER_ID\s*=\s*)-?\d+/, `$1${id}`);
    writeFileSync(file, text);
  };

  /** The plan says that nothing can be done before this is put right. */
  async function refused(code: string): Promise<void> {
    const { status, output } = await cluster.hapyctl('apply', '--yes', '--no-drill');
    assert.notEqual(status, 0, output);
    assert.ok(output.includes(code), output);
  }

  async function healthy(): Promise<void> {
    await until('everything is well', async () => (await cluster.hapyctl('status')).status === 0);
  }

  async function applied(): Promise<void> {
    const { status, output } = await cluster.hapyctl('apply', '--yes', '--no-drill');
    assert.equal(status, 0, output.slice(-2000));
    await healthy();
  }

  async function leader(): Promise<string> {
    const { output } = await cluster.hapyctl('status');
    const found = /^Leader +(\S+)/m.exec(output)?.[1];
    assert.ok(found !== undefined, output);
    return found;
  }

  async function lastIndexOf(node: string): Promise<string | undefined> {
    const { paths: own, endpoint } = cluster.node(node);
    const { value } = await ask(endpoint, own, 'one.zone.raftstatus');
    return /<LOG_INDEX>(\d+)</.exec(String(value))?.[1];
  }

  it('starts a node with an id before it was added: refused (facts 2 and 13)', async () => {
    setId('hapy3', 2);
    await systemctl('hapy3', 'start');
    await until('it has made itself a leader', async () => {
      const { paths: node, endpoint } = cluster.node('hapy3');
      return String((await ask(endpoint, node, 'one.zone.raftstatus')).value).includes('<STATE>3<');
    });
    await refused('HAPY-E605');
    await systemctl('hapy3', 'stop');
    setId('hapy3', -1);
  });

  it('has worked on a server that is to join: refused with the list, until it is gone (fact 4)', async () => {
    await systemctl('hapy3', 'start');
    const created = ['create', 'by-hand.ac-test.fr', '--im', 'kvm', '--vm', 'kvm'];
    await until('it serves alone', async () =>
      (await run(paths('hapy3').onehost, created)).stdout.includes('ID'),
    );
    await until('it is seen', async () => (await cluster.hapyctl('plan')).output.includes('by-hand'));
    await refused('HAPY-E603');
    await run(paths('hapy3').onehost, ['delete', 'by-hand.ac-test.fr']);
  });

  it('gives every node credentials of its own: founded all the same, in term 1 (fact 1)', async () => {
    const sessions = cluster.nodeNames.map((node) => readFileSync(paths(node).oneAuth, 'utf8'));
    assert.equal(new Set(sessions).size, 3);
    await applied();
    assert.equal(new Set(cluster.nodeNames.map((node) => readFileSync(paths(node).oneAuth, 'utf8'))).size, 1);
    const { output } = await cluster.hapyctl('status');
    assert.doesNotMatch(output, / 42949672\d\d /);
  });

  it('applies twice: nothing is added twice (fact 5)', async () => {
    assert.equal((await cluster.hapyctl('apply', '--yes', '--no-drill')).status, 0);
    const { paths: node, endpoint } = cluster.node('hapy1');
    const zone = await ask(endpoint, node, 'one.zone.info', int32(0), flag(false));
    assert.equal(String(zone.value).split('<SERVER>').length, 4);
  });

  it('adds a server by hand that is there already: found, and gone after it is deleted (fact 5)', async () => {
    const [again, endpoint] = ['hapy2.ac-test.fr', cluster.node('hapy2').endpoint];
    await run(paths('hapy1').onezone, ['server-add', '0', '--name', again, '--rpc', endpoint]);
    await until('it is a finding', async () => (await cluster.hapyctl('plan')).output.includes('HAPY-E602'));
    await run(paths('hapy1').onezone, ['server-del', '0', '3']);
    await healthy();
  });

  it('swaps an id in oned.conf: the start guard puts it back (fact 3)', async () => {
    const victim = (await leader()) === 'hapy2' ? 'hapy3' : 'hapy2';
    const id = cluster.nodeNames.indexOf(victim);
    setId(victim, 0);
    await systemctl(victim, 'restart');
    await healthy();
    assert.equal((await cluster.startedIds(victim)).at(-1), id);
  });

  it('swaps it where nobody guards the start: found by asking each server (fact 3)', async () => {
    const victim = (await leader()) === 'hapy2' ? 'hapy3' : 'hapy2';
    const { root } = paths(victim);
    const machine = readMachine(root);
    writeMachine(root, { ...machine, startGuard: [] });
    setId(victim, 7);
    await systemctl(victim, 'restart');
    await until('it is a finding', async () => (await cluster.hapyctl('plan')).output.includes('HAPY-E605'));
    await refused('HAPY-E605');
    writeMachine(root, machine);
    await systemctl(victim, 'restart');
    await healthy();
  });

  it('kills the leader: two hold the address, status says so, and apply repairs it (fact 10)', async () => {
    const killed = await leader();
    const { vip } = readMachine(paths(killed).root);
    const holders = () => cluster.nodeNames.filter((node) => holdsAddress(paths(node).root, vip));
    process.kill(runningPid(paths(killed).onedPid) ?? 0, 'SIGKILL');
    await until('two hold it', () => holders().length === 2);
    assert.equal((await cluster.hapyctl('status')).status, 3);
    await until('somebody else leads', async () =>
      (await cluster.hapyctl('plan')).output.includes('start oned'),
    );
    await applied();
    assert.deepEqual(holders(), [await leader()]);
  });

  it('stops two of three: no leader is believed, whatever the third says, and apply brings them back (fact 9)', async () => {
    const last = await leader();
    const stopped = cluster.nodeNames.filter((node) => node !== last);
    for (const node of stopped) await systemctl(node, 'stop');
    const { status, output } = await cluster.hapyctl('status');
    assert.equal(status, 3);
    assert.doesNotMatch(output, new RegExp(`^Leader +${last}`, 'm'));
    await applied();
  });

  it('updates one server alone: its own version is told, though OpenNebula answers with the leader’s (fact 12)', async () => {
    const follower = (await leader()) === 'hapy2' ? 'hapy3' : 'hapy2';
    const { paths: node, endpoint } = cluster.node(follower);
    await cluster.installOpenNebula('6.8.0', [follower]);
    const told = () => cluster.hapyctl('plan').then(({ output }) => output);
    await until('it is a finding', async () => (await told()).includes(`6.8.0 (${follower})`));
    assert.equal((await ask(endpoint, node, 'one.system.version')).value, '6.10.0');
    await cluster.installOpenNebula('6.10.0', [follower]);
    await until('it is no finding', async () => !(await told()).includes('6.8.0'));
  });

  it('gives a follower a database of its own: found, where OpenNebula shows nothing (fact 4)', async () => {
    const victim = (await leader()) === 'hapy2' ? 'hapy3' : 'hapy2';
    const { oneDatabase } = paths(victim);
    const rename = (from: string, to: string) => {
      const database = new DatabaseSync(oneDatabase);
      database.prepare('UPDATE host_pool SET name = ? WHERE name = ?').run(to, from);
      database.close();
    };
    await systemctl(victim, 'stop');
    rename('hapy1.ac-test.fr', 'another.ac-test.fr');
    await systemctl(victim, 'start');
    await until('it is a finding', async () =>
      (await cluster.hapyctl('doctor')).output.includes('HAPY-E657'),
    );
    await systemctl(victim, 'stop');
    rename('another.ac-test.fr', 'hapy1.ac-test.fr');
    await systemctl(victim, 'start');
    await healthy();
  });

  it('deletes a server that runs: refused while it disturbs, joined anew once stopped, with the id the zone gives, and it knows itself (facts 6, 8 and 11)', async () => {
    const victim = (await leader()) === 'hapy2' ? 'hapy1' : 'hapy2';
    const id = cluster.nodeNames.indexOf(victim);
    await run(paths(await leader()).onezone, ['server-del', '0', String(id)]);
    await until('it is a finding', async () => (await cluster.hapyctl('plan')).output.includes('HAPY-E605'));
    await refused('HAPY-E605');
    await systemctl(victim, 'stop');
    await until('the others are led', async () =>
      (await cluster.hapyctl('plan')).output.includes('into the zone'),
    );
    // Health remembers the elections of that time for five minutes.
    const { status, output } = await cluster.hapyctl('apply', '--yes', '--no-drill');
    assert.equal(status, 0, output.slice(-2000));
    assert.equal((await cluster.hapyctl('plan')).status, 0);
    const zone = await ask(
      cluster.node(victim).endpoint,
      paths(victim),
      'one.zone.info',
      int32(0),
      flag(false),
    );
    // Asked of itself, and nobody has written since: what an unguarded joiner learns by the next write (fact 8).
    assert.equal(String(zone.value).split('<SERVER>').length, 4);
    const first = await leader();
    await until(
      'its log is the leader’s',
      async () => (await lastIndexOf(victim)) === (await lastIndexOf(first)),
    );
    assert.equal((await cluster.startedIds(victim)).at(-1), 3, 'the highest id and one');
  });

  it('switches on another machine in a server’s place: it does not start, and the zone lives on (fact 1)', async () => {
    const victim = (await leader()) === 'hapy2' ? 'hapy1' : 'hapy2';
    const { layout, paths: node } = cluster.node(victim);
    await systemctl(victim, 'stop');
    // As from its installation: in no cluster, alone, with credentials and an empty database of its own.
    for (const file of [join(layout.helperState, 'identity.json'), node.oneDatabase]) rmSync(file);
    for (const file of readdirSync(node.oneDirectory)) rmSync(join(node.oneDirectory, file));
    writeFileSync(node.oneAuth, 'oneadmin:of-another-machine\n', { mode: 0o600 });
    setId(victim, -1);
    await assert.rejects(systemctl(victim, 'start'), /HAPY-E424/);
    const { output } = await cluster.hapyctl('status');
    assert.doesNotMatch(output, / 42949672\d\d /);
    assert.notEqual(await leader(), victim);
  });
});
