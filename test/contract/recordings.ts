import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../..');

/** The recordings that come with the code, then all of them where they lie beside the checkout. */
const folders = [
  join(repository, 'test/recordings'),
  join(repository, '../shared/opennebula/xmlrpc'),
] as const;

/** One call to a real oned 6.10: what was sent, and what came back with its status line and headers. */
export interface Recording {
  readonly name: string;
  readonly request: string;
  /** Absent when oned never answered. */
  readonly response: { readonly head: string; readonly body: string } | undefined;
}

/** A recording by its name, or undefined where it is not there to be read. */
export function recording(name: string): Recording | undefined {
  const [request, head, body] = ['request.xml', 'response.headers', 'response.xml'].map((part) =>
    read(`${name}.${part}`),
  );
  if (request === undefined) return undefined;
  const response = head === undefined || body === undefined ? undefined : { head, body };
  return { name, request, response };
}

function read(file: string): string | undefined {
  const path = folders.map((folder) => join(folder, file)).find((each) => existsSync(each));
  return path === undefined ? undefined : readFileSync(path, 'utf8');
}

/** The names of all recordings that can be read here. */
export function recordingNames(): readonly string[] {
  const files = folders.filter((folder) => existsSync(folder)).flatMap((folder) => readdirSync(folder));
  const suffix = '.request.xml';
  const names = files.filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length));
  return [...new Set(names)].sort();
}
