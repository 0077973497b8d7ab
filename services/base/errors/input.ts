import type { ErrorDefinition } from './definition.ts';

/** HAPY-E2xx: what a person typed or a file holds. */
export const inputErrors = {} as const satisfies Record<string, ErrorDefinition>;
