import { chmod, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { bundlePrograms, programsPlace } from './bundles.ts';
import { buildDeb, entriesOf, installedKibOf, writeLists } from './deb.ts';
import { writeDocumentation } from './documentation.ts';
import { controlOf, type PackageDefinition, packages } from './packages.ts';
import { type Architecture, architectures, placeRuntime } from './runtime.ts';
import { type BuildVersion, versionOf } from './version.ts';

/*
 * `npm run package [-- --arch amd64|arm64 --out FOLDER]`: the Debian packages, from this checkout and what npm has
 * installed. Needs dpkg-deb and strip (packages dpkg, binutils; for arm64 binutils-aarch64-linux-gnu).
 */

const source = join(import.meta.dirname, '..');
const maintainer = 'hapy-cluster maintainers <hapy-cluster@localhost>';

const { values } = parseArgs({
  options: { arch: { type: 'string', default: 'amd64' }, out: { type: 'string', default: 'dist' } },
});
if (!Object.hasOwn(architectures, values.arch)) {
  process.stderr.write(
    `npm run package: --arch ${values.arch}: ${Object.keys(architectures).join(' or ')}\n`,
  );
  process.exit(2);
}
const architecture = values.arch as Architecture;
const made = await versionOf(source);
await mkdir(values.out, { recursive: true });
for (const definition of packages) process.stdout.write(`${await build(definition, made)}\n`);

async function build(
  definition: PackageDefinition,
  { version, epochSeconds }: BuildVersion,
): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), `${definition.name}-`));
  try {
    await cp(join(import.meta.dirname, definition.name), root, { recursive: true });
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
    const target = join(values.out, `${definition.name}_${version}_${architecture}.deb`);
    await buildDeb(root, target, epochSeconds);
    return target;
  } finally {
    await rm(root, { recursive: true });
  }
}

async function placePrograms(definition: PackageDefinition, root: string, version: string): Promise<void> {
  const into = join(root, programsPlace);
  const { programs, shared } = definition;
  await bundlePrograms({ source, into, programs, shared, target: 'node24' });
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
}
