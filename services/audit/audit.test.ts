import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';

import { systemClock } from '../base/clock.ts';
import { createLog } from '../base/log.ts';
import type { AuditedCall } from '../rpc/audit-sink.ts';
import type { AuditLine } from './audit-line.ts';
import { AuditLog } from './audit-log.ts';
import { everyLine } from './select-lines.ts';
import { verifyAudit } from './verify-audit.ts';

describe('the audit', () => {
  let folder: string;
  let path: string;
  const log = createLog('test', 'silent');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hapy-audit-'));
    path = join(folder, 'audit.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = () => AuditLog.open({ path, program: 'coordinator', clock: systemClock, log });
  const call = (name: string, outcome = 'ok'): AuditedCall => ({
    atMs: 1_700_000_000_000,
    caller: { role: 'operator', name, uri: 'u', peer: '10.0.0.7:1', serial: 'ab' },
    rpc: '/hapy.coordinator.v1.CoordinatorService/StartRun',
    details: { runId: '1-abc' },
    outcome,
  });
  const lines = () => readFileSync(path, 'utf8').trimEnd().split('\n');
  const written = (count: number) => {
    const audit = open();
    for (let n = 0; n < count; n += 1) audit.write(call(`person${n}`));
    audit.close();
  };

  it('says who, from where, what, with which result, and is closed to others', () => {
    const audit = open();
    audit.write(call('anne', 'HAPY-E520'));
    const line = JSON.parse(audit.read(everyLine)[0] ?? '') as Record<string, unknown>;
    const { who, serial, from, what, result, details, number } = line;
    assert.deepEqual(
      { who, serial, from, what, result, details, number },
      {
        ...{ who: 'operator/anne', serial: 'ab', from: '10.0.0.7:1', number: 1 },
        ...{ what: 'CoordinatorService/StartRun', result: 'HAPY-E520', details: { runId: '1-abc' } },
      },
    );
    assert.equal(statSync(path).mode & 0o777, 0o600);
    audit.close();
  });

  it('is read page by page from its end, whole or what somebody looks for', () => {
    const audit = open();
    for (const name of ['anne', 'bob', 'Anne-Marie', 'bob', 'anne'])
      audit.write(call(name, name === 'bob' ? 'HAPY-E520' : 'ok'));
    const numbersOf = (selection: Partial<typeof everyLine>) =>
      audit.read({ ...everyLine, ...selection }).map((text) => (JSON.parse(text) as AuditLine).number);
    assert.deepEqual(numbersOf({ newest: 2 }), [4, 5]);
    assert.deepEqual(numbersOf({ newest: 2, before: 4 }), [2, 3]);
    assert.deepEqual(numbersOf({ after: 1, before: 4 }), [2, 3]);
    assert.deepEqual(numbersOf({ containing: ' ANNE ' }), [1, 3, 5]);
    assert.deepEqual(numbersOf({ containing: 'anne', newest: 2, before: 5 }), [1, 3], 'of what is left');
    assert.deepEqual(numbersOf({ refused: true }), [2, 4]);
    assert.deepEqual(numbersOf({ containing: 'hapy-e520', before: 3 }), [2]);
    assert.deepEqual(numbersOf({ containing: '1-abc' }), [1, 2, 3, 4, 5], 'what it was about counts');
    const [, hash = ''] = /"hash":"([0-9a-f]{64})"/.exec(audit.read(everyLine)[0] ?? '') ?? [];
    assert.deepEqual(numbersOf({ containing: hash }), [], 'hashes are nothing that somebody looks for');
    audit.close();
  });

  it('goes on after a restart', () => {
    written(3);
    written(2);
    assert.deepEqual([lines().length, verifyAudit(lines()).whole], [5, true]);
  });

  it('finds every line that was removed, changed or moved', () => {
    written(6);
    const original = lines();
    const at = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(at, at, fc.constantFrom('remove', 'change', 'swap', 'double'), (one, other, how) => {
        const changed = [...original];
        if (how === 'remove') changed.splice(one, 1);
        if (how === 'change') changed[one] = changed[one]!.replace('person', 'Person');
        if (how === 'double') changed.splice(one, 0, changed[one]!);
        if (how === 'swap') [changed[one], changed[other]] = [changed[other]!, changed[one]!];
        fc.pre(changed.join() !== original.join());
        writeFileSync(path, `${changed.join('\n')}\n`);
        const audit = open();
        const verdict = audit.verify();
        audit.close();
        assert.equal(verdict.whole, false, how);
      }),
    );
  });

  it('finds out that its end was cut off, and still does when it has gone on since', () => {
    written(5);
    writeFileSync(path, `${lines().slice(0, 3).join('\n')}\n`);
    const audit = open();
    assert.deepEqual(audit.verify(), { whole: false, atLine: 4, damage: 'shortened' });
    audit.write(call('later'));
    assert.deepEqual(audit.verify(), { whole: false, atLine: 4, damage: 'missing' });
    audit.close();
  });

  it('is held against an end that somebody else remembers', () => {
    written(4);
    const last = JSON.parse(lines()[3]!) as { hash: string };
    assert.ok(verifyAudit(lines(), [{ number: 4, hash: last.hash }]).whole);
    assert.equal(verifyAudit(lines().slice(0, 3), [{ number: 4, hash: last.hash }]).whole, false);
    assert.equal(verifyAudit(lines(), [{ number: 2, hash: last.hash }]).whole, false);
  });

  it('cuts off half a line that a crash has left', () => {
    written(2);
    appendFileSync(path, '{"number":3,"at":');
    written(1);
    assert.deepEqual([lines().length, verifyAudit(lines()).whole], [3, true]);
  });

  it('bounds what refused strangers can write, and counts the rest', () => {
    const audit = open();
    for (let n = 0; n < 500; n += 1) audit.write(call('x', 'HAPY-E100'));
    audit.write(call('anne'));
    assert.ok(audit.head.number < 130, String(audit.head.number));
    assert.ok(lines().some((line) => line.includes('refusals-not-written')));
    assert.ok(audit.verify().whole);
    audit.close();
  });
});
