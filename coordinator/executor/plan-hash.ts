import { createHash } from 'node:crypto';

import { canonicalPlan } from '../../services/domain/canonical-plan.ts';
import type { Plan } from '../../services/domain/plan.ts';

/** What a person approves when they say yes to a plan: SHA-256 of its canonical form, in hex. */
export function hashOfPlan(plan: Plan): string {
  return createHash('sha256').update(canonicalPlan(plan)).digest('hex');
}
