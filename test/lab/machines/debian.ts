import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';

const release = 'bookworm';
const included = [...['systemd', 'systemd-sysv', 'dbus', 'iproute2', 'iputils-arping', 'procps', 'nftables']];
/** A base that is older is made anew, as Debian's packages go on. */
const keptMs = 24 * 3_600_000;

const storage = ['glusterfs-server', 'glusterfs-client', 'xfsprogs'];

/** A small Debian 12 with systemd in a folder, from the mirror that this machine's apt uses. Kept for a day. */
export async function debianBase(checkout: string): Promise<string> {
  return base(checkout, 'debian-12', included);
}

/** The same with GlusterFS, whose daemon starts with the machine. */
export async function debianWithGlusterfs(checkout: string): Promise<string> {
  return base(checkout, 'debian-12-glusterfs', [...included, ...storage]);
}

async function base(checkout: string, name: string, packages: readonly string[]): Promise<string> {
  const place = join(checkout, 'node_modules/.cache/lab', name);
  if (existsSync(place) && Date.now() - (await stat(place)).mtimeMs < keptMs) return place;
  await rm(place, { recursive: true, force: true });
  const unfinished = `${place}.${process.pid}`;
  await mkdir(join(checkout, 'node_modules/.cache/lab'), { recursive: true });
  await execa('mmdebstrap', [
    '--variant=minbase',
    `--include=${packages.join(',')}`,
    release,
    unfinished,
    ...(await debianSources()),
  ]);
  await truncate(join(unfinished, 'etc/machine-id'));
  await writeFile(join(unfinished, 'etc/resolv.conf'), '');
  // Its installation gave it an identity, which would be the same on all machines.
  await rm(join(unfinished, 'var/lib/glusterd/glusterd.info'), { force: true });
  await rename(unfinished, place);
  return place;
}

/** The files of apt that name Debian itself; others have no such release. */
async function debianSources(): Promise<string[]> {
  const folder = '/etc/apt/sources.list.d';
  const own = (await readdir(folder)).filter((name) => /^debian.*\.(sources|list)$/.test(name));
  const files = own.map((name) => join(folder, name));
  return files.length > 0 ? files : ['/etc/apt/sources.list'];
}
