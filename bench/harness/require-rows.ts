import assert from 'node:assert/strict';

import type { Outcome } from './run-measures.ts';

/** A measure has gone to its end, and none of its figures stands alone. */
export function requireRows({ measure, rows, failure }: Outcome): void {
  if (failure !== undefined) throw failure;
  assert.ok(rows.length > 0, `${measure.name} has measured nothing`);
  for (const { what, value, rival, floor } of rows) {
    assert.ok(Number.isFinite(value), `${what}: ${value}`);
    assert.ok(Number.isFinite((rival ?? floor)?.value), `${what} stands alone`);
  }
}
