import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startOned } from './oned/oned.ts';
import { OnedStartError } from './oned/start-error.ts';
import { raftState } from './raft/core.ts';
import { RunningZone } from './testing/running-zone.ts';
import {
  agreedLeader,
  configureServer,
  createTestZone,
  nth,
  serverIdsOf,
  until,
} from './testing/test-zone.ts';
import { int32 } from './wire/value.ts';

const run = promisify(execFile);

describe('a zone of the double', () => {
  let zone: RunningZone;

  beforeEach(async function () {
    this.timeout(2 * 60_000);
    zone = new RunningZone(await createTestZone(3));
  });

  afterEach(() => zone.remove());

  it('forwards from a follower to the leader and gives its answer as it is', async () => {
    const leader = await zone.found(3);
    const follower = (leader + 1) % 3;
    assert.deepEqual(await zone.ask(follower, 'one.system.version'), { ok: true, value: '6.10.0', code: 0 });
    const config = await zone.ask(follower, 'one.system.config');
    assert.match(String(config.value), new RegExp(`<SERVER_ID><!\\[CDATA\\[${leader}\\]\\]>`));
    assert.deepEqual(await zone.allocate(follower, 'hapy1.ac-test.fr'), { ok: true, value: 0, code: 0 });
    const again = await zone.allocate(follower, 'hapy1.ac-test.fr');
    assert.deepEqual(again, {
      ok: false,
      value: '[one.host.allocate] NAME is already taken by HOST 0.',
      code: 8192,
    });
  });

  it('hangs a write for want of a quorum, answers reads, and commits it later (facts 7 and 9)', async () => {
    const leader = await zone.found(3);
    const followers = [0, 1, 2].filter((index) => index !== leader);
    for (const index of followers) await zone.stop(index);
    let answered = false;
    const write = zone.allocate(leader, 'late').finally(() => {
      answered = true;
    });
    await until('the record is in the log', async () => (await zone.state(leader)).logIndex > 0);
    assert.equal((await zone.state(leader)).state, raftState.leader);
    assert.equal((await zone.ask(leader, 'one.hostpool.info')).value, '<HOST_POOL></HOST_POOL>');
    assert.equal(answered, false);
    await zone.start(nth(followers, 0), nth(followers, 0));
    assert.equal((await write).ok, true);
  });

  it('joins one by one: add, backup, restore, start; a second add hangs before the first joiner runs', async () => {
    await zone.start(0, -1);
    await zone.addServer(0, 0);
    await zone.stop(0);
    await zone.start(0, 0);
    const warming = await zone.ask(0, 'one.system.version');
    assert.equal(warming.value, '[one.system.version] Cannot process request, no leader found');
    assert.equal(warming.code, 8192);
    await agreedLeader(zone.zone, [0]);
    assert.deepEqual(await zone.addServer(0, 1), { ok: true, value: 0, code: 0 });
    const second = zone.addServer(0, 2);
    await zone.seed(0, 1);
    await zone.start(1, 1);
    assert.equal((await second).ok, true);
    await zone.seed(0, 2);
    await zone.start(2, 2);
    await until('the last joiner knows all servers', async () => {
      return (await serverIdsOf(zone.zone, 2)).join() === '0,1,2';
    });
    assert.equal(await agreedLeader(zone.zone, [0, 1, 2]), 0);
  });

  it('accepts a duplicate and gives the id of a removed highest server again (facts 5 and 6)', async () => {
    await zone.start(0, -1);
    for (let count = 0; count < 3; count += 1) await zone.addServer(0, 0);
    assert.deepEqual(await serverIdsOf(zone.zone, 0), [0, 1, 2]);
    assert.equal((await zone.ask(0, 'one.zone.delserver', int32(0), int32(2))).ok, true);
    await zone.addServer(0, 1);
    assert.deepEqual(await serverIdsOf(zone.zone, 0), [0, 1, 2]);
  });

  it('loses the zone to a server that was started before it was added (fact 2)', async () => {
    await zone.leadAlone();
    await zone.seed(0, 1);
    await zone.start(1, 1);
    await until('the thief leads', async () => (await zone.state(1)).state === raftState.leader);
    await until('the true leader has no leader', async () => {
      const answer = await zone.allocate(0, 'zz');
      return answer.value === '[one.host.allocate] Cannot process request, no leader found';
    });
    await zone.stop(1);
    await until('it leads again', async () => (await zone.state(0)).state === raftState.leader);
  });

  it('is destroyed by a joiner with other credentials (fact 1)', async () => {
    const { nodes } = zone.zone;
    await zone.start(1, -1);
    await zone.stop(1);
    await zone.leadAlone();
    await zone.addServer(0, 1);
    await zone.start(1, 1);
    await until('the leader is gone', async () => {
      const status = await zone.state(0);
      return status.state !== raftState.leader && (status.term === 0 || status.term > 4_000_000_000);
    });
    assert.notEqual(readFileSync(nth(nodes, 0).oneAuth, 'utf8'), readFileSync(nth(nodes, 1).oneAuth, 'utf8'));
  });

  it('turns a host on when known_hosts names it, and to error otherwise', async () => {
    await zone.start(0, -1);
    const knownHosts = join(nth(zone.zone.nodes, 0).oneSshDirectory, 'known_hosts');
    await zone.allocate(0, 'hapy1.ac-test.fr');
    const stateIs = (state: number) => async () => {
      const pool = await zone.ask(0, 'one.hostpool.info');
      return String(pool.value).includes(`<STATE>${state}</STATE>`);
    };
    await until('the host is in error', stateIs(3));
    writeFileSync(knownHosts, 'hapy1.ac-test.fr,127.0.0.2 ssh-ed25519 AAAA\n');
    await until('the host is on', stateIs(2));
  });

  it('refuses to start in HA on an empty database, and anywhere while a lock is there', async () => {
    configureServer(zone.zone, 0, 0);
    await assert.rejects(startOned({ root: nth(zone.zone.nodes, 0).root }), (error) => {
      assert.ok(error instanceof OnedStartError);
      return error.message === 'Database has to be bootstraped to start oned in HA';
    });
    assert.equal(existsSync(nth(zone.zone.nodes, 0).onedLock), false);
    await zone.start(1, -1);
    const { root, onedb, oneDatabase } = nth(zone.zone.nodes, 1);
    await assert.rejects(startOned({ root }), OnedStartError);
    await assert.rejects(run(onedb, ['restore', '-f', '-s', oneDatabase, oneDatabase]), (error) => {
      const { code, stderr } = error as { code: number; stderr: string };
      return code === 255 && stderr.startsWith('First stop OpenNebula. Lock file found: ');
    });
  });
});
