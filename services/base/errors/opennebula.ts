import type { ErrorDefinition } from './definition.ts';

/** HAPY-E4xx: oned and its XML-RPC. */
export const openNebulaErrors = {} as const satisfies Record<string, ErrorDefinition>;
