import assert from 'node:assert/strict';

import { planStorageDrill } from '../../services/domain/plan-storage-drill.ts';
import { healthyCluster, noonMs } from '../../test/doubles/healthy-cluster.ts';
import { withStorage } from '../../test/doubles/healthy-storage.ts';
import { formedNode, freshNode, spec } from './testing/cluster-fixture.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';
import { type } from './testing/pretend-person.ts';
import { eventsOf } from './testing/run-events.ts';

describe('hapyctl drill --storage', () => {
  let coordinator: FakeCoordinator;

  beforeEach(async () => {
    coordinator = await FakeCoordinator.start(spec.nodes.map(freshNode));
  });
  afterEach(() => coordinator.stop());

  const hapyctl = (words: string) => type(['--dir', coordinator.directory, ...words.split(' ')]);

  it('drills the storage when that is asked for, and says what it took', async () => {
    const refused = await hapyctl('drill --storage --yes --lang fr');
    assert.equal(refused.status, 3);
    assert.match(refused.output, /HAPY-E857/);
    const stored = withStorage(healthyCluster());
    coordinator.storageDrill = () => planStorageDrill(stored.spec, stored.observed, noonMs);
    const shown = await hapyctl('drill --storage --dry-run --lang en');
    assert.equal(shown.status, 0);
    assert.match(shown.output, /1\. Stop a brick\n.*stop the brick hapy3.*:\/srv/);
    assert.deepEqual(coordinator.started, []);
    coordinator.drillEvents = eventsOf(coordinator.storageDrill());
    coordinator.statesAfterRun = spec.nodes.map(formedNode);
    const { output, status } = await hapyctl('drill --storage --yes --lang en');
    assert.equal(status, 0);
    assert.match(
      output,
      /The replicated storage is proved: nobody missed anything\.\n  brick stopped within/,
    );
    assert.match(output, /read back whole from all other mounts after .*\n.*\n  everything copied onto it/);
    assert.match(coordinator.started[0] ?? '', /^drill --storage /);
  });
});
