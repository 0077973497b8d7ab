import type { Measure } from '../harness/measure.ts';
import { commandLine } from './command-line.ts';
import { noOp } from './no-op.ts';
import { planner } from './planner.ts';
import { state } from './state.ts';

/** In the order of the page. */
export const measures: readonly Measure[] = [noOp, state, planner, commandLine];
