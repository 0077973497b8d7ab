import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { build } from 'esbuild';

/** Where the programs lie on a node, with the runtime that their first line names. */
export const programsPlace = '/usr/lib/hapy';

/**
 * CommonJS packages inside a module: they call `require` for Node's own modules, and grpc-js reads
 * `__dirname` when it is loaded although it never uses what it finds there.
 */
const banner = [
  "import { createRequire as hapyRequire } from 'node:module';",
  'const require = hapyRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

export interface BundleOptions {
  /** The checkout. */
  readonly source: string;
  /** The folder that becomes /usr/lib/hapy. */
  readonly into: string;
  /** Programs by their place in the checkout, without `.ts`: they keep it (services/base/installation.ts). */
  readonly programs: readonly string[];
  /** The folder below `into` for what several of these programs share. Two packages must not share one. */
  readonly shared: string;
  readonly target: string;
}

/** Writes one file per program, executable by itself, and the parts that are loaded only when they are needed. */
export async function bundlePrograms(options: BundleOptions): Promise<void> {
  const { source, into, programs, shared, target } = options;
  await build({
    absWorkingDir: source,
    entryPoints: programs.map((program) => `${program}.ts`),
    outbase: '.',
    outdir: into,
    bundle: true,
    splitting: true,
    chunkNames: `${shared}/[name]-[hash]`,
    format: 'esm',
    platform: 'node',
    // jsonc-parser's CommonJS form asks for its parts in a way that no bundler sees; its modules do not.
    mainFields: ['module', 'main'],
    // yaml has a form for Node that is CommonJS, of which `await import` would find nothing but `default`.
    alias: { yaml: join(source, 'node_modules/yaml/browser/index.js') },
    target,
    banner: { js: banner },
    legalComments: 'external',
    minifySyntax: true,
    minifyWhitespace: true,
    logLevel: 'warning',
  });
  await Promise.all(programs.map((program) => makeExecutable(join(into, `${program}.js`))));
}

/** The kernel gives the file to our own runtime, whatever `node` the machine has. */
async function makeExecutable(path: string): Promise<void> {
  const text = (await readFile(path, 'utf8')).replace(/^#!.*\n/, '');
  await writeFile(path, `#!${programsPlace}/node\n${text}`);
  await chmod(path, 0o755);
}
