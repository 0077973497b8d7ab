import assert from 'node:assert/strict';
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { NodeState } from '../../services/domain/observed.ts';
import { healthChecks } from '../../services/domain/health/checks.ts';
import { checkMessages } from '../../services/base/messages/health-checks.ts';
import { errorTable, type ErrorCode } from '../../services/base/errors/table.ts';
import { formedNode, freshNode, spec } from './testing/cluster-fixture.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';
import { type } from './testing/pretend-person.ts';

const formed = spec.nodes.map(formedNode);

/** hapy1's oned was killed: hapy2 leads at the next term, and the virtual address stands on both. */
const leaderKilled = formed.map((state, at): NodeState => {
  const { raft } = state.oned;
  if (at === 0 || raft === undefined) {
    return { ...state, oned: { ...state.oned, process: 'failed', raft: undefined }, zone: undefined };
  }
  const vip = { interface: 'eth0', address: spec.vip.address, prefixLength: 24 };
  const addresses = at === 1 ? [...state.addresses, vip] : state.addresses;
  const role = at === 1 ? ('leader' as const) : ('follower' as const);
  return { ...state, addresses, oned: { ...state.oned, raft: { ...raft, state: role, term: 4 } } };
});

describe('hapyctl doctor', () => {
  let coordinator: FakeCoordinator;

  beforeEach(async () => {
    coordinator = await FakeCoordinator.start(leaderKilled);
  });
  afterEach(() => coordinator.stop());

  const ask = (line: string) => type(['--dir', coordinator.directory, ...line.split(' ')], {});

  for (const language of ['fr', 'en']) {
    it(`names the cause first, with what follows from it (${language})`, async () => {
      const parts: string[] = [];
      for (const line of ['doctor', 'doctor -o nagios', 'doctor explain HAPY-E671']) {
        const { status, output } = await ask(`${line} --lang ${language}`);
        parts.push(`$ hapyctl ${line} --lang ${language}\n${output}[exit ${status}]\n`);
      }
      const file = join(import.meta.dirname, 'transcripts', `doctor.${language}.txt`);
      if (process.env['REWRITE'] !== undefined) writeFileSync(file, parts.join('\n'));
      assert.equal(parts.join('\n'), readFileSync(file, 'utf8'));
    });
  }

  it('gives scripts every finding with its evidence, and 3 while one is an error', async () => {
    const { status, output } = await ask('doctor -o json');
    const { healthy, findings } = JSON.parse(output) as {
      healthy: boolean;
      findings: { code: string; followsFrom: string; evidence: Record<string, string> }[];
    };
    assert.deepEqual([status, healthy, findings[0]?.code], [3, false, 'HAPY-E671']);
    assert.equal(findings.find(({ code }) => code === 'HAPY-E647')?.followsFrom, 'HAPY-E671');
    coordinator.states = formed;
    assert.equal((await ask('doctor -o yaml')).status, 0);
  });

  it('waits until it is so, and says when it gave up', async () => {
    const { status, errors } = await ask('doctor --wait-for healthy --timeout 1 --lang en');
    assert.equal(status, 3);
    assert.match(errors, /Waiting for healthy: given up after 1 s/);
    assert.equal((await ask('doctor --wait-for leader --timeout 1')).status, 0);
  });

  it('is UNKNOWN to Nagios when nobody can be asked', async () => {
    await coordinator.stop();
    const { status, output } = await ask('doctor -o nagios --lang en');
    assert.equal(status, 3);
    assert.match(output, /^HAPY UNKNOWN - HAPY-E2\d\d /);
    coordinator = await FakeCoordinator.start(spec.nodes.map(freshNode));
  });

  it('explains each code of each check without a coordinator, and refuses what is none', async () => {
    for (const { name, codes } of healthChecks) {
      assert.ok(checkMessages[name] !== undefined, name);
      for (const code of codes) {
        const { status, output } = await ask(`doctor explain ${code} --lang en`);
        assert.equal(status, 0);
        assert.ok(output.includes(`(${name})`) && errorTable[code as ErrorCode] !== undefined, code);
      }
    }
    assert.equal((await ask('doctor explain nonsense')).status, 2);
  });

  it('explains with the names of what is counted, not with numbers that nobody counted', async () => {
    const texts = [
      ['E661', 'fr', /SERVING serveurs sur SERVERS sont au travail : MARGIN peuvent encore tomber/],
      ['E661', 'en', /SERVING of SERVERS servers are at work: MARGIN more may fail/],
      ['E660', 'en', /WAITING writes wait for a majority on NODE/],
    ] as const;
    for (const [code, language, text] of texts) {
      const { output } = await ask(`doctor explain ${code} --lang ${language}`);
      assert.match(output, text);
    }
    for (const { codes } of healthChecks) {
      for (const code of codes) {
        assert.doesNotMatch((await ask(`doctor explain ${code} --lang fr`)).output, /90\D?\d{3}/, code);
      }
    }
  });
});
