import assert from 'node:assert/strict';

import { tellingDetails } from './audited-rpcs.ts';

describe('what a message tells the audit', () => {
  it('is the verb of a run with its nodes, and what a person has let pass', () => {
    const intent = { verb: { $case: 'remove', remove: { node: 'hapy3', dead: true } } };
    const request = { planHash: 'abc', reason: '', ignoreChecks: ['clock', 'disk'], intent };
    assert.deepEqual(tellingDetails(request), {
      planHash: 'abc',
      ignoreChecks: 'clock disk',
      intent: JSON.stringify(intent),
    });
  });

  it('is never a token or a seed, and never long', () => {
    const told = tellingDetails({ token: 'secret', chunk: Buffer.from('secret'), reason: 'x'.repeat(999) });
    assert.deepEqual(Object.keys(told), ['reason']);
    assert.equal(told['reason']?.length, 201);
  });
});
