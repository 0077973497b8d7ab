import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { formedNode, freshNode, nowMs, spec } from './testing/cluster-fixture.ts';
import { FakeCoordinator } from './testing/fake-coordinator.ts';
import { type Person, type } from './testing/pretend-person.ts';
import { answersOf, failed } from './testing/preflight-answers.ts';
import { eventsOf, resumedEventsOf, runOf } from './testing/run-events.ts';

/*
 * What a person sees, word for word, as text files beside this one. After a wanted change run the test with
 * REWRITE=1, read the difference, and commit it only if each line of it is meant.
 */
const folder = join(import.meta.dirname, 'transcripts');

const fresh = spec.nodes.map(freshNode);
const formed = spec.nodes.map(formedNode);
/** hapy2 is slow by 40 minutes and does not know hapy3, hapy3 sees the virtual address answer and is full. */
const troubledAnswers = answersOf({
  hapy2: {
    clockMs: nowMs - 40 * 60_000,
    checks: [failed('name-resolves', 'HAPY-E361', 'hapy3.ac-test.fr', '127.0.1.1', '10.77.0.13')],
  },
  hapy3: {
    checks: [
      failed('vip-silent', 'HAPY-E363', '10.77.0.10', 'HTTP 2633', ''),
      failed('disk-free', 'HAPY-E364', 'hapy3', '120', '256'),
    ],
  },
});
const leaderDead = [undefined, ...formed.slice(1)];

describe('hapyctl, as a person sees it', () => {
  let coordinator: FakeCoordinator;

  beforeEach(async () => {
    coordinator = await FakeCoordinator.start(fresh);
  });
  afterEach(() => coordinator.stop());

  async function transcript(name: string, lines: readonly string[], person: Person = {}): Promise<void> {
    const parts: string[] = [];
    for (const line of lines) {
      const argv = line.split(' ').filter((word) => word !== '');
      const { status, output, errors } = await type(['--dir', coordinator.directory, ...argv], person);
      parts.push(
        `$ hapyctl ${line}\n${output}${errors === '' ? '' : `[stderr]\n${errors}`}[exit ${status}]\n`,
      );
    }
    const text = parts.join('\n').replaceAll(coordinator.directory, 'DIR');
    const file = join(folder, `${name}.txt`);
    if (process.env['REWRITE'] !== undefined) writeFileSync(file, text);
    assert.equal(text, readFileSync(file, 'utf8'));
  }

  for (const language of ['fr', 'en']) {
    it(`plan of a founding (${language})`, () =>
      transcript(`plan-founding.${language}`, [`plan --lang ${language}`]));

    it(`status of a healthy cluster (${language})`, () => {
      coordinator.states = formed;
      return transcript(`status-healthy.${language}`, [
        `status --lang ${language}`,
        `nodes --lang ${language}`,
      ]);
    });

    it(`firewall rules made from the spec (${language})`, () =>
      transcript(`firewall.${language}`, [`firewall show --lang ${language}`]));

    it(`status with the leader dead (${language})`, () => {
      coordinator.states = leaderDead;
      return transcript(`status-leader-dead.${language}`, [
        `status --lang ${language}`,
        `plan --lang ${language}`,
      ]);
    });

    it(`apply, then nothing to do (${language})`, () => {
      coordinator.events = eventsOf(coordinator.plan);
      coordinator.statesAfterRun = formed;
      const apply = `apply --yes --no-drill --lang ${language}`;
      return transcript(`apply.${language}`, [apply, apply, `plan --lang ${language}`]);
    });

    it(`apply that fails half-way (${language})`, () => {
      coordinator.events = eventsOf(coordinator.plan, 'export-seed/hapy1');
      return transcript(`apply-fails.${language}`, [`apply --yes --lang ${language}`]);
    });

    it(`a run that stopped part-way, resumed and aborted (${language})`, () => {
      const { plan } = coordinator;
      coordinator.events = eventsOf(plan, 'export-seed/hapy1');
      coordinator.runs = [runOf(coordinator.events)];
      coordinator.approved = [{ ...plan, actions: plan.actions.filter((each) => each.kind !== 'add-host') }];
      coordinator.reason = 'ticket 42';
      const lines = ['runs show', 'run resume', 'run resume --yes', 'run abort --yes'];
      return transcript(
        `runs.${language}`,
        lines.map((line) => `${line} --lang ${language}`),
      );
    });

    it(`a run that went on by itself (${language})`, () => {
      const { plan } = coordinator;
      const rest = { ...plan, actions: plan.actions.slice(8) };
      coordinator.events = resumedEventsOf(plan, rest);
      coordinator.runs = [runOf(coordinator.events)];
      coordinator.approved = [plan, rest];
      return transcript(`runs-resumed.${language}`, [
        `runs follow --lang ${language}`,
        `runs show --lang ${language}`,
        `run resume --lang ${language}`,
      ]);
    });

    it(`status before anything is formed (${language})`, () =>
      transcript(`status-fresh.${language}`, [`status --lang ${language}`]));

    it(`a preflight in a network with faults (${language})`, () => {
      coordinator.answers = troubledAnswers;
      return transcript(`preflight.${language}`, [
        `preflight --lang ${language}`,
        `preflight --ignore clock,disk-free --lang ${language}`,
        `preflight --ignore vip-silent --lang ${language}`,
        `apply --yes --lang ${language}`,
      ]);
    });

    it(`mistakes on the command line (${language})`, () =>
      transcript(`mistakes.${language}`, [
        `plna --lang ${language}`,
        `plan --nosuch --lang ${language}`,
        `status -o xml --lang ${language}`,
        `token create --lang ${language}`,
        `apply nosuch.json --lang ${language}`,
        `apply --lang ${language}`,
        'status --lang de',
      ]));
  }
});
