import assert from 'node:assert/strict';
import { createPublicKey } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';

import { markedProcesses } from '../sandbox/processes/marked-processes.ts';
import { parseApiToken } from '../services/rpc/api-token.ts';

const everyMs = 100;

/**
 * Watches a sandbox for secrets in places where anybody may read them: the command lines and environments of all its
 * processes, the short-lived ones too, its logs, and what a person was told.
 */
export class SecretWatch {
  readonly #directory: string;
  readonly #told: string[] = [];
  readonly #processes = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  constructor(directory: string) {
    this.#directory = directory;
    this.#timer = setInterval(() => void this.#look(), everyMs);
  }

  /** What was printed to a person. */
  add(output: string): void {
    this.#told.push(output);
  }

  end(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    for (const { pid } of markedProcesses(this.#directory)) {
      for (const what of ['cmdline', 'environ'])
        this.#processes.add(await readFile(`/proc/${pid}/${what}`, 'utf8').catch(() => ''));
    }
  }

  /** To be called before the sandbox is taken down: the secrets are in its files, and `more` of them are given. */
  async assertNothingTold(secretsMin: number, more: readonly string[] = []): Promise<void> {
    await this.#look();
    const places = new Map([
      ['the screen', this.#told.join('\n')],
      ['a process', [...this.#processes].join('\n')],
    ]);
    const logs = join(this.#directory, 'logs');
    for (const name of await readdir(logs)) places.set(name, await readFile(join(logs, name), 'utf8'));
    for (const path of await recordsIn(this.#directory)) places.set(path, await readFile(path, 'latin1'));
    for (const path of await filesNamed(this.#directory, /^coordinator\.db$/))
      places.set(path, storedIn(path));
    for (const path of await filesNamed(this.#directory, /\.tar\.gz$/))
      places.set(path, gunzipSync(await readFile(path)).toString('latin1'));
    const secrets = [...(await secretsIn(this.#directory)), ...more];
    assert.ok(secrets.length >= secretsMin, `${secrets.length} secrets found`);
    assert.ok(this.#processes.size >= 12, `${this.#processes.size} command lines and environments seen`);
    for (const [place, text] of places)
      assert.ok(!secrets.some((secret) => text.includes(secret)), `a secret stands in ${place}`);
  }
}

/** What is written about who did what: the audits, and the operations that agents were asked for. */
function recordsIn(directory: string): Promise<string[]> {
  return filesNamed(directory, /^(?:audit\.jsonl|trust\.json|operations\.db(?:-wal)?)$/);
}

async function filesNamed(directory: string, form: RegExp): Promise<string[]> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile() && form.test(file.name))
    .map((file) => join(file.parentPath, file.name));
}

/** The column for the keys of the issuing authorities, which have to be somewhere. */
const keyColumn = 'private_key';

/** All that the coordinator's database holds, the journal of the runs among it, but for the keys that it is there for. */
function storedIn(path: string): string {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    const rows = tables.flatMap((table) =>
      database.prepare(`SELECT * FROM "${String(table['name'])}"`).all(),
    );
    const values = rows.flatMap((row) => Object.entries(row).filter(([column]) => column !== keyColumn));
    return values
      .map(([, value]) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
      )
      .join('\n');
  } finally {
    database.close();
  }
}

/** Tokens of both kinds, every private key, that of the authority too, and oneadmin's passwords, those that were replaced too. */
async function secretsIn(directory: string): Promise<string[]> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  assert.ok(
    files.some(({ name }) => name === 'root-key.pem'),
    'the authority has a key',
  );
  const secrets: string[] = [];
  for (const file of files.filter((each) => each.isFile())) {
    const text = () => readFile(join(file.parentPath, file.name), 'utf8');
    if (file.name.endsWith('.token')) secrets.push(...secretsOfToken((await text()).trim()));
    else if (file.name === 'one_auth') secrets.push((await text()).trim().replace(/^oneadmin:/, ''));
    else if (/^(?:id_rsa|ssh_host_.*_key)$/.test(file.name))
      secrets.push(
        ...secretLinesOf(await text(), await readFile(join(file.parentPath, `${file.name}.pub`), 'utf8')),
      );
    else if (file.name.endsWith('key.pem')) secrets.push(...linesOfKey(await text()));
    // What a person has in one file begins with where the coordinator is; their key is the secret of it.
    else if (file.name.endsWith('.pem'))
      secrets.push(...linesOfKey(/-----BEGIN PRIVATE KEY-----[^-]+/.exec(await text())?.[0] ?? ''));
    else if (file.name === 'coordinator.db') secrets.push(...issuerKeysIn(join(file.parentPath, file.name)));
  }
  return secrets;
}

/** A join token is secret as a whole; of an API token, whose name stands in audits, also its secret part alone. */
function secretsOfToken(token: string): string[] {
  const api = parseApiToken(token);
  return api === undefined ? [token] : [token, api.secret];
}

/** The keys of the issuing authorities. */
function issuerKeysIn(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    const rows = database.prepare('SELECT private_key FROM issuing_authority').all();
    return rows.flatMap((row) => linesOfKey(String(row['private_key'])));
  } finally {
    database.close();
  }
}

function linesOfKey(pem: string): string[] {
  return pem.split('\n').filter((line) => /^[\w+/=]{40,}$/.test(line) && !isPublic(line, pem));
}

/** The file of an EC key ends with its public half, a line of which stands in the certificate as well. */
function isPublic(line: string, pem: string): boolean {
  if (!pem.includes('-----BEGIN PRIVATE KEY-----')) return false;
  const whole = `${pem.trimEnd()}${pem.includes('-----END') ? '' : '\n-----END PRIVATE KEY-----\n'}`;
  const publicKey = createPublicKey(whole).export({ type: 'spki', format: 'der' });
  return publicKey.includes(Buffer.from(line, 'base64'));
}

/** OpenSSH's private files hold the public modulus too, whole lines of which stand in everybody's known_hosts. */
function secretLinesOf(privateText: string, publicText: string): string[] {
  return linesOfKey(privateText).filter((line) => !publicText.includes(line));
}
