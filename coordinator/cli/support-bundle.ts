import { createHmac, randomBytes } from 'node:crypto';
import { release } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { createGzip } from 'node:zlib';

import { pack } from 'tar-stream';

import { HapyError, toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import { ownVersion } from '../../services/base/installation.ts';
import { printableJson } from './render/json.ts';

/** One file of the bundle, and how it is asked for. */
export interface BundleEntry {
  readonly name: string;
  readonly ask: () => Promise<unknown>;
}

/**
 * A tar.gz of what can be asked of the coordinator, for somebody who is to help. What cannot be had is in it as the
 * error that it was, so that one broken part does not cost the rest.
 */
export async function makeSupportBundle(entries: readonly BundleEntry[], atMs: number): Promise<Buffer> {
  const versions = {
    hapy: ownVersion(),
    node: process.version,
    kernel: release(),
    at: new Date(atMs).toISOString(),
  };
  const texts = [{ name: 'versions.json', text: printableJson(versions) }];
  for (const { name, ask } of entries) texts.push({ name, text: await textOf(ask) });
  const hide = hiding(texts.map(({ text }) => text).join('\n'));
  const archive = pack();
  for (const { name, text } of texts) {
    archive.entry({ name: `hapy-support/${name}`, mode: 0o600, mtime: new Date(atMs) }, `${hide(text)}\n`);
  }
  archive.finalize();
  return buffer(archive.pipe(createGzip()));
}

async function textOf(ask: () => Promise<unknown>): Promise<string> {
  try {
    const answer = await ask();
    return typeof answer === 'string' ? answer : printableJson(answer);
  } catch (error) {
    if (!(error instanceof HapyError)) throw error;
    return printableJson({ error: toErrorRecord(error) });
  }
}

/** Two digests that were equal are still seen to be, without the digest: a password could be guessed by it. */
const digestFields = /"(?:oneAuthDigest|oneKeyDigest)":\s*"([^"]+)"/g;

/**
 * No answer of the coordinator holds a key, a token or a password. What somebody has written into a reason or a name
 * may; so what looks like one is left out.
 */
const secretShapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----/g,
  /AGE-SECRET-KEY-1[0-9A-Z]+/g,
  /\b(oneadmin|serveradmin|eoleone|root):[^\s"',;]+/g,
  /\b(password|passwd|passphrase|mot de passe|secret|token|jeton)(["']?\s*[=:]\s*["']?)[^\s"',;]{4,}/gi,
];

/** What hides the same in every file of one bundle, and nothing that a second bundle could be compared with. */
function hiding(everything: string): (text: string) => string {
  const key = randomBytes(32);
  const digests = new Set([...everything.matchAll(digestFields)].map(([, digest = '']) => digest));
  // Longest first; twelve characters of one are shown as evidence.
  const hidden = [...digests]
    .flatMap((digest) => [digest, digest.slice(0, 12)].map((shown) => [shown, nameFor(key, digest)] as const))
    .filter(([shown]) => shown !== '')
    .sort(([one], [other]) => other.length - one.length);
  return (text) => {
    let clean = text;
    for (const [shown, name] of hidden) clean = clean.replaceAll(shown, name);
    for (const shape of secretShapes) clean = clean.replace(shape, '[left out]');
    return clean;
  };
}

function nameFor(key: Buffer, digest: string): string {
  return `hidden-${createHmac('sha256', key).update(digest).digest('hex').slice(0, 8)}`;
}
