/** A node that was never enrolled answers nobody: another cause than a silence, and another remedy. */
const notJoined = 'HAPY-E630';

/** The findings that say that a node is not heard. */
export const silenceCodes: ReadonlySet<string> = new Set(['HAPY-E600', notJoined]);

/** What is found of a node for which asking it has failed like this. */
export function silenceCode({ code }: { readonly code: string }): 'HAPY-E600' | 'HAPY-E630' {
  return code === notJoined ? notJoined : 'HAPY-E600';
}
