import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { hashOfPlan } from '../executor/plan-hash.ts';
import { writePlanFile } from './plan-file.ts';
import { formedNode, freshNode, spec } from './testing/cluster-fixture.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';
import { type } from './testing/pretend-person.ts';
import { eventsOf } from './testing/run-events.ts';

const fresh = spec.nodes.map(freshNode);
const formed = spec.nodes.map(formedNode);

describe('plan files', () => {
  let coordinator: FakeCoordinator;
  let folder: string;

  beforeEach(async () => {
    coordinator = await FakeCoordinator.start(fresh);
    folder = await mkdtemp(join(tmpdir(), 'hapyctl-files-'));
  });
  afterEach(async () => {
    await coordinator.stop();
    await rm(folder, { recursive: true });
  });

  const hapyctl = (words: string) => type(['--dir', coordinator.directory, ...words.split(' ')]);

  it('writes a plan file that apply carries out exactly', async () => {
    const file = join(folder, 'plan.json');
    assert.equal((await hapyctl(`plan --out ${file}`)).status, 3);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    coordinator.events = eventsOf(coordinator.plan);
    assert.equal((await hapyctl(`apply ${file} --yes`)).status, 0);
    const { hash } = JSON.parse(await readFile(file, 'utf8')) as { hash: string };
    assert.deepEqual(coordinator.started, [hash]);
  });

  it('refuses a plan file whose time has passed, one that was edited, and what is none', async () => {
    const file = join(folder, 'plan.json');
    await hapyctl(`plan --out ${file}`);
    const text = await readFile(file, 'utf8');
    coordinator.states = formed;
    const late = await hapyctl(`apply ${file} --yes`);
    assert.match(late.errors, /^HAPY-E260/);
    assert.equal(late.status, 3);
    const edits: readonly (readonly [string | RegExp, string])[] = [
      ['hapy2.ac-test.fr', 'hapy9.ac-test.fr'],
      // What the hash leaves out is still what a person has read.
      [/"deadlineMs": \d+/, '"deadlineMs": 1'],
      ['"leftAlone": []', '"leftAlone": [{ "node": "hapy1", "reason": "unreachable" }]'],
    ];
    for (const [from, to] of edits) {
      assert.notEqual(text.replace(from, to), text, `${from}`);
      await writeFile(file, text.replace(from, to));
      const edited = await hapyctl(`apply ${file} --yes`);
      assert.match(edited.errors, /^HAPY-E261/, to);
      assert.equal(edited.status, 2);
    }
    const rubbishes = ['', '{', '[]', '{"hash":"x"}', '{"version":1,"hash":"x","plan":{"actions":[{}]}}'];
    for (const rubbish of rubbishes) {
      await writeFile(file, rubbish);
      const { errors, status } = await hapyctl(`apply ${file} --yes`);
      assert.match(errors, /^HAPY-E259/, rubbish);
      assert.equal(status, 2);
    }
    assert.deepEqual(coordinator.started, []);
  });

  it('refuses the plan file of another cluster, and one of another version', async () => {
    const file = join(folder, 'plan.json');
    const { plan } = coordinator;
    await writePlanFile(file, {
      plan: { ...plan, clusterId: 'other' },
      hash: hashOfPlan({ ...plan, clusterId: 'other' }),
    });
    const foreign = await hapyctl(`apply ${file} --yes`);
    assert.match(foreign.errors, /^HAPY-E549.*other/);
    assert.equal(foreign.status, 2);
    await hapyctl(`plan --out ${file}`);
    const text = await readFile(file, 'utf8');
    for (const version of ['2', '"x"', 'null']) {
      await writeFile(file, text.replace('"version": 1', `"version": ${version}`));
      const newer = await hapyctl(`apply ${file} --yes`);
      assert.match(newer.errors, /^HAPY-E550/, version);
      assert.equal(newer.status, 2);
    }
    assert.deepEqual(coordinator.started, []);
  });
});
