import {
  actionsOfFounding,
  type Founded,
  linesOfFounding,
  surviveDeath,
  surviveFault,
} from './kill-points/simulation.ts';
import type { Fault } from './doubles/fake-agents.ts';

/** The volume mounted as a whole, and each datastore for itself. */
const forms: readonly (readonly [string, Founded])[] = [
  ['storage', { storage: 3 }],
  ['storage for each datastore', { storage: 3, mount: 'per-datastore' }],
];

for (const [what, founded] of forms) {
  /** The same as kill-points.test.ts for a founding with replicated storage: its plan makes the matrix. */
  describe(`a founding with ${what} that is interrupted at every line of its journal`, () => {
    it('is finished by the next coordinator', async () => {
      const lines = await linesOfFounding(founded);
      for (let line = 1; line <= lines; line += 1) {
        await surviveDeath({ nodes: founded, death: { line, moment: 'after' }, afterwards: 'resume' });
      }
    });

    it('is aborted to where the nodes were, or to a led zone', async () => {
      const lines = await linesOfFounding(founded);
      for (let line = 1; line <= lines; line += 1) {
        await surviveDeath({ nodes: founded, death: { line, moment: 'after' }, afterwards: 'abort' });
      }
    });
  });

  describe(`a step of the ${what}`, () => {
    const faults: readonly Fault[] = [
      'repeats',
      'fails',
      'answer-lost',
      'request-lost',
      'unknown-but-done',
      'unknown-and-undone',
      'watch-breaks',
      'no-effect',
    ];
    const steps =
      /^(?:probe-peer|create-volume|set-volume|start-volume|mount-volume|declare-datastore|make-folder|mount-folder)/;
    for (const fault of faults) {
      it(`that meets "${fault}" ends where it should`, async () => {
        for (const id of await actionsOfFounding(founded)) {
          if (steps.test(id)) await surviveFault(founded, id, fault);
        }
      });
    }
  });
}
