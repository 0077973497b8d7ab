import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { stringify } from 'yaml';

import { killOwn, type OwnProcess, startOwn } from './own-processes.ts';

/** How a join ended. */
export interface JoinEnd {
  /** "joined", the code it refused with, "killed", "hung", or its whole output when it is none of these. */
  readonly outcome: string;
  readonly output: string;
  /** Of the process; null when it was killed. */
  readonly status: number | null;
}

/** Probe and Enroll have 15 s together, at each address; whoever is not done after this never will be. */
const hungAfterMs = 60_000;

/** A machine on which `hapy-agent join` is run as its own process. */
export class JoiningNode {
  readonly name: string;
  readonly folder: string;
  readonly stateDirectory: string;
  readonly #prefix: readonly string[];
  readonly #started: OwnProcess[] = [];

  private constructor(name: string, folder: string, prefix: readonly string[]) {
    this.name = name;
    this.folder = folder;
    this.stateDirectory = join(folder, 'state');
    this.#prefix = prefix;
  }

  static async create(
    o: { readonly name?: string; readonly prefix?: readonly string[] } = {},
  ): Promise<JoiningNode> {
    const folder = await mkdtemp(join(tmpdir(), 'hapy-node-'));
    const node = new JoiningNode(o.name ?? 'hapy2', folder, o.prefix ?? []);
    const listen = { address: '127.0.0.1' };
    const { name, stateDirectory } = node;
    await writeFile(join(folder, 'agent.yaml'), stringify({ node: name, listen, stateDirectory }));
    return node;
  }

  /** The token goes through standard input, as a person is told to give it. */
  startJoin(token: string): { readonly own: OwnProcess; readonly end: Promise<JoinEnd> } {
    const argv = ['join', '--config', 'agent.yaml', '--token-file', '-'];
    const own = startOwn({ main: 'agent/main.ts', argv, directory: this.folder, prefix: this.#prefix });
    this.#started.push(own);
    own.child.stdin?.end(`${token}\n`);
    return { own, end: endOf(own) };
  }

  async join(token: string): Promise<JoinEnd> {
    return this.startJoin(token).end;
  }

  /** The paths of all files of the state folder, below it. */
  async files(): Promise<string[]> {
    const entries = await readdir(this.stateDirectory, { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    const files = entries.filter((entry) => !entry.isDirectory());
    return files
      .map((entry) => join(entry.parentPath, entry.name).slice(this.stateDirectory.length + 1))
      .toSorted();
  }

  /** The key that the node made, or undefined when it has none yet. */
  async key(): Promise<string | undefined> {
    return readFile(join(this.stateDirectory, 'pki/key.pem'), 'utf8').catch(() => undefined);
  }

  /** For what is to be mounted there before the node makes it itself. */
  async makeStateDirectory(): Promise<string> {
    await mkdir(this.stateDirectory, { mode: 0o700 });
    return this.stateDirectory;
  }

  async makeIdentityDirectory(): Promise<string> {
    const path = join(this.stateDirectory, 'pki');
    await mkdir(path, { mode: 0o700 });
    return path;
  }

  /** Ends what still runs and leaves the folder, to be looked into or unmounted. */
  async end(): Promise<void> {
    for (const own of this.#started) await killOwn(own);
  }

  async remove(): Promise<void> {
    await this.end();
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function endOf(own: OwnProcess): Promise<JoinEnd> {
  let hung = false;
  const guard = setTimeout(() => {
    hung = true;
    own.child.kill('SIGKILL');
  }, hungAfterMs);
  const { exitCode, signal } = await own.ended;
  clearTimeout(guard);
  const output = own.output();
  const ended = { output, status: exitCode };
  if (hung) return { outcome: 'hung', ...ended };
  if (exitCode === 0) return { outcome: 'joined', ...ended };
  if (signal === 'SIGKILL') return { outcome: 'killed', ...ended };
  return { outcome: /\bHAPY-E\d{3}\b/.exec(output)?.[0] ?? output, ...ended };
}
