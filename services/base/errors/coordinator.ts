import type { ErrorDefinition } from './definition.ts';

/** HAPY-E5xx: plans, runs and reaching the nodes. */
export const coordinatorErrors = {} as const satisfies Record<string, ErrorDefinition>;
