import assert from 'node:assert/strict';

import type { HapyError } from '../../services/base/errors/hapy-error.ts';
import { VirtualClock } from '../../test/doubles/virtual-clock.ts';
import { lively } from './lively-stream.ts';

describe('a stream that has to say something', () => {
  const signal = new AbortController().signal;

  it('is passed on as it comes, to its end', async () => {
    const clock = new VirtualClock();
    async function* words() {
      for (const word of ['one', 'two', 'three']) {
        await clock.delay(15_000);
        yield word;
      }
    }
    const told: string[] = [];
    const read = async () => {
      for await (const word of lively(words, { what: 'hapy2', silentMs: 20_000, clock, signal }))
        told.push(word);
    };
    await clock.runUntil(read());
    assert.deepEqual(told, ['one', 'two', 'three']);
  });

  it('is given up when it stalls without closing, and let go of', async () => {
    const clock = new VirtualClock();
    let letGo = false;
    async function* stalling(given: AbortSignal) {
      yield 'one';
      given.addEventListener('abort', () => (letGo = true));
      await new Promise(() => undefined);
    }
    const told: string[] = [];
    const read = async () => {
      for await (const word of lively(stalling, { what: 'hapy2', silentMs: 20_000, clock, signal }))
        told.push(word);
    };
    const startedMs = clock.now();
    await assert.rejects(clock.runUntil(read()), (error: HapyError) => {
      assert.deepEqual([error.code, error.parameters], ['HAPY-E727', { what: 'hapy2', seconds: 20 }]);
      return true;
    });
    assert.equal(clock.now() - startedMs, 20_000);
    assert.deepEqual([told, letGo], [['one'], true]);
  });

  it('throws what the stream throws', async () => {
    const clock = new VirtualClock();
    async function* broken(): AsyncGenerator<string> {
      yield 'one';
      throw new Error('cut');
    }
    const read = async () => {
      for await (const word of lively(broken, { what: 'x', silentMs: 1_000, clock, signal }))
        assert.equal(word, 'one');
    };
    await assert.rejects(clock.runUntil(read()), /cut/);
  });
});
