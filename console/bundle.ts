import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

import { build } from 'esbuild';

/** Where the page lies that the gateway serves, in a checkout and in a package alike. */
export const builtPlace = 'gateway/console';

/** A file of the page by its name, which changes with its content. */
export interface PageFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The page with everything that it loads: made from the sources here and from what npm has installed. */
export async function bundleConsole(source: string): Promise<PageFile[]> {
  const own = join(source, 'console');
  const { outputFiles } = await build({
    absWorkingDir: source,
    entryPoints: { main: 'console/main.ts', style: 'console/style/all.css' },
    outdir: 'console',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    // The charts are loaded when somebody looks at them.
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    write: false,
    logLevel: 'warning',
  });
  const files = outputFiles.map(({ path, contents }) => ({ name: basename(path), content: contents }));
  const icon = await readFile(join(own, 'icon.svg'));
  const iconName = `icon-${createHash('sha256').update(icon).digest('hex').slice(0, 8).toUpperCase()}.svg`;
  const nameOf = (start: string, extension: string) =>
    files.find(({ name }) => name.startsWith(`${start}-`) && extname(name) === extension)?.name ?? '';
  const page = (await readFile(join(own, 'index.html'), 'utf8'))
    .replace('{icon}', `/console/${iconName}`)
    .replace('{style}', `/console/${nameOf('style', '.css')}`)
    .replace('{main}', `/console/${nameOf('main', '.js')}`);
  return [
    ...files,
    { name: iconName, content: icon },
    { name: 'index.html', content: new TextEncoder().encode(page) },
  ];
}

/**
 * Writes the page into a folder and removes what is not of it. Each file appears at once, the page last: whoever reads
 * the folder meanwhile finds a whole one.
 */
export async function writeConsole(source: string, into: string): Promise<void> {
  const files = await bundleConsole(source);
  await mkdir(into, { recursive: true });
  for (const { name, content } of files) {
    const temporary = join(into, `.${name}.${process.pid}`);
    await writeFile(temporary, content);
    await rename(temporary, join(into, name));
  }
  const wanted = new Set(files.map(({ name }) => name));
  for (const name of await readdir(into)) {
    if (!wanted.has(name) && !name.startsWith('.')) await rm(join(into, name), { force: true });
  }
}
