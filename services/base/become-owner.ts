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
