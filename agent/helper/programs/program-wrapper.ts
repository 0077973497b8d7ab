import { open } from 'node:fs/promises';

import { HapyError, toErrorRecord } from '../../../services/base/errors/hapy-error.ts';
import { instance, reconfigure } from './eole-programs.ts';
import { exportSeed } from './export-seed.ts';
import { importSeed } from './import-seed.ts';
import { startOned, stopOned } from './oned-programs.ts';
import { type Job, ProgramFolder, type ProgramName } from './program-folder.ts';
import { StepContext } from './step-context.ts';

/*
 * The process that carries out one long program and outlives everything that asked for it. Started by the
 * launcher with two arguments: the helper's state folder and the action's id. It leaves its pid and start
 * time, its output and, by rename, its result; SIGTERM cancels it.
 */

const programs: Readonly<Record<ProgramName, (context: StepContext) => Promise<void>>> = {
  instance,
  reconfigure,
  'start-oned': startOned,
  'stop-oned': stopOned,
  'export-seed': exportSeed,
  'import-seed': importSeed,
};

async function carryOut(folder: ProgramFolder, job: Job): Promise<void> {
  const log = await open(folder.output, 'a', 0o600);
  const stopped = new AbortController();
  const cancel = () => stopped.abort(new HapyError('HAPY-E307', { action: job.actionId }));
  process.on('SIGTERM', cancel);
  process.on('SIGINT', cancel);
  const overdue = () => {
    const seconds = Math.round(job.deadlineMs / 1000);
    stopped.abort(new HapyError('HAPY-E334', { program: job.program, seconds }));
  };
  const timer = setTimeout(overdue, job.deadlineMs);
  try {
    await programs[job.program](new StepContext(job, log, stopped.signal));
    await folder.writeResult({ exitCode: 0, finishedAtMs: Date.now(), error: undefined });
  } catch (error) {
    const record = toErrorRecord(error);
    await log.appendFile(`${record.code}\n`);
    await folder.writeResult({ exitCode: 1, finishedAtMs: Date.now(), error: record });
  } finally {
    clearTimeout(timer);
    await log.close();
  }
}

const [stateDirectory = '', actionId = ''] = process.argv.slice(2);
process.umask(0o077);
const folder = new ProgramFolder(stateDirectory, actionId);
const job = await folder.readJob();
if (job === undefined) process.exit(2);
await folder.writeProcess(process.pid);
await carryOut(folder, job);
// A started service may still hold a pipe of ours; nothing of it is waited for.
process.exit(0);
