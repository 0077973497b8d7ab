import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { KeptAnswer, textOfFiles } from './kept-answer.ts';

describe('an answer that is kept', () => {
  let nowMs = 0;
  let mark: string | undefined = 'one';
  let asked = 0;
  let agreed = true;
  beforeEach(() => {
    [nowMs, mark, asked, agreed] = [0, 'one', 0, true];
  });

  const answer = () =>
    new KeptAnswer({
      ask: () => Promise.resolve((asked += 1)),
      mark: () => mark,
      agrees: () => agreed,
      keptMs: 1000,
      now: () => nowMs,
    });

  it('is asked for once while the mark is the same', async () => {
    const kept = answer();
    assert.deepEqual([await kept.read(), await kept.read()], [1, 1]);
  });

  it('is asked for again when the mark is another, though it became that while somebody asked', async () => {
    const kept = new KeptAnswer({
      ask: () => {
        mark = 'two';
        return Promise.resolve((asked += 1));
      },
      mark: () => mark,
      keptMs: 1000,
    });
    assert.deepEqual([await kept.read(), await kept.read(), await kept.read()], [1, 2, 2]);
  });

  it('is asked for again when it is old', async () => {
    const kept = answer();
    await kept.read();
    nowMs = 999;
    assert.equal(await kept.read(), 1);
    nowMs = 1000;
    assert.equal(await kept.read(), 2);
  });

  it('is asked for each time where nothing tells of a change, or something else than the answer', async () => {
    const kept = answer();
    mark = undefined;
    assert.deepEqual([await kept.read(), await kept.read()], [1, 2]);
    mark = 'one';
    agreed = false;
    assert.deepEqual([await kept.read(), await kept.read()], [3, 4]);
  });

  it('is not what failed', async () => {
    const kept = new KeptAnswer({
      ask: () => ((asked += 1) === 1 ? Promise.reject(new Error('no')) : Promise.resolve(asked)),
      mark: () => mark,
      keptMs: 1000,
    });
    await assert.rejects(kept.read(), /no/);
    assert.deepEqual([await kept.read(), await kept.read()], [2, 2]);
  });
});

describe('the text of files that tell of a change', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hapy-marks-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is that of all of them, and none where none is there', () => {
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    assert.equal(textOfFiles([one, other]), undefined);
    writeFileSync(other, 'text');
    assert.equal(textOfFiles([one, other]), '\0text');
    assert.equal(textOfFiles([folder]), undefined);
  });

  it('is none where one is longer than is compared', () => {
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    writeFileSync(one, 'x'.repeat(64 * 1024));
    writeFileSync(other, 'text');
    assert.equal(textOfFiles([one, other]), undefined);
  });

  it('tells when an address has come to this machine, as the kernel writes it', () => {
    const routes = textOfFiles(['/proc/self/net/fib_trie', '/proc/self/net/route']);
    assert.match(routes ?? '', /127\.0\.0\.1/);
  });
});
