import type { Measure } from '../harness/measure.ts';
import { agentProcess } from './agent-process.ts';
import { commandLine } from './command-line.ts';
import { enrolment } from './enrolment.ts';
import { eventLatency } from './event-latency.ts';
import { failOver } from './fail-over.ts';
import { formation } from './formation.ts';
import { idle } from './idle.ts';
import { noOp } from './no-op.ts';
import { planner } from './planner.ts';
import { seed } from './seed.ts';
import { state } from './state.ts';

/** In the order of the page. */
export const measures: readonly Measure[] = [
  noOp,
  state,
  planner,
  commandLine,
  agentProcess,
  idle,
  eventLatency,
  enrolment,
  seed,
  formation,
  failOver,
];
