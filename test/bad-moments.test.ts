import assert from 'node:assert/strict';

import { hashOfPlan } from '../coordinator/executor/plan-hash.ts';
import { capabilities } from '../services/domain/capabilities.ts';
import { dead, errorsOf, lifeOf, reconfigure, request } from './doubles/life-of.ts';
import { ModelWorld } from './doubles/model-world.ts';
import { storageSpecOf } from './doubles/spec-of.ts';
import { formed, node } from './simulation/stories.ts';

const jumpMs = 10 * 60_000;

/* Each bad input and bad moment of a cluster's life, one by one, in one process and on virtual time. */
describe('a bad moment', () => {
  it('to remove a node: it is one of the last that could lead', async () => {
    const { plan } = lifeOf(dead(dead(formed(5), 'hapy4'), 'hapy5'));
    const refused = await plan({ intent: { verb: 'remove', node: 'hapy3', dead: false, fence: '' } });
    assert.deepEqual([errorsOf(refused), refused.actions], [['HAPY-E561 hapy3'], []]);
  });

  it('to remove the leader: of three nobody could take its place', async () => {
    const { run, runs } = lifeOf(formed(3));
    const intent = { verb: 'remove', node: 'hapy2', dead: false, fence: '' } as const;
    await assert.rejects(run(runs.plan({ intent })), { code: 'HAPY-E560' });
  });

  it('to replace a node: another one is down, and is named', async () => {
    const { plan } = lifeOf(dead(dead(formed(5), 'hapy2'), 'hapy5'));
    const intent = {
      ...({ verb: 'replace', node: 'hapy2' } as const),
      replacement: node('hapy2'),
      fence: 'hapy2: power cut',
    };
    const refused = await plan({ intent });
    assert.deepEqual(refused.actions, []);
    const [finding] = refused.findings.filter(({ code }) => code === 'HAPY-E562');
    assert.deepEqual(finding?.parameters, { node: 'hapy2', server: 'hapy5' });
  });

  it('for full disks: a run that meets 0 bytes on a node stops whole, and goes on when there is room', async () => {
    const life = lifeOf(formed(3));
    await life.begin({ intent: reconfigure });
    life.agents.unable.set('hapy2', 'HAPY-E330');
    await life.run(life.runs.ended());
    assert.equal(life.journal.of('run-finished').at(-1)?.status, 'partial');
    assert.equal(life.journal.of('action-failed').at(-1)?.error?.code, 'HAPY-E330');
    life.agents.unable.clear();
    await life.finish();
  });

  for (const direction of ['ahead', 'back'] as const) {
    it(`for clocks: one jumps ten minutes ${direction} on a node during a run`, async () => {
      const life = lifeOf(formed(3));
      await life.begin({ intent: reconfigure });
      await life.begins('reconfigure/hapy3');
      life.agents.skewMs.set('hapy3', direction === 'ahead' ? jumpMs : -jumpMs);
      await life.finish();
    });
  }

  it('for SIGTERM: the action under way is finished by the successor, and no other is begun meanwhile', async () => {
    const life = lifeOf(formed(3));
    const runId = await life.begin({ intent: reconfigure });
    await life.begins('reconfigure/hapy3');
    await life.exchange();
    await life.finish();
    assert.equal(life.journal.newest(), runId, 'it is one run all along');
    assert.deepEqual(life.journal.of('action-failed'), []);
    assert.equal(new Set(life.agents.arrived).size, life.agents.arrived.length, 'nothing is asked for twice');
  });
});

describe('a node that is to be added', () => {
  const intent = { verb: 'add', nodes: [node('hapy4')] } as const;

  /** What each server's config.eol says the cluster is. */
  function listed(lists: Readonly<Record<string, readonly string[]>>) {
    const life = lifeOf(formed(3));
    for (const [name, nodes] of Object.entries(lists)) {
      const index = nodes.indexOf(name);
      life.world.traps.set(name, (state) => {
        const variables = { nodes, index, vip: life.world.spec.vip.address };
        return { ...state, instance: { ...state.instance, variables } };
      });
    }
    return life.plan({ intent });
  }
  const three = ['hapy1', 'hapy2', 'hapy3'];
  const four = [...three, 'hapy4'];

  it('is refused on EOLE until every config.eol lists it, with what is to be entered where', async () => {
    const refused = await listed({ hapy1: three, hapy2: four, hapy3: three });
    assert.deepEqual([errorsOf(refused), refused.actions], [['HAPY-E583 '], []]);
    const [finding] = refused.findings.filter(({ code }) => code === 'HAPY-E583');
    const list = 'hapy1, hapy2, hapy3, hapy4';
    assert.deepEqual(finding?.parameters, { nodes: 'hapy1, hapy3', added: 'hapy4', list });
  });

  it('is refused where one lists it at another place, and only there', async () => {
    const refused = await listed({ hapy1: four, hapy2: ['hapy1', 'hapy4', 'hapy2', 'hapy3'], hapy3: four });
    const [finding] = refused.findings.filter(({ code }) => code === 'HAPY-E583');
    assert.equal(finding?.parameters['nodes'], 'hapy2');
    assert.deepEqual(errorsOf(await listed({ hapy1: four, hapy2: four, hapy3: four })), []);
  });
  type Trap = Parameters<ModelWorld['traps']['set']>[1];

  /** The run waits for the machine, which joins and tells something else of itself than what is true of the model. */
  async function joining(trap: Trap) {
    const life = lifeOf(formed(3));
    const runId = await life.begin({ intent });
    life.world.addMachine(node('hapy4'));
    life.world.traps.set('hapy4', trap);
    await life.run(life.clock.delay(60_000));
    assert.deepEqual(life.agents.arrived, [], 'nothing is done to it, nor for it');
    return { life, runId };
  }

  it('is refused while it belongs to another cluster', async () => {
    const guard = { state: 'member', clusterId: 'another', serverId: 3 } as const;
    const { life, runId } = await joining((state) => ({ ...state, guard }));
    const refused = await life.plan();
    assert.ok(errorsOf(refused).includes('HAPY-E610 hapy4'), errorsOf(refused).join());
    assert.deepEqual(refused.actions, []);
    await life.run(life.runs.abort(runId));
    await life.run(life.runs.ended());
    assert.equal(
      life.journal.run(runId).progress.status,
      'aborted',
      JSON.stringify(life.journal.of('run-finished')),
    );
    assert.deepEqual(life.agents.arrived, []);
  });

  it('is refused while its own database holds something newer than the cluster’s, until a person gives it up by its digest', async () => {
    const theirs = {
      pristine: false,
      contents: ['VM 3 "mail"'],
      contentDigest: 'theirs',
      firstLogIndex: 900,
    };
    const { life } = await joining((state) => ({ ...state, database: { ...state.database, ...theirs } }));
    const refused = await life.plan();
    assert.deepEqual([errorsOf(refused), refused.actions], [['HAPY-E603 hapy4'], []]);
    const other = await life.plan({ discardDatabases: new Map([['hapy4', 'what it held yesterday']]) });
    assert.deepEqual([errorsOf(other), other.actions], [['HAPY-E614 hapy4'], []]);
    const allowed = await life.plan({ discardDatabases: new Map([['hapy4', 'theirs']]) });
    assert.ok(allowed.actions.some(({ id }) => id === 'import-seed/hapy4'));
  });
});

describe('a run', () => {
  /** Stopped part-way by a step that failed. */
  async function stopped() {
    const life = lifeOf(formed(3));
    life.agents.faults.set('reconfigure/hapy2', 'fails');
    const runId = await life.begin({ intent: reconfigure });
    await life.run(life.runs.ended());
    life.agents.faults.clear();
    assert.equal(life.journal.run(runId).progress.status, 'partial');
    return { life, runId };
  }

  it('is not resumed by what was shown before the cluster’s description changed', async () => {
    const life = lifeOf(formed(3));
    life.agents.faults.set('import-seed/hapy4', 'fails');
    const runId = await life.begin({ intent: { verb: 'add', nodes: [node('hapy4')] } });
    life.world.addMachine(node('hapy4'));
    await life.run(life.runs.ended());
    life.agents.faults.clear();
    const { plan: shown } = await life.run(life.runs.planRest(runId));
    const { spec } = life.world;
    // As after a restored backup.
    life.world.spec = { ...spec, vip: { ...spec.vip, address: '10.255.0.2' }, version: 9 };
    const resumed = life.runs.resume(runId, { ...request, planHash: hashOfPlan(shown) });
    await assert.rejects(life.run(resumed), { code: 'HAPY-E520' });
    assert.equal(life.journal.run(runId).progress.status, 'partial');
    await life.exchange();
    assert.equal(life.journal.run(runId).progress.status, 'partial', 'nor does it go on alone');
  });

  it('is not resumed once another has been started since', async () => {
    const { life, runId } = await stopped();
    await life.begin({ intent: { ...reconfigure, id: 'r2' } });
    await life.run(life.runs.ended());
    const resumed = life.runs.resume(runId, { ...request, planHash: 'any' });
    await assert.rejects(life.run(resumed), { code: 'HAPY-E546' });
  });

  it('that has ended is neither aborted nor resumed', async () => {
    const life = lifeOf(formed(3));
    const runId = await life.begin({ intent: reconfigure });
    await life.finish();
    await assert.rejects(life.run(life.runs.abort(runId)), { code: 'HAPY-E546' });
    await assert.rejects(life.run(life.runs.resume(runId, { ...request, planHash: 'any' })), {
      code: 'HAPY-E546',
    });
    await assert.rejects(life.run(life.runs.abort('9-none')), { code: 'HAPY-E523' });
  });

  it('is not begun, aborted or resumed beside another', async () => {
    const life = lifeOf(formed(3));
    const first = await life.begin({ intent: reconfigure });
    const { plan } = await life.run(life.runs.plan({ intent: { ...reconfigure, id: 'r2' } }));
    const second = life.runs.start({ ...request, planHash: hashOfPlan(plan) });
    await assert.rejects(life.run(second), { code: 'HAPY-E522' });
    await assert.rejects(life.run(life.runs.resume(first, { ...request, planHash: 'any' })), {
      code: 'HAPY-E522',
    });
    await life.finish();
    assert.equal(life.journal.runs.length, 1);
  });
});

describe('an agent of another version', () => {
  const tells = (life: ReturnType<typeof lifeOf>, name: string, version: string, list: readonly string[]) =>
    life.world.traps.set(name, (state) => ({ ...state, agentVersion: version, capabilities: list }));

  it('that is older and knows all that is asked of it does it', async () => {
    const life = lifeOf(formed(3));
    tells(life, 'hapy2', '0.0.9', ['reconfigure', 'start-oned', 'stop-oned', 'set-zone-endpoint']);
    await life.begin({ intent: reconfigure });
    await life.finish();
  });

  it('that lacks a step is named with it before anything is begun', async () => {
    const life = lifeOf(formed(3));
    const list = capabilities.filter((kind) => kind !== 'reconfigure');
    tells(life, 'hapy2', '0.0.9', list);
    const refused = await life.plan({ intent: reconfigure });
    assert.deepEqual([errorsOf(refused), refused.actions], [['HAPY-E552 hapy2'], []]);
    const [finding] = refused.findings.filter(({ code }) => code === 'HAPY-E552');
    assert.deepEqual(finding?.parameters, { node: 'hapy2', version: '0.0.9', steps: 'reconfigure' });
    await assert.rejects(life.begin({ intent: reconfigure }), { code: 'HAPY-E524' });
    assert.deepEqual(life.agents.arrived, []);
  });

  it('that cannot mount the folder of a datastore is named with it', async () => {
    const life = lifeOf(new ModelWorld(storageSpecOf(3, 'per-datastore'), { instantiated: true }));
    const older = capabilities.filter((kind) => kind !== 'make-folder' && kind !== 'mount-folder');
    tells(life, 'hapy1', '0.0.9', older);
    tells(life, 'hapy2', '0.0.9', older);
    const { findings, actions } = await life.plan({});
    const lacking = findings.filter(({ code }) => code === 'HAPY-E552').map(({ parameters }) => parameters);
    assert.deepEqual(lacking, [
      { node: 'hapy1', version: '0.0.9', steps: 'make-folder, mount-folder' },
      { node: 'hapy2', version: '0.0.9', steps: 'mount-folder' },
    ]);
    assert.deepEqual(actions, []);
  });

  it('that is newer and can do more does what is asked', async () => {
    const life = lifeOf(formed(3));
    tells(life, 'hapy2', '0.2.0', [...capabilities, 'move-mountains']);
    await life.begin({ intent: reconfigure });
    await life.finish();
  });

  it('that is upgraded between two runs is asked again', async () => {
    const life = lifeOf(formed(3));
    tells(life, 'hapy2', '0.0.9', ['start-oned']);
    assert.deepEqual((await life.plan({ intent: reconfigure })).actions, []);
    life.world.traps.delete('hapy2');
    await life.begin({ intent: reconfigure });
    await life.finish();
  });
});
