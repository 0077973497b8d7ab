import assert from 'node:assert/strict';

import type { Snapshot } from '../../services/domain/snapshot.ts';
import { Vigil } from './vigil.ts';

describe('a vigil', () => {
  let nowMs = 0;
  const clock = { now: () => nowMs, delay: () => Promise.resolve() };
  const seeing = (...nodes: string[]) =>
    ({ state: (name: string) => (nodes.includes(name) ? {} : undefined) }) as unknown as Snapshot;

  beforeEach(() => {
    nowMs = 1_000_000;
  });

  it('gives up on the node that has been silent for too long, counted from its first look', () => {
    const vigil = new Vigil(clock, 60_000);
    assert.equal(vigil.givesUp(['a', 'b'], seeing('a')), undefined);
    nowMs += 59_999;
    assert.equal(vigil.givesUp(['a', 'b'], seeing('a')), undefined);
    nowMs += 1;
    assert.equal(vigil.givesUp(['a', 'b'], seeing('a')), 'b');
  });

  it('begins again when the node has answered in between', () => {
    const vigil = new Vigil(clock, 60_000);
    vigil.givesUp(['a'], seeing());
    nowMs += 59_000;
    vigil.givesUp(['a'], seeing('a'));
    nowMs += 30_000;
    vigil.givesUp(['a'], seeing());
    nowMs += 31_000;
    assert.equal(vigil.givesUp(['a'], seeing()), undefined);
    nowMs += 29_000;
    assert.equal(vigil.givesUp(['a'], seeing()), 'a');
  });

  it('does not mind the silence of a node that is not needed', () => {
    const vigil = new Vigil(clock, 60_000);
    vigil.givesUp(['a'], seeing('a'));
    nowMs += 600_000;
    assert.equal(vigil.givesUp(['a'], seeing('a')), undefined);
  });
});
