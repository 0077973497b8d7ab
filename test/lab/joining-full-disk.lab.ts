import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { readMembership } from '../../agent/join-membership.ts';
import { assertJoined, wholeState } from '../joining/interrupted-join.ts';
import { JoiningNode } from '../joining/joining-node.ts';
import { RealCoordinator } from '../joining/real-coordinator.ts';
import { TinyDisk } from './tiny-disk.ts';

/*
 * A joining meets a full disk at each of its writes, on the node and on the coordinator: a coded error names the
 * path, nothing half written is believed, and the same token works when there is room again.
 */

const pageBytes = 4_096;

describe('joining with a full disk', function () {
  this.timeout(30 * 60_000);
  let coordinator: RealCoordinator;
  let node: JoiningNode;
  let coordinatorDisk: TinyDisk | undefined;
  let nodeDisk: TinyDisk | undefined;

  before(async function () {
    if (process.getuid?.() !== 0) this.skip();
    const prepare = async (path: string) => void (coordinatorDisk = await TinyDisk.mount(path, 24 * 2 ** 20));
    coordinator = await RealCoordinator.create({ prepare });
    await coordinator.start();
  });

  beforeEach(async () => {
    node = await JoiningNode.create();
  });

  afterEach(async () => {
    await node.end();
    await nodeDisk?.unmount();
    nodeDisk = undefined;
    await node.remove();
  });

  after(async () => {
    await coordinator?.end();
    await coordinatorDisk?.unmount();
    await coordinator?.remove();
  });

  it('of the node: names the file, and the same token works when there is room', async () => {
    nodeDisk = await TinyDisk.mount(await node.makeStateDirectory(), 64 * pageBytes);
    const failed: string[] = [];
    for (let pages = 0; ; pages += 1) {
      const token = await coordinator.createToken();
      await nodeDisk.fillBut(pages * pageBytes);
      const first = await node.join(token);
      const key = await node.key();
      await nodeDisk.empty();
      if (first.outcome === 'joined') break;
      assert.equal(first.outcome, 'HAPY-E152', first.output);
      const path = / (\S+) \(ENOSPC\)/.exec(first.output)?.[1] ?? '';
      assert.ok(path.startsWith(node.stateDirectory), first.output);
      failed.push(path.slice(node.stateDirectory.length + 1));
      assert.equal(await readMembership(node.stateDirectory), undefined);
      const files = await node.files();
      assert.ok(
        files.every((file) => wholeState.includes(file)),
        files.join(),
      );
      assert.equal((await node.join(token)).outcome, 'joined');
      if (key !== undefined) assert.equal(await node.key(), key);
      await assertJoined(node, coordinator, token);
      for (const entry of await readdir(node.stateDirectory)) {
        await rm(join(node.stateDirectory, entry), { recursive: true });
      }
    }
    assert.deepEqual([...new Set(failed)], ['pki/key.pem', 'pki/certificate.pem', 'cluster.json']);
  });

  it('of the coordinator: names the database, goes on, and the same token works when there is room', async () => {
    const { pid } = coordinator;
    let refused = 0;
    for (let pages = 0; ; pages += 1) {
      const token = await coordinator.createToken();
      await coordinatorDisk?.fillBut(pages * pageBytes);
      const first = await node.join(token);
      const whole = first.outcome === 'joined';
      if (!whole) {
        // Which of its two files the disk refuses first depends on the room that is left in the last page of each.
        assert.match(first.outcome, /^HAPY-(E125|E539)$/, first.output);
        const file = first.outcome === 'HAPY-E539' ? 'coordinator.db' : 'audit';
        assert.ok(first.output.includes(join(coordinator.stateDirectory, file)), first.output);
        assert.equal(await readMembership(node.stateDirectory), undefined);
        refused += 1;
      }
      await coordinatorDisk?.empty();
      const second = await node.join(token);
      assert.equal(second.outcome, 'joined', second.output);
      await assertJoined(node, coordinator, token);
      assert.ok(coordinator.runs && coordinator.pid === pid, 'the coordinator never ended');
      await rm(node.stateDirectory, { recursive: true });
      if (whole) break;
    }
    assert.ok(refused > 1, 'more than one write met a full disk');
  });

  it('of the coordinator: no token is made that it could not keep', async () => {
    const known = (await coordinator.tokens()).length;
    await coordinatorDisk?.fillBut(0);
    // Which of its two files the disk refuses first depends on the room that is left in the last page of each.
    await assert.rejects(coordinator.createToken(), { code: /^HAPY-(E125|E539)$/ });
    await coordinatorDisk?.empty();
    assert.equal((await coordinator.tokens()).length, known);
  });
});
