import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';

/** What a page is made of; whatever else lies in the folder is not served. */
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};
/** Already compressed. */
const dense: readonly string[] = ['.png', '.woff2'];
/** All of it is kept in memory: more than this is no console. */
const bytesMax = 16 * 1024 * 1024;

/** esbuild's `[name]-[hash]`: another content has another name. */
const digestName = /-[A-Z0-9]{8}\.[a-z0-9]+$/;

export type Encoding = 'br' | 'gzip' | 'identity';

export interface ConsoleFile {
  readonly type: string;
  readonly etag: string;
  /** Its name changes with its content, so that browsers need not ask again. */
  readonly immutable: boolean;
  /** The best that a client understands is sent; 'identity' is always there. */
  readonly bodies: Readonly<Partial<Record<Encoding, Buffer>>> & { readonly identity: Buffer };
}

/** By path inside the folder, with slashes: `index.html`, `main-ABCDEFGH.js`. A request is looked up here and nowhere else. */
export type ConsoleFiles = ReadonlyMap<string, ConsoleFile>;

/**
 * Reads the console once, when the gateway starts: a request never becomes a path of the machine, and files are compressed
 * once. Without the folder there is no console, and the API answers all the same.
 */
export async function readConsoleFiles(folder: string): Promise<ConsoleFiles> {
  const files = new Map<string, ConsoleFile>();
  let bytes = 0;
  for (const path of await regularFilesIn(folder)) {
    const type = types[extname(path)];
    if (type === undefined) continue;
    const body = await readFile(path);
    bytes += body.length;
    if (bytes > bytesMax) throw new RangeError(`${folder} holds more than ${bytesMax} bytes`);
    const name = relative(folder, path).split(sep).join('/');
    files.set(name, await fileOf(name, type, body));
  }
  return files;
}

async function regularFilesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    // No link is followed: it could lead anywhere.
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function fileOf(name: string, type: string, identity: Buffer): Promise<ConsoleFile> {
  const etag = `"${createHash('sha256').update(identity).digest('base64url')}"`;
  const about = { type, etag, immutable: digestName.test(name) };
  if (dense.includes(extname(name))) return { ...about, bodies: { identity } };
  const [br, zipped] = await Promise.all([promisify(brotliCompress)(identity), promisify(gzip)(identity)]);
  return { ...about, bodies: { identity, br, gzip: zipped } };
}

/** The densest encoding of a file that `accept-encoding` allows (RFC 9110, section 12.5.3). */
export function encodingFor({ bodies }: ConsoleFile, acceptEncoding: string | undefined): Encoding {
  const accepted = (acceptEncoding ?? '')
    .split(',')
    .map((part) => part.trim().split(/ *; */))
    .filter(([, weight]) => !/^q=0(\.0*)?$/.test(weight ?? ''))
    .map(([name]) => name);
  const wanted = (['br', 'gzip'] as const).find((each) => accepted.includes(each));
  return wanted !== undefined && bodies[wanted] !== undefined ? wanted : 'identity';
}
