import {
  actionsOfFounding,
  abortAt,
  linesOfFounding,
  surviveDeath,
  surviveFault,
} from './kill-points/simulation.ts';
import type { Fault } from './doubles/fake-agents.ts';

/*
 * Every boundary of the journal of a founding, in one process and on virtual time: a coordinator that dies
 * there, a person who aborts there. Real processes are killed in kill-points-sandbox.test.ts and in the soak.
 */
describe('a founding that is interrupted at every line of its journal', () => {
  for (const nodes of [3, 5]) {
    for (const moment of ['before', 'after'] as const) {
      it(`of ${nodes}, ${moment} the line is on the disk, is finished by the next coordinator`, async () => {
        const lines = await linesOfFounding(nodes);
        for (let line = 1; line <= lines; line += 1) {
          await surviveDeath({ nodes, death: { line, moment }, afterwards: 'resume' });
        }
      });

      it(`of ${nodes}, ${moment} the line is on the disk, is aborted to where the nodes were, or to a led zone`, async () => {
        const lines = await linesOfFounding(nodes);
        for (let line = 1; line <= lines; line += 1) {
          await surviveDeath({ nodes, death: { line, moment }, afterwards: 'abort' });
        }
      });
    }
  }

  it('is aborted there by a person', async () => {
    const lines = await linesOfFounding(3);
    for (let line = 1; line <= lines; line += 1) await abortAt(3, line);
  });
});

describe('a founding whose every action', () => {
  const faults: readonly Fault[] = [
    'repeats',
    'fails',
    'answer-lost',
    'request-lost',
    'requests-lost',
    'unknown-but-done',
    'unknown-and-undone',
    'watch-breaks',
    'no-effect',
  ];
  for (const fault of faults) {
    it(`meets "${fault}" ends where it should`, async () => {
      for (const id of await actionsOfFounding(3)) await surviveFault(3, id, fault);
    });
  }

  it('meets a fault and a death besides ends where it should', async () => {
    const ids = await actionsOfFounding(3);
    const lines = await linesOfFounding(3);
    for (const [at, id] of ids.entries()) {
      const line = 1 + Math.floor((at * lines) / ids.length);
      for (const fault of ['answer-lost', 'unknown-but-done', 'repeats'] as const) {
        await surviveDeath({
          nodes: 3,
          death: { line, moment: 'after' },
          afterwards: 'resume',
          fault: [id, fault],
        });
      }
    }
  });
});
