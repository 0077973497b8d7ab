import { helperErrors } from './agent-helper.ts';
import { operationErrors } from './agent-operation.ts';
import { preflightErrors } from './agent-preflight.ts';
import { seedErrors } from './agent-seed.ts';
import { serverErrors } from './agent-server.ts';

/** HAPY-E3xx: operations on a node, its helper and its programs. */
export const agentErrors = {
  ...operationErrors,
  ...helperErrors,
  ...seedErrors,
  ...preflightErrors,
  ...serverErrors,
} as const;
