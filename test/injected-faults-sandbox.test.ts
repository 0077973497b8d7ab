import assert from 'node:assert/strict';

import type { SandboxFaults } from '../sandbox/configs.ts';
import { RealFounding } from './kill-points/real-founding.ts';
import { goOn } from './kill-points/survive-kill.ts';

/*
 * Every action of a founding of three in real processes: done twice in a row, answered with "unknown", failed
 * once. Interrupted they are in kill-points-sandbox.test.ts.
 */
describe('a founding in real processes whose every action', function () {
  this.timeout(300_000);
  const cases: readonly (readonly [string, SandboxFaults, RegExp])[] = [
    ['is done twice in a row and then unknown', { repeat: ['*'] }, /fault injected/],
    ['is done and then unknown', { unknown: ['*'] }, /fault injected/],
    [
      'fails once on one node',
      { error: ['hold-oned/hapy2', 'configure-member/hapy2', 'add-host/hapy2'] },
      /./,
    ],
  ];
  for (const [what, faults, expected] of cases) {
    it(`${what} ends where it should`, async () => {
      const founding = await RealFounding.start(3, faults);
      try {
        founding.apply();
        await founding.reach(1);
        await goOn(founding);
        assert.match(await founding.logOf('agent-hapy2'), expected);
      } finally {
        await founding.remove();
      }
    });
  }
});
