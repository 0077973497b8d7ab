import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { TlsIdentity } from '../../services/rpc/identity.ts';

export interface LeafRequest {
  /** Subject alternative names in OpenSSL's notation: "URI:spiffe://…", "IP:127.0.0.1", "DNS:localhost". */
  readonly names: readonly string[];
  /** Validity in seconds from now; negative numbers lie in the past. */
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
  /** Extended key usage; both sides of TLS by default. */
  readonly usage?: string;
}

export interface ThrowawayCa {
  readonly rootsPem: string;
  issue(request: LeafRequest): TlsIdentity;
}

/**
 * A certificate authority for tests of whoever trusts certificates, made by the openssl program so that
 * it shares no code with our own. Its folder is gone when this returns; keys live in memory.
 */
export function createThrowawayCa(name: string): ThrowawayCa {
  const rootKey = newKey();
  const rootsPem = inFolder((folder) => {
    writeFileSync(join(folder, 'root.key'), rootKey, { mode: 0o600 });
    const subject = ['-subj', `/CN=${name}`, '-days', '1'];
    openssl(folder, ['req', '-x509', '-new', '-key', 'root.key', '-out', 'root.pem', ...subject]);
    return readFileSync(join(folder, 'root.pem'), 'utf8');
  });
  return { rootsPem, issue: (request) => issue(rootKey, rootsPem, request) };
}

function issue(rootKey: string, rootsPem: string, request: LeafRequest): TlsIdentity {
  const privateKeyPem = newKey();
  return inFolder((folder) => {
    const write = (file: string, text: string) => writeFileSync(join(folder, file), text, { mode: 0o600 });
    write('root.key', rootKey);
    write('root.pem', rootsPem);
    write('leaf.key', privateKeyPem);
    write('index.txt', '');
    write('ca.cnf', configuration(request));
    openssl(folder, ['req', '-new', '-key', 'leaf.key', '-subj', '/CN=leaf', '-out', 'leaf.csr']);
    const dates = [
      ...['-startdate', utc(request.fromSeconds ?? -3600)],
      ...['-enddate', utc(request.toSeconds ?? 86_400)],
    ];
    openssl(folder, [
      'ca',
      '-batch',
      '-notext',
      '-config',
      'ca.cnf',
      '-in',
      'leaf.csr',
      '-out',
      'leaf.pem',
      ...dates,
    ]);
    return { privateKeyPem, certificateChainPem: readFileSync(join(folder, 'leaf.pem'), 'utf8'), rootsPem };
  });
}

function configuration(request: LeafRequest): string {
  return `
[ca]
default_ca = throwaway
[throwaway]
database = index.txt
rand_serial = yes
new_certs_dir = .
certificate = root.pem
private_key = root.key
default_md = sha256
unique_subject = no
policy = anything
x509_extensions = leaf
[anything]
commonName = supplied
[leaf]
basicConstraints = CA:FALSE
extendedKeyUsage = ${request.usage ?? 'serverAuth,clientAuth'}
${request.names.length > 0 ? `subjectAltName = ${request.names.join(',')}` : ''}
`;
}

/** ASN.1 GeneralizedTime, seconds from now. */
function utc(seconds: number): string {
  const iso = new Date(Date.now() + seconds * 1000).toISOString();
  return `${iso.slice(0, 19).replace(/[-:T]/g, '')}Z`;
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function openssl(folder: string, argv: readonly string[]): void {
  execFileSync('openssl', argv, { cwd: folder, stdio: 'pipe' });
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'hapy-pki-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
