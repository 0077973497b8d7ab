import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

import { ask } from '../../sandbox/double/testing/test-zone.ts';
import { flag, int32, text } from '../../sandbox/double/wire/value.ts';
import { RealFounding } from '../kill-points/real-founding.ts';
import { goOn } from '../kill-points/survive-kill.ts';
import { hasItsTurn } from './turn.ts';

const run = promisify(execFile);

/** With every other commit. */
const inTurn = hasItsTurn(1, 2) ? describe : describe.skip;

/*
 * Two things that would ruin a zone without a word, in one founding of real processes: a server whose id is not its
 * index, which `reconfigure` writes wrong, and an index 0 that is written to after its seed was made.
 */
inTurn('a founding on a node that others meddle with', function () {
  this.timeout(30 * 60_000);
  let founding: RealFounding;

  before(async () => {
    founding = await RealFounding.start(3, { error: ['configure-member/hapy1'] });
  });
  after(() => founding.remove());

  const systemctl = (verb: string) => run(founding.node('hapy1').paths.systemctl, [verb, 'opennebula']);
  const zone = (node: string, method: string, ...more: Parameters<typeof ask>[3][]) => {
    const { endpoint, paths } = founding.node(node);
    return ask(endpoint, paths, `one.zone.${method}`, int32(0), ...more);
  };

  it('gives hapy3 the id 3 in the pool of index 0', async () => {
    await systemctl('start');
    const foreign = 'http://127.0.0.9:2633/RPC2';
    for (const name of ['hapy1', 'hapy2', 'foreign', 'hapy3']) {
      const endpoint = name === 'foreign' ? foreign : founding.node(name).endpoint;
      const server = `SERVER=[NAME="${name}.ac-test.fr",ENDPOINT="${endpoint}"]`;
      assert.ok((await zone('hapy1', 'addserver', text(server))).ok);
    }
    assert.ok((await zone('hapy1', 'delserver', int32(2))).ok);
  });

  it('stops between the seed and the first HA start, where somebody starts index 0 and writes', async () => {
    founding.apply();
    await founding.reach(1);
    assert.equal((await founding.ended()).status, 'partial');
    const identityFile = `${founding.node('hapy1').layout.helperState}/identity.json`;
    const held = await readFile(identityFile, 'utf8');
    assert.match(held, /"held"/);
    await assert.rejects(systemctl('start'), /start guard refused/);
    // And while the seed is on its way nothing of EOLE's runs anywhere.
    for (const node of founding.nodeNames) {
      const { reconfigure } = founding.node(node).paths;
      await assert.rejects(run(reconfigure), /A system lock is already set .*hapy-cluster/, node);
    }
    await writeFile(identityFile, held.replace('"held"', '"solo"'));
    await systemctl('start');
    assert.ok((await zone('hapy1', 'update', text('NOTE="written meanwhile"'), int32(1))).ok);
    await systemctl('stop');
    await writeFile(identityFile, held);
  });

  it('makes the seed anew when it goes on, so that the write is everywhere', async () => {
    const seedOf = async (node: string) =>
      (await founding.status()).nodes.find(({ name }) => name === node)?.state?.seeds?.imported?.seedId;
    const stale = await seedOf('hapy3');
    assert.ok(stale !== undefined);
    await goOn(founding);
    assert.notEqual(await seedOf('hapy3'), stale);
    for (const node of founding.nodeNames) {
      assert.match(String((await zone(node, 'info', flag(false))).value), /written meanwhile/, node);
    }
  });

  it('keeps the id 3 although `reconfigure` wrote the index and restarted oned', async () => {
    const { output } = await founding.hapyctl('runs', 'show', '-o', 'json');
    const { events } = JSON.parse(output) as {
      events: { actionId: string; parameters: { line?: string } }[];
    };
    const lines = events
      .filter((event) => event.actionId === 'reconfigure/hapy3')
      .map((event) => event.parameters.line);
    assert.ok(
      lines.some((line) => line?.includes('our keys were put back')),
      lines.join('\n'),
    );
    const ids = (await founding.startedIds('hapy3')).filter((id) => id !== -1);
    assert.deepEqual([...new Set(ids)], [3]);
    assert.ok(ids.length >= 2, 'it was started as a member, and restarted by reconfigure');
    assert.match(await readFile(founding.node('hapy3').paths.onedConf, 'utf8'), /SERVER_ID\s*=\s*3\b/);
  });

  it('has given EOLE’s lock back everywhere', async () => {
    for (const node of founding.nodeNames) {
      const locks = await readdir(founding.node(node).paths.eoleLockDirectory);
      assert.deepEqual(locks, [], node);
    }
  });
});
