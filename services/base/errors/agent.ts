import type { ErrorDefinition } from './definition.ts';

/** HAPY-E3xx: operations on a node, its helper and its programs. */
export const agentErrors = {} as const satisfies Record<string, ErrorDefinition>;
