import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'yaml';

import { RunStatus } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { planDrill } from '../../services/domain/plan-drill.ts';
import { formedNode, freshNode, nowMs, spec } from './testing/cluster-fixture.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';
import { type Person, type } from './testing/pretend-person.ts';
import { eventsOf, runOf } from './testing/run-events.ts';

const fresh = spec.nodes.map(freshNode);
const formed = spec.nodes.map(formedNode);

describe('hapyctl', () => {
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

  const hapyctl = (words: string, person?: Person) =>
    type(['--dir', coordinator.directory, ...words.split(' ')], person);

  it('takes the directory from HAPY_DIR too', async () => {
    const { status } = await type(['plan'], { environment: { HAPY_DIR: coordinator.directory } });
    assert.equal(status, 3);
  });

  it('says in one coded message that no coordinator is configured, or that none runs', async () => {
    const none = await type(['--dir', folder, 'status', '--lang', 'en']);
    assert.match(none.errors, /^HAPY-E255 .*coordinator\.yaml does not exist/);
    assert.equal(none.status, 2);
    const { directory } = coordinator;
    await rm(join(directory, 'c.sock'));
    const stopped = await hapyctl('status --lang en');
    assert.match(stopped.errors, /^HAPY-E257 .*c\.sock/);
    assert.equal(stopped.status, 1);
  });

  for (const command of ['status', 'nodes', 'plan', 'runs', 'token list']) {
    it(`${command} gives the same object as JSON and as YAML`, async () => {
      const json = await hapyctl(`${command} -o json`);
      const yaml = await hapyctl(`${command} -o yaml`);
      assert.deepEqual(parse(yaml.output), JSON.parse(json.output));
      assert.equal(yaml.status, json.status);
    });
  }

  it('status tells scripts who leads, who holds the address and what is wrong, in stable words', async () => {
    coordinator.states = [undefined, ...formed.slice(1)];
    const { output, status } = await hapyctl('status -o json');
    const seen = JSON.parse(output) as {
      healthy: boolean;
      vip: object;
      servers: { state: string }[];
      findings: { code: string }[];
    };
    assert.equal(status, 3);
    assert.equal(seen.healthy, false);
    assert.deepEqual(seen.vip, { ...spec.vip, holders: [] });
    assert.deepEqual(
      seen.servers.map((server) => server.state),
      ['error', 'follower', 'follower'],
    );
    assert.ok(seen.findings.length > 0);
  });

  it('asks before it changes anything, and takes nothing but a yes for one', async () => {
    for (const typing of ['non\n', '\n', 'n\n', 'bof\n', '']) {
      const { status, output } = await hapyctl('apply', { typing });
      assert.equal(status, 3, typing);
      assert.match(output, /Exécuter ce plan \? \(oui\/non\) Rien n’a été modifié\./);
    }
    assert.deepEqual(coordinator.started, []);
    coordinator.events = eventsOf(coordinator.plan);
    for (const typing of ['oui\n', 'o\n', 'YES\n', ' y \n']) {
      assert.equal((await hapyctl('apply --no-drill', { typing })).status, 0, typing);
    }
    assert.equal(coordinator.started.length, 4);
  });

  it('apply -o json writes the plan and then one event per line', async () => {
    coordinator.events = eventsOf(coordinator.plan);
    const { output } = await hapyctl('apply --yes --no-drill -o json');
    const lines = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; status?: string });
    assert.equal(lines[0]?.kind, 'plan');
    assert.deepEqual(
      lines.slice(1).map((line) => line.kind),
      coordinator.events.map((event) => event.kind),
    );
    assert.equal(lines.at(-1)?.status, 'succeeded');
  });

  it('ends a founding with a drill, and says what it took', async () => {
    coordinator.events = eventsOf(coordinator.plan);
    coordinator.statesAfterRun = spec.nodes.map(formedNode);
    const observed = {
      reports: spec.nodes.map((node) => ({ node: node.name, atMs: nowMs, state: formedNode(node) })),
    };
    coordinator.drillEvents = eventsOf(planDrill(spec, observed, nowMs));
    const { output, status } = await hapyctl('apply --yes --lang en');
    assert.equal(status, 0);
    assert.match(output, /The zone is founded\. It is formed when a fail-over has proved it/);
    assert.match(output, /The fail-over is proved\.\n  the leader’s oned stopped within/);
    assert.match(coordinator.started[1] ?? '', /^drill /);
  });

  it('says 3 where the drill cannot begin, and never drills for anything but a founding', async () => {
    coordinator.events = eventsOf(coordinator.plan);
    const { output, status } = await hapyctl('apply --yes --lang en');
    assert.equal(status, 3, 'the zone of the fake is not whole');
    assert.match(output, /HAPY-E453/);
    assert.equal(coordinator.started.length, 1);
    assert.equal((await hapyctl('drill --last')).status, 3);
  });

  it('ends the rest of a founding with a drill too, unless that is refused', async () => {
    const { plan } = coordinator;
    const observed = {
      reports: spec.nodes.map((node) => ({ node: node.name, atMs: nowMs, state: formedNode(node) })),
    };
    const begin = () => {
      coordinator.runs = [runOf(eventsOf(plan, 'export-seed/hapy1'))];
      coordinator.approved = [plan];
      coordinator.events = eventsOf(plan);
      coordinator.drillEvents = eventsOf(planDrill(spec, observed, nowMs));
    };
    coordinator.statesAfterRun = spec.nodes.map(formedNode);
    begin();
    const refused = await hapyctl('run resume --yes --no-drill --lang en');
    assert.doesNotMatch(refused.output, /The fail-over is proved\./);
    begin();
    const { output } = await hapyctl('run resume --yes --lang en');
    assert.match(output, /Then comes a drill/);
    assert.match(output, /The fail-over is proved\./);
  });

  it('goes on watching where a broken connection left off', async () => {
    coordinator.events = eventsOf(coordinator.plan);
    coordinator.breakAfter = 5;
    const { output, status } = await hapyctl('apply --yes --no-drill -o json');
    assert.equal(output.trimEnd().split('\n').length, coordinator.events.length + 1);
    assert.equal(status, 0);
  });

  it('gives up on a coordinator that stays away, and says how to look again', async () => {
    coordinator.events = eventsOf(coordinator.plan);
    coordinator.breakAfter = 0;
    const { errors, status } = await hapyctl('apply --yes');
    assert.match(errors, /^HAPY-E264 .*run-7/);
    assert.equal(status, 4);
  });

  it('Ctrl-C stops the looking and not the run', async () => {
    coordinator.events = eventsOf(coordinator.plan).slice(0, 6);
    const interrupt = new AbortController();
    coordinator.onTold = () => interrupt.abort();
    const { output, status } = await hapyctl('apply --yes', { interrupt });
    assert.match(output, /l’exécution continue.*\n.*hapyctl runs follow run-7\n.*hapyctl run abort run-7\n$/);
    assert.equal(status, 4);
  });

  it('does not say that the run goes on where whoever started us ends it too', async () => {
    coordinator.events = eventsOf(coordinator.plan).slice(0, 6);
    const interrupt = new AbortController();
    coordinator.onTold = () => interrupt.abort();
    const environment = { HAPY_RUN_ENDS_WITH_US: '1' };
    const { output, status } = await hapyctl('apply --yes', { interrupt, environment });
    assert.doesNotMatch(output, /continue/);
    assert.equal(status, 4);
  });

  it('follows a run from any of its events on', async () => {
    const events = eventsOf(coordinator.plan);
    coordinator.events = events;
    coordinator.runs = [runOf(events)];
    coordinator.approved = [coordinator.plan];
    const numbers = async (words: string) => {
      const { output, status } = await hapyctl(`runs follow run-7 -o json${words}`);
      const lines = output.split('\n').filter((line) => line !== '');
      return [status, lines.map((line) => (JSON.parse(line) as { sequence: number }).sequence)];
    };
    const all = events.map((event) => Number(event.sequence));
    assert.deepEqual(await numbers(''), [0, all]);
    assert.deepEqual(await numbers(' --after 0'), [0, all]);
    assert.deepEqual(await numbers(' --after 7'), [0, all.slice(7)]);
    assert.deepEqual(await numbers(` --after ${all.length}`), [0, []], 'nothing comes after the end');
    const named = await hapyctl('runs follow run-7 --after 7');
    assert.match(named.output, new RegExp(`\\[.*/${coordinator.plan.actions.length}\\]`));
    const wrong = await hapyctl('runs follow run-7 --after -1');
    assert.match(wrong.errors, /^HAPY-E2/);
    assert.equal(wrong.status, 2);
  });

  it('ends with 1 for a failed run and 4 for one that is partly done', async () => {
    coordinator.events = eventsOf(coordinator.plan, 'export-seed/hapy1');
    assert.equal((await hapyctl('apply --yes')).status, 4);
    coordinator.events = coordinator.events.map((event) => {
      return event.kind === 'run-finished' ? { ...event, status: RunStatus.RUN_STATUS_FAILED } : event;
    });
    assert.equal((await hapyctl('apply --yes')).status, 1);
  });

  describe('with a joiner whose database holds data', () => {
    const digest = 'a'.repeat(64);
    beforeEach(() => {
      const database = {
        backend: 'sqlite',
        contentDigest: digest,
        pristine: false,
        contents: ['vm 3 (web)'],
      };
      coordinator.states = fresh.map((state) => (state.node === 'hapy2' ? { ...state, database } : state));
      coordinator.events = eventsOf(coordinator.plan);
    });

    it('shows what it holds and the command that allows its loss', async () => {
      const { output, status } = await hapyctl('plan --lang en');
      assert.equal(status, 3);
      assert.match(output, /HAPY-E603 .*vm 3 \(web\)/);
      assert.ok(
        output.replaceAll(/\s+/g, ' ').includes(`hapyctl plan --discard-database hapy2=${digest}`),
        output,
      );
    });

    it('plans and applies with that digest and no other', async () => {
      const other = await hapyctl(`plan --discard-database hapy2=${'b'.repeat(64)} --lang en`);
      assert.match(other.output, /HAPY-E614/);
      const planned = await hapyctl(`plan --discard-database hapy2=${digest} --lang en`);
      assert.match(planned.output, new RegExp(`hapyctl apply --discard-database hapy2=${digest}`));
      coordinator.events = eventsOf(coordinator.plan);
      const applied = await hapyctl(`apply --yes --discard-database hapy2=${digest}`);
      assert.equal(applied.errors, '');
      assert.deepEqual(coordinator.allowed?.discards, { hapy2: digest });
    });

    it('takes it from a plan file, whose hash covers it', async () => {
      const file = join(folder, 'plan.json');
      await hapyctl(`plan --out ${file} --discard-database hapy2=${digest}`);
      await hapyctl(`apply ${file} --yes`);
      assert.deepEqual(coordinator.allowed?.discards, { hapy2: digest });
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replaceAll(digest, 'c'.repeat(64)));
      assert.match((await hapyctl(`apply ${file} --yes`)).errors, /^HAPY-E261/);
    });

    for (const wrong of ['hapy2', 'hapy2=', `=${digest}`, 'hapy2=abc', `hapy2=${digest}0`]) {
      it(`refuses ${wrong.slice(0, 12)}… as the name of a database`, async () => {
        const { errors, status } = await hapyctl(`plan --discard-database ${wrong}`);
        assert.match(errors, /^HAPY-E254 [^]*NODE=DIGEST/);
        assert.equal(status, 2);
      });
    }
  });

  it('takes names of checks one by one or with commas, and not the plan file for one', async () => {
    const file = join(folder, 'plan.json');
    await hapyctl(`plan --out ${file}`);
    coordinator.events = eventsOf(coordinator.plan);
    await hapyctl(`apply --yes --ignore clock --ignore disk-free,vip-silent ${file}`);
    assert.deepEqual(coordinator.allowed?.ignored, ['clock', 'disk-free', 'vip-silent']);
  });

  it('follows a run by its id or the newest one, also without knowing its plan', async () => {
    const none = await hapyctl('runs follow');
    assert.match(none.errors, /^HAPY-E265/);
    coordinator.events = eventsOf(coordinator.plan);
    coordinator.runs = [runOf(coordinator.events)];
    coordinator.approved = [coordinator.plan];
    assert.match((await hapyctl('runs')).output, /run-7 +réussie .* 41 s +27\/27 +root/);
    const followed = await hapyctl('runs follow -o json');
    assert.equal(followed.output.trimEnd().split('\n').length, coordinator.events.length);
    assert.equal((await hapyctl('runs follow run-7')).status, 0);
  });

  it('hands a token out once: alone on the output, or in a new file that only its owner reads', async () => {
    const shown = await hapyctl('token create hapy2');
    assert.equal(shown.output, 'hapy1-TOKEN\n');
    assert.match(shown.errors, /Jeton pour hapy2, valable 30 min/);
    const file = join(folder, 'token');
    const written = await hapyctl(`token create hapy2 --ttl 5 --out ${file}`);
    assert.ok(!written.output.includes('TOKEN'));
    assert.equal(await readFile(file, 'utf8'), 'hapy1-TOKEN\n');
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    const again = await hapyctl(`token create hapy2 --out ${file}`);
    assert.match(again.errors, /^HAPY-E262/);
    assert.equal(again.status, 2);
  });

  it('leaves no file behind for a token that was not made', async () => {
    const file = join(folder, 'token');
    assert.notEqual((await hapyctl(`token create nobody --out ${file}`)).status, 0);
    await assert.rejects(stat(file));
  });
});
