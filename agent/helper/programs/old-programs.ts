import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { programsDirectory } from './program-folder.ts';

/** Folders of programs that are kept whatever their age, and how old one beyond them is when it is forgotten. */
const keptPrograms = 200;
/** Longer than any program may take and than any action id may come again: a run's id has no second use. */
const forgottenAfterMs = 7 * 24 * 60 * 60_000;

/**
 * Bounds the folders of programs: what is neither among the newest nor younger than a week goes. None of
 * those can still be running, for a program has an hour and a half at most, and the agent's own record knows
 * its outcome for longer. Nothing that goes wrong here stands in the way of a program.
 */
export async function forgetOldPrograms(stateDirectory: string, nowMs: number): Promise<void> {
  const directory = programsDirectory(stateDirectory);
  try {
    const names = await readdir(directory);
    if (names.length <= keptPrograms) return;
    const folders = await Promise.all(
      names.map(async (name) => ({ name, changedMs: (await stat(join(directory, name))).mtimeMs })),
    );
    folders.sort((one, other) => other.changedMs - one.changedMs);
    for (const { name, changedMs } of folders.slice(keptPrograms)) {
      if (nowMs - changedMs < forgottenAfterMs) continue;
      await rm(join(directory, name), { recursive: true, force: true });
    }
  } catch {
    // The next start tries again.
  }
}
