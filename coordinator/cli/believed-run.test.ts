import assert from 'node:assert/strict';

import { planCluster } from '../../services/domain/plan-cluster.ts';
import { formedNode, freshNode, nowMs, spec } from './testing/cluster-fixture.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';
import { type } from './testing/pretend-person.ts';
import { eventsOf } from './testing/run-events.ts';

const fresh = spec.nodes.map(freshNode);
const formed = spec.nodes.map(formedNode);
/** The formed cluster with one host in err. */
const hostFailed = formed.map((state) => ({
  ...state,
  hosts: state.hosts.map((host) => (host.id === 2 ? { ...host, state: 3 } : host)),
}));

describe('the end of a run that has done everything', () => {
  let coordinator: FakeCoordinator;

  beforeEach(async () => {
    coordinator = await FakeCoordinator.start(fresh);
    coordinator.events = eventsOf(coordinator.plan);
  });
  afterEach(() => coordinator.stop());

  const hapyctl = (words: string) => type(['--dir', coordinator.directory, ...words.split(' ')]);

  it('is a success only when status does: what was done a moment ago may be on its way', async () => {
    coordinator.settling = [hostFailed, hostFailed, formed];
    const { output, status } = await hapyctl('apply --yes --no-drill --lang en');
    assert.equal(status, 0, output);
    assert.equal(output.match(/Waiting for the cluster to be healthy \(HAPY-E662\)/g)?.length, 1, output);
    assert.equal((await hapyctl('status')).status, 0);
  });

  it('is told with 3 and what is wrong where that does not pass, and no drill begins', async () => {
    coordinator.settling = [hostFailed];
    const { output, status } = await hapyctl('apply --yes --lang en');
    assert.equal(status, 3, output);
    assert.match(output, /All is done, but the cluster is not healthy: hapyctl doctor\n ✖ HAPY-E662/);
    assert.equal(coordinator.started.length, 1);
    coordinator.states = fresh;
    coordinator.settling = [hostFailed];
    const json = await hapyctl('apply --yes --no-drill -o json');
    const last = JSON.parse(json.output.trimEnd().split('\n').at(-1) ?? '') as object;
    assert.deepEqual(Object.keys(last), ['kind', 'findings']);
  });

  it('is 0 for an adoption, with what was so before and the command that mends each', async () => {
    // As made by hand: our guard knows nothing of it, and monitord tells the hosts its own machine's address.
    const byHand = formed.map((state) => ({
      ...state,
      guard: { state: 'free', clusterId: '', serverId: -1 } as const,
      configuration: { ...state.configuration, electionTimeoutMs: 5000, monitorAddress: 'auto' },
    }));
    const adopted = byHand.map((state, at) => ({ ...state, guard: formed[at]?.guard ?? state.guard }));
    coordinator.states = byHand;
    const shown = await hapyctl('adopt --dry-run --lang en');
    assert.equal(shown.status, 3, shown.output);
    assert.match(shown.output, /HAPY-E572 .*hapy1.*\(MONITOR_ADDRESS\)/);
    assert.match(shown.output, /HAPY-E572 .*hapy2.*\(ELECTION_TIMEOUT_MS, MONITOR_ADDRESS\)/);
    coordinator.settling = [adopted];
    const asked = { discardDatabases: new Map<string, string>(), intent: { verb: 'adopt' } as const };
    coordinator.events = eventsOf(planCluster(spec, coordinator.observed, nowMs, asked));
    const { output, status } = await hapyctl('adopt --yes --lang en');
    assert.equal(status, 0, output);
    assert.match(output, /taken charge of as it was[\s\S]*HAPY-E656[\s\S]*hapyctl repair/);
    assert.doesNotMatch(output, /Waiting|not healthy/);
    coordinator.states = adopted;
    const plan = await hapyctl('plan --lang en');
    assert.match(plan.output, /HAPY-E572[\s\S]*Put them back: hapyctl repair/);
    assert.match((await hapyctl('repair --dry-run --lang en')).output, /hapy1 +configure oned as a member/);
  });
});
