import { statSync } from 'node:fs';

/**
 * An administrator types commands as root that write where an unprivileged program reads. From here on the
 * process acts as the owner of that folder, so that nothing in it ever belongs to root. Does nothing for anybody
 * but root, nor where root owns the folder or nobody has made it yet.
 */
export function becomeOwnerOf(folder: string): void {
  if (process.geteuid?.() !== 0) return;
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined || found.uid === 0) return;
  process.setgroups?.([found.gid]);
  process.setegid?.(found.gid);
  process.seteuid?.(found.uid);
}

/**
 * The same for one piece of work only: whoever became another account before is that account again afterwards. Two
 * programs of one package have folders of different owners, and one command writes in both.
 */
export async function asOwnerOf<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const { getuid, geteuid, getegid, seteuid, setegid, setgroups } = process;
  if (getuid?.() !== 0) return work();
  const [uid, gid] = [geteuid?.() ?? 0, getegid?.() ?? 0];
  seteuid?.(0);
  becomeOwnerOf(folder);
  try {
    return await work();
  } finally {
    seteuid?.(0);
    setgroups?.([gid]);
    setegid?.(gid);
    seteuid?.(uid);
  }
}
