import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';

const included = [
  ...['systemd', 'systemd-sysv', 'dbus', 'iproute2', 'iputils-arping', 'procps', 'nftables', 'iptables'],
];
/** A base that is older is made anew, as Debian's packages go on. */
const keptMs = 24 * 3_600_000;

const storage = ['glusterfs-server', 'glusterfs-client', 'xfsprogs'];

/** A small Debian 12 with systemd in a folder, from the mirror that this machine's apt uses. Kept for a day. */
export async function debianBase(checkout: string): Promise<string> {
  return systemBase(checkout, { name: 'debian-12', release: 'bookworm', sources: await debianSources() });
}

/** The same with GlusterFS, whose daemon starts with the machine. */
export async function debianWithGlusterfs(checkout: string): Promise<string> {
  const debian = { name: 'debian-12', release: 'bookworm', sources: await debianSources() };
  return systemBase(checkout, { ...debian, more: storage });
}

/** A system with systemd: sources are files of apt or lines of sources.list, as mmdebstrap(1) takes them. */
interface System {
  readonly name: string;
  readonly release: string;
  readonly sources: readonly string[];
  readonly more?: readonly string[];
}

/** The folder of a small system, kept for a day. */
export async function systemBase(
  checkout: string,
  { name, release, sources, more = [] }: System,
): Promise<string> {
  const packages = [...included, ...more].join(',');
  const digest = createHash('sha256').update(packages).digest('hex').slice(0, 8);
  const place = join(checkout, 'node_modules/.cache/lab', `${name}-${digest}`);
  if (existsSync(place) && Date.now() - (await stat(place)).mtimeMs < keptMs) return place;
  await rm(place, { recursive: true, force: true });
  const unfinished = `${place}.${process.pid}`;
  await mkdir(join(checkout, 'node_modules/.cache/lab'), { recursive: true });
  try {
    const words = ['--variant=minbase', `--include=${packages}`, release, unfinished];
    await execa('mmdebstrap', [...words, ...sources]);
    await truncate(join(unfinished, 'etc/machine-id'));
    // Ubuntu's is a link to where only a running system has a file.
    await rm(join(unfinished, 'etc/resolv.conf'), { force: true });
    await writeFile(join(unfinished, 'etc/resolv.conf'), '');
    // Its installation gave it an identity, which would be the same on all machines.
    await rm(join(unfinished, 'var/lib/glusterd/glusterd.info'), { force: true });
    await rename(unfinished, place).catch((error: unknown) => {
      // Another lab, beside this one, was faster.
      if (!existsSync(place)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return place;
}

/** The files of apt that name Debian itself; others have no such release. */
async function debianSources(): Promise<string[]> {
  const folder = '/etc/apt/sources.list.d';
  const own = (await readdir(folder)).filter((name) => /^debian.*\.(sources|list)$/.test(name));
  const files = own.map((name) => join(folder, name));
  return files.length > 0 ? files : ['/etc/apt/sources.list'];
}

/** The addresses of the mirrors that this machine's apt has Debian from. */
export async function debianMirrors(): Promise<string[]> {
  const texts = await Promise.all((await debianSources()).map((file) => readFile(file, 'utf8')));
  const found = texts.flatMap((text) => [...text.matchAll(/^(?:URIs:|deb(?: \[[^\]]*\])?) +(\S+)/gm)]);
  return [...new Set(found.map(([, address = '']) => address))].filter((each) => !each.includes('security'));
}
