import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';

import { createTestZone, type TestZone } from '../../sandbox/double/testing/test-zone.ts';
import { holdCreoleLock, releaseCreoleLock, withCreoleLock } from './creole-lock.ts';
import { eolePlaces } from './places.ts';

const run = promisify(execFile);

describe('EOLE’s system lock', function () {
  this.timeout(60_000);
  let zone: TestZone;
  before(async () => {
    zone = await createTestZone(1);
  });
  after(() => zone.remove());

  const paths = () => zone.nodes[0]!;
  const config = () => ({ programs: { ...eolePlaces.programs, creoleLock: paths().creoleLock } });
  const lock = (verb: string, name: string) =>
    run(paths().creoleLock, [verb, '--name', name, '--level=system']);

  it('is held however often it is asked for, keeps other programs away, and is given back', async () => {
    await holdCreoleLock(config());
    await holdCreoleLock(config());
    await assert.rejects(run(paths().instance), /A system lock is already set .*hapy-cluster/);
    await assert.rejects(lock('acquire', 'majauto'));
    await releaseCreoleLock(config());
    await releaseCreoleLock(config());
    assert.deepEqual(await readdir(paths().eoleLockDirectory), []);
  });

  it('is not taken while another program has it, which is named', async () => {
    await lock('acquire', 'majauto');
    await assert.rejects(holdCreoleLock(config()), { code: 'HAPY-E355', message: /majauto/ });
    await lock('release', 'majauto');
    await holdCreoleLock(config());
    await releaseCreoleLock(config());
  });

  it('is held while we work and given back whatever happens, but stays where it was held before', async () => {
    const held = async () => void (await lock('is_locked', 'hapy-cluster'));
    const fail = () => Promise.reject(new Error('no'));
    await withCreoleLock(config(), held);
    await assert.rejects(withCreoleLock(config(), fail), /no/);
    await assert.rejects(held());
    await holdCreoleLock(config());
    await withCreoleLock(config(), held);
    await held();
    await releaseCreoleLock(config());
    await lock('acquire', 'majauto');
    await assert.rejects(withCreoleLock(config(), held), { code: 'HAPY-E355' });
    await lock('release', 'majauto');
  });

  it('is nothing where there is no CreoleLock', async () => {
    for (const creoleLock of ['', '/nowhere/CreoleLock']) {
      const none = { programs: { ...eolePlaces.programs, creoleLock } };
      await holdCreoleLock(none);
      await releaseCreoleLock(none);
    }
    assert.ok(
      !existsSync(paths().eoleLockDirectory) || (await readdir(paths().eoleLockDirectory)).length === 0,
    );
  });
});
