import assert from 'node:assert/strict';

import { failedAmong } from './failed-units.ts';

describe('the units beside oned', () => {
  it('are told when they have failed, and not when they are away, stopped, on their way or unknown', () => {
    const lines = ['active', 'failed', 'inactive', 'activating', 'not-found'];
    assert.deepEqual(failedAmong(['a', 'b', 'c', 'd', 'e', 'f'], lines), ['b']);
  });

  it('are nothing where systemctl could not be asked', () => {
    assert.deepEqual(failedAmong(['a', 'b'], ['Failed to connect to bus: No such file or directory']), []);
  });
});
