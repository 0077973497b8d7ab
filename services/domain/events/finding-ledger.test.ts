import assert from 'node:assert/strict';

import fc from 'fast-check';

import type { Finding } from '../plan.ts';
import { type Ledger, seeFindings } from './finding-ledger.ts';

const finding = (code: string, parameters: Record<string, string> = {}): Finding => ({
  code,
  severity: 'error',
  node: 'hapy2',
  parameters,
});
const codes = (list: readonly { readonly finding: Finding }[]) => list.map((each) => each.finding.code);

/** What is opened and closed by each look of a series. */
function told(looks: readonly (readonly Finding[])[]): string[] {
  let ledger: Ledger = new Map();
  return looks.map((findings, at) => {
    const seen = seeFindings(ledger, findings, at * 1000);
    ledger = seen.ledger;
    return [
      ...codes(seen.opened).map((code) => `+${code}`),
      ...codes(seen.closed).map((code) => `-${code}`),
    ].join(' ');
  });
}

describe('the ledger of findings', () => {
  const a = finding('A');

  it('opens what two looks in a row have seen, and closes what two have not', () => {
    assert.deepEqual(told([[a], [a], [a], [], [a], [], []]), ['', '+A', '', '', '', '', '-A']);
  });

  it('says nothing of what was seen in passing', () => {
    assert.deepEqual(told([[a], [], [a], [], []]), ['', '', '', '', '']);
  });

  it('keeps one whose figures change, and tells two hosts apart', () => {
    const lag = (records: string) => finding('L', { records });
    assert.deepEqual(told([[lag('1')], [lag('2')], [lag('3')]]), ['', '+L', '']);
    const host = (name: string) => finding('H', { host: name });
    assert.deepEqual(told([[host('one')], [host('one'), host('two')], [host('one'), host('two')]]), [
      '',
      '+H',
      '+H',
    ]);
  });

  it('remembers since when', () => {
    const first = seeFindings(new Map(), [a], 1000);
    const second = seeFindings(first.ledger, [a], 3000);
    assert.equal(second.opened[0]?.sinceMs, 1000);
    assert.ok(first.unsettled && !second.unsettled);
  });

  it('opens and closes each in turn, whatever is seen', () => {
    fc.assert(
      fc.property(fc.array(fc.subarray(['A', 'B', 'C']), { maxLength: 30 }), (looks) => {
        const open = new Set<string>();
        for (const line of told(looks.map((each) => each.map((code) => finding(code))))) {
          for (const word of line.split(' ').filter((each) => each !== '')) {
            const code = word.slice(1);
            assert.equal(open.has(code), word.startsWith('-'), word);
            if (word.startsWith('+')) open.add(code);
            else open.delete(code);
          }
        }
      }),
    );
  });
});
