import { agentErrors } from './agent.ts';
import { coordinatorErrors } from './coordinator.ts';
import type { ErrorDefinition } from './definition.ts';
import { inputErrors } from './input.ts';
import { internalErrors } from './internal.ts';
import { openNebulaErrors } from './opennebula.ts';
import { trustErrors } from './trust.ts';

const table = {
  ...trustErrors,
  ...inputErrors,
  ...agentErrors,
  ...openNebulaErrors,
  ...coordinatorErrors,
  ...internalErrors,
} as const;

/** Every stable code there is. A code is never given a second meaning and never removed. */
export type ErrorCode = keyof typeof table;

export const errorTable: Readonly<Record<ErrorCode, ErrorDefinition>> = table;

/** Tells whether a string received from elsewhere is a code of this version's table. */
export function isErrorCode(value: string): value is ErrorCode {
  return Object.hasOwn(table, value);
}
