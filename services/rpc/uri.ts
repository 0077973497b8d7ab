/** The roles that a certificate can carry, as they are written in its URI. */
export type CertificateRole = 'coordinator' | 'agent' | 'gateway' | 'operator' | 'auditor';

/** What the URI of a certificate says. `name` is the role itself where a cluster has only one of it. */
export interface CertificateName {
  readonly clusterId: string;
  readonly role: CertificateRole;
  readonly name: string;
}

/** Roles of which a cluster has one, so that their URI has no name after the role. */
const soleRoles: readonly CertificateRole[] = ['coordinator', 'gateway'];
const namedRoles: readonly CertificateRole[] = ['agent', 'operator', 'auditor'];

// SPIFFE-ID 2.1 and 2.2: a trust domain is lower-case letters, digits, dots, dashes and underscores, a
// path segment may have capitals too; the lengths are our own bound, well below the 2048 bytes of SPIFFE.
const clusterIdForm = /^[a-z0-9][a-z0-9._-]{0,127}$/;
const nameForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * Builds `spiffe://<cluster-id>/<role>[/<name>]`.
 * @throws RangeError when a part would make a URI that `parseUri` refuses.
 */
export function buildUri(clusterId: string, role: CertificateRole, name?: string): string {
  const uri = `spiffe://${clusterId}/${role}${soleRoles.includes(role) ? '' : `/${name ?? ''}`}`;
  if (parseUri(uri) === undefined) throw new RangeError(`no certificate URI: ${uri}`);
  return uri;
}

/** Reads a URI strictly: anything that `buildUri` would not have written is undefined. */
export function parseUri(uri: string): CertificateName | undefined {
  const [scheme, empty, clusterId = '', role = '', name, ...rest] = uri.split('/');
  if (scheme !== 'spiffe:' || empty !== '' || rest.length > 0 || !clusterIdForm.test(clusterId))
    return undefined;
  const sole = soleRoles.find((known) => known === role);
  if (sole !== undefined) return name === undefined ? { clusterId, role: sole, name: sole } : undefined;
  const named = namedRoles.find((known) => known === role);
  if (named === undefined || name === undefined || !nameForm.test(name)) return undefined;
  return { clusterId, role: named, name };
}

/**
 * The one URI of a certificate's subject alternative names, as node:crypto writes them ("DNS:a, URI:b").
 * None, several, or any name that Node had to quote (it holds a separator) gives undefined: such a
 * certificate is not one of ours, and guessing at its names is how names were forged (CVE-2021-44532).
 */
export function uriOfSubjectAltName(subjectAltName: string | undefined): string | undefined {
  if (subjectAltName === undefined || subjectAltName.includes('"')) return undefined;
  const uris = subjectAltName.split(', ').filter((name) => name.startsWith('URI:'));
  const [only] = uris;
  return uris.length === 1 && only !== undefined ? only.slice('URI:'.length) : undefined;
}
