import type { ErrorDefinition } from './definition.ts';

/** HAPY-E1xx: certificates, roles, tokens and who may call what. */
export const trustErrors = {} as const satisfies Record<string, ErrorDefinition>;
