import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { builtPlace, writeConsole } from '../console/bundle.ts';
import { bundlePrograms, programsPlace } from './bundles.ts';
import { buildDeb, entriesOf, installedKibOf, writeLists } from './deb.ts';
import { writeDocumentation } from './documentation.ts';
import { controlOf, type PackageDefinition, packages } from './packages.ts';
import { type Architecture, architectures, placeRuntime } from './runtime.ts';
import { type BuildVersion, versionOf } from './version.ts';

/*
 * `npm run package [-- --arch amd64|arm64 --out FOLDER --quick --only NAME]`: the Debian packages, from this checkout and
 * what npm has installed. Needs dpkg-deb and strip (packages dpkg, binutils; for arm64 binutils-aarch64-linux-gnu).
 * --quick compresses little: the same files, bigger packages, for tests; --only builds one of them.
 */

const source = join(import.meta.dirname, '..');
const maintainer = 'hapy-cluster maintainers <hapy-cluster@example.org>';

const { values } = parseArgs({
  options: {
    arch: { type: 'string', default: 'amd64' },
    out: { type: 'string', default: 'dist' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
if (!Object.hasOwn(architectures, values.arch)) {
  process.stderr.write(
    `npm run package: --arch ${values.arch}: ${Object.keys(architectures).join(' or ')}\n`,
  );
  process.exit(2);
}
const architecture = values.arch as Architecture;
const made = await versionOf(source);
const wanted = packages.filter(({ name }) => values.only === undefined || name === values.only);
if (wanted.length === 0) {
  process.stderr.write(
    `npm run package: --only ${values.only}: ${packages.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(2);
}
for (const definition of wanted) process.stdout.write(`${await build(definition, made)}\n`);

async function build(
  definition: PackageDefinition,
  { version, epochSeconds }: BuildVersion,
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), `${definition.name}-`));
  try {
    const own = join(import.meta.dirname, definition.name);
    if (existsSync(own)) await cp(own, root, { recursive: true });
    await placeFolders(definition, root);
    await placePrograms(definition, root, version);
    await writeDocumentation({ definition, root, source, epochSeconds, version });
    const entries = await entriesOf(root);
    await writeLists(root, entries);
    const installedKib = installedKibOf(entries);
    const control = controlOf(definition, { version, architecture, installedKib, maintainer });
    await writeFile(join(root, 'DEBIAN/control'), control);
    await cp(join(import.meta.dirname, 'scripts', definition.name), join(root, 'DEBIAN'), {
      recursive: true,
    });
    const folder = join(values.out, definition.apart ?? '.');
    await mkdir(folder, { recursive: true });
    const target = join(
      folder,
      `${definition.name}_${version}_${definition.architecture ?? architecture}.deb`,
    );
    await buildDeb({ root, target, epochSeconds, quick: values.quick });
    if (!values.quick) await checkSize(target, definition);
    return target;
  } finally {
    await rm(root, { recursive: true });
  }
}

/** @throws when the package is bigger than we promise */
async function checkSize(target: string, { maxMegabytes }: PackageDefinition): Promise<void> {
  const megabytes = (await stat(target)).size / 1e6;
  if (maxMegabytes !== undefined && megabytes > maxMegabytes)
    throw new Error(`${target} has ${megabytes.toFixed(1)} MB, we promise ${maxMegabytes}`);
}

async function placeFolders({ placed = [] }: PackageDefinition, root: string): Promise<void> {
  for (const [from, to, mode] of placed) {
    const source = join(import.meta.dirname, from);
    if (!existsSync(source)) continue;
    for (const name of (await readdir(source)).filter((each) => !/\.(md|ts)$/.test(each))) {
      await mkdir(join(root, to), { recursive: true });
      await cp(join(source, name), join(root, to, name));
      await chmod(join(root, to, name), mode);
    }
  }
}

async function placePrograms(definition: PackageDefinition, root: string, version: string): Promise<void> {
  const into = join(root, programsPlace);
  const { programs, shared } = definition;
  if (programs.length === 0) return;
  await bundlePrograms({ source, into, programs, shared, target: 'node24' });
  if (definition.console) await writeConsole(source, join(into, builtPlace));
  if (definition.runtime) {
    const runtime = join(into, 'node');
    await placeRuntime(source, architecture, runtime);
    await chmod(runtime, 0o755);
    const own = { name: 'hapy-cluster', version, type: 'module' };
    await writeFile(join(into, 'package.json'), `${JSON.stringify(own)}\n`);
  }
  await mkdir(join(root, 'usr/bin'), { recursive: true });
  for (const [command, program] of Object.entries(definition.commands)) {
    await symlink(`../lib/hapy/${program}.js`, join(root, 'usr/bin', command));
  }
  const { wrapped } = definition;
  for (const [command, program] of Object.entries(wrapped?.commands ?? {})) {
    const text = `#!/bin/sh\nexec ${programsPlace}/${program}.js ${wrapped?.words} "$@"\n`;
    await writeFile(join(root, 'usr/bin', command), text, { mode: 0o755 });
  }
}
