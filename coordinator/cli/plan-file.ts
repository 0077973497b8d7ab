import { createHash } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { canonicalText } from '../../services/domain/canonical-plan.ts';
import type { Plan } from '../../services/domain/plan.ts';
import { hashOfPlan } from '../executor/plan-hash.ts';
import { parseJson, readPlan } from './read-plan.ts';

/** Of the file's form; a file of another one is refused rather than guessed at. */
const version = 1;

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
      const checksum = checksumOf(content.plan);
      await file.writeFile(`${JSON.stringify({ version, ...content, checksum }, undefined, 2)}\n`);
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
 * @throws HapyError HAPY-E259 no plan file, HAPY-E550 of another version, HAPY-E261 edited since it was written
 */
export async function readPlanFile(path: string): Promise<PlanFile> {
  const value = parseJson(await readBounded(path), path);
  const { plan, hash, ...more } = (value ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof hash !== 'string' || plan === undefined) throw new HapyError('HAPY-E259', { file: path });
  const found = more['version'];
  if (found !== version)
    throw new HapyError('HAPY-E550', { file: path, found: versionText(found), known: version });
  const read = readPlan(plan, path);
  if (hashOfPlan(read) !== hash || checksumOf(plan) !== more['checksum']) {
    throw new HapyError('HAPY-E261', { file: path });
  }
  return { plan: read, hash };
}

/** Of everything in the plan, what the hash leaves out too: whoever reads the file reads what was computed. */
function checksumOf(plan: unknown): string {
  return createHash('sha256').update(canonicalText(plan)).digest('hex');
}

function versionText(found: unknown): string {
  return typeof found === 'number' || typeof found === 'string' ? String(found).slice(0, 20) : '0';
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
