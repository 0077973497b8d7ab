import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Plan } from '../../services/domain/plan.ts';
import { hashOfPlan } from '../executor/plan-hash.ts';
import { parseJson, readPlan } from './read-plan.ts';

/** A plan of three thousand nodes takes 12 MB; nothing of ours is larger. */
const sizeBytesMax = 64 * 1024 * 1024;

export interface PlanFile {
  readonly plan: Plan;
  readonly hash: string;
}

/** Writes the plan as it came from the coordinator, in one step. @throws HapyError HAPY-E262 */
export async function writePlanFile(path: string, content: PlanFile): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(content, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    const folder = await open(dirname(path), 'r');
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    await rm(temporary, { force: true });
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    throw new HapyError('HAPY-E262', { file: path, reason }, error);
  }
}

/**
 * Reads a plan file back.
 * @throws HapyError HAPY-E259 no plan file, HAPY-E261 its content does not fit its hash
 */
export async function readPlanFile(path: string): Promise<PlanFile> {
  const value = parseJson(await readBounded(path), path);
  const { plan, hash } = (value ?? {}) as { plan?: unknown; hash?: unknown };
  if (typeof hash !== 'string') throw new HapyError('HAPY-E259', { file: path });
  const read = readPlan(plan, path);
  if (hashOfPlan(read) !== hash) throw new HapyError('HAPY-E261', { file: path });
  return { plan: read, hash };
}

async function readBounded(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const about = await file.stat();
      if (!about.isFile() || about.size > sizeBytesMax) throw new HapyError('HAPY-E259', { file: path });
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof HapyError ? error : new HapyError('HAPY-E259', { file: path }, error);
  }
}
