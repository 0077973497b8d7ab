import assert from 'node:assert/strict';

import { formedNode, freshNode, spec } from './testing/cluster-fixture.ts';
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
});
