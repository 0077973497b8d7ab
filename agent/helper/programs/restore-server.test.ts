import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { BeforeStore } from '../before/before-store.ts';
import { writeIdentity } from '../identity.ts';
import { clusterId, FoundedNode } from './founded-node.ts';
import { restoreServer, restoreSteps } from './restore-server.ts';

const nothing = {
  identity: { state: 'free' },
  seeds: [undefined, undefined],
  before: [undefined, undefined],
  files: [],
};

describe('restore-server', () => {
  let node: FoundedNode;
  let start: string[];

  beforeEach(() => {
    node = new FoundedNode();
    start = node.facts();
  });

  afterEach(() => node.remove());

  const hold = () => node.become({ state: 'held', clusterId });

  it('puts back what was here before the first seed, after a second one too', async () => {
    await hold();
    await node.import('s1');
    await hold();
    await node.import('s2');
    assert.notDeepEqual(node.facts(), start);
    await restoreServer(await node.context());
    assert.deepEqual(node.facts(), start);
    assert.deepEqual(await node.remains(), nothing);
  });

  it('can be done twice, and a founding and its undoing after it', async () => {
    for (const seed of ['s1', 's2']) {
      await hold();
      await node.import(seed);
      await restoreServer(await node.context());
      await restoreServer(await node.context());
      assert.deepEqual(node.facts(), start);
      assert.deepEqual(await node.remains(), nothing);
    }
  });

  it('ends the same after a stop between any two steps', async () => {
    const steps = restoreSteps(await node.context()).length;
    for (let stop = 0; stop <= steps; stop += 1) {
      await hold();
      await node.import('s1');
      for (const step of restoreSteps(await node.context()).slice(0, stop)) await step();
      await restoreServer(await node.context());
      assert.deepEqual(node.facts(), start, `after ${stop} steps`);
      assert.deepEqual(await node.remains(), nothing, `after ${stop} steps`);
    }
  });

  it('a founding that begins where it was stopped can be taken back too', async () => {
    node.write('etc/oned.conf', 'FEDERATION = [ SERVER_ID = 2 ]\n', 0o640);
    start = node.facts();
    const steps = restoreSteps(await node.context()).length;
    for (let stop = 0; stop <= steps; stop += 1) {
      await node.become({ state: 'solo', clusterId });
      await hold();
      await node.import('s1');
      for (const step of restoreSteps(await node.context()).slice(0, stop)) await step();
      await node.become({ state: 'solo', clusterId });
      await hold();
      await node.import('s2');
      await restoreServer(await node.context());
      assert.deepEqual(node.facts(), start, `after ${stop} steps`);
      assert.deepEqual(await node.remains(), nothing, `after ${stop} steps`);
    }
  });

  it('ends the same after a stop in the middle of swapping files', async () => {
    await hold();
    await node.import('s1');
    // The credentials were moved away and the fresh ones are half there, as is the database.
    rmSync(join(node.root, 'one/.one'), { recursive: true });
    mkdirSync(join(node.root, 'one/.one.hapy-new'));
    mkdirSync(join(node.root, 'one/.one.hapy-previous'));
    node.write('one/one.db.hapy-new', 'half', 0o600);
    await restoreServer(await node.context());
    assert.deepEqual(node.facts(), start);
  });

  it('gives configuration and guard back where no seed was ever restored', async () => {
    node.write('etc/oned.conf', 'FEDERATION = [ SERVER_ID = 2 ] # é\n', 0o640);
    start = node.facts();
    await node.become({ state: 'solo', clusterId });
    assert.notDeepEqual(node.facts(), start);
    await restoreServer(await node.context());
    assert.deepEqual(node.facts(), start);
    assert.deepEqual(await node.remains(), nothing);
  });

  it('keeps what somebody else has written into oned.conf meanwhile', async () => {
    node.write('etc/oned.conf', 'FEDERATION = [ SERVER_ID = 2 ]\n', 0o640);
    await node.become({ state: 'solo', clusterId });
    node.write('etc/oned.conf', 'PORT = 2633\nFEDERATION = [ SERVER_ID = -1 ]\n', 0o640);
    await restoreServer(await node.context());
    const text = readFileSync(node.config.files.onedConf, 'utf8');
    assert.equal(text, 'PORT = 2633\nFEDERATION = [ SERVER_ID = 2 ]\n');
  });

  it('removes what was not there before', async () => {
    rmSync(join(node.root, 'one/one.db'));
    rmSync(join(node.root, 'one/.ssh'), { recursive: true });
    start = node.facts();
    await hold();
    mkdirSync(join(node.root, 'one/.ssh'));
    rmSync(join(node.root, 'one/.ssh'), { recursive: true });
    const before = new BeforeStore(node.config);
    await before.keepContent(clusterId, async () => ({ sqlite: true, database: undefined }));
    mkdirSync(join(node.root, 'one/.ssh'));
    await node.import('s1');
    await restoreServer(await node.context());
    assert.deepEqual(node.facts(), start);
  });

  it('refuses a member, a running oned, another cluster and a damaged copy, and changes nothing', async () => {
    await hold();
    await node.import('s1');
    const seeded = node.facts();
    const refuses = async (code: string, id = clusterId) => {
      await assert.rejects(restoreServer(await node.context(id)), { code });
      assert.deepEqual(node.facts(), seeded);
    };
    await refuses('HAPY-E350', 'c2');
    const { identityFile, programs } = node.config;
    const member = readFileSync(identityFile);
    const keys = { vipAddress: '10.0.0.1', vipPrefixLength: 24, vipInterface: 'eth0' };
    const times = { electionTimeoutMs: 5000, monitorAddress: '10.0.0.1' };
    await writeIdentity(identityFile, {
      state: 'member',
      clusterId,
      serverId: 1,
      keys: { ...keys, ...times },
    });
    await refuses('HAPY-E349');
    writeFileSync(identityFile, member);
    node.write('active', '#!/bin/sh\necho active\n', 0o700);
    programs.systemctl = join(node.root, 'active');
    await refuses('HAPY-E348');
    programs.systemctl = '/bin/true';
    const copy = new BeforeStore(node.config).path('content', 'database');
    writeFileSync(copy, 'other bytes');
    await refuses('HAPY-E351');
    rmSync(join(copy, '..'), { recursive: true });
    await refuses('HAPY-E351');
  });

  it('keeps the only copy of the own database when the guard is freed by hand', async () => {
    await hold();
    await node.import('s1');
    rmSync(node.config.identityFile);
    await hold();
    await node.import('s2');
    await restoreServer(await node.context());
    assert.deepEqual(node.facts(), start);
  });

  it('leaves no secret readable by others in its folder', async () => {
    await hold();
    await node.import('s1');
    const modesIn = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
        const path = join(folder, entry.name);
        const mode = `${entry.isDirectory() ? 'folder' : 'file'} ${(lstatSync(path).mode & 0o777).toString(8)}`;
        return entry.isDirectory() ? [mode, ...modesIn(path)] : [mode];
      });
    const modes = new Set(modesIn(join(node.config.stateDirectory, 'before')));
    assert.deepEqual([...modes].sort(), ['file 600', 'folder 700']);
    assert.ok(!existsSync(join(node.config.stateDirectory, 'before.partial')));
  });
});
