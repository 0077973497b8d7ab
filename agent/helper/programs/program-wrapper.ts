import { open } from 'node:fs/promises';

import { collectAtOnce } from '../../../services/base/collect-at-once.ts';
import { HapyError, toErrorRecord } from '../../../services/base/errors/hapy-error.ts';
import { keepCompiledCode } from '../../../services/base/installation.ts';
import { type Job, ProgramFolder, type ProgramName } from './program-folder.ts';
import { StepContext } from './step-context.ts';

/*
 * The process that carries out one long program and outlives everything that asked for it. Started by the
 * launcher with two arguments: the helper's state folder and the action's id. It leaves its pid and start
 * time, its output and, by rename, its result; SIGTERM cancels it.
 */

keepCompiledCode();
collectAtOnce();

type Program = (context: StepContext) => Promise<void>;

/** Loaded when needed: starting oned must not wait for what packs a seed. */
const programs: Readonly<Record<ProgramName, () => Promise<Program>>> = {
  instance: async () => (await import('./eole-programs.ts')).instance,
  reconfigure: async () => (await import('./eole-programs.ts')).reconfigure,
  'start-oned': async () => (await import('./oned-programs.ts')).startOned,
  'drop-vip': async () => (await import('./drop-vip.ts')).dropVip,
  'stop-oned': async () => (await import('./oned-programs.ts')).stopOned,
  'export-seed': async () => (await import('./export-seed.ts')).exportSeed,
  'import-seed': async () => (await import('./import-seed.ts')).importSeed,
  'make-folder': async () => (await import('../gluster/step-outside.ts')).stepProgram,
  'rejoin-pool': async () => (await import('../gluster/step-outside.ts')).stepProgram,
  'probe-storage': async () => (await import('../gluster/step-outside.ts')).stepProgram,
  'restore-server': async () => (await import('./restore-server.ts')).restoreServer,
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
    await folder.claim(process.pid, job, Date.now);
    const program = await programs[job.program]();
    await program(new StepContext(job, log, stopped.signal, (pid) => folder.writeCommand(pid)));
    await folder.writeResult({ exitCode: 0, finishedAtMs: Date.now(), error: undefined });
  } catch (error) {
    // Started twice: the other one has it, and everything here is its.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
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
await carryOut(folder, job);
// A started service may still hold a pipe of ours; nothing of it is waited for.
process.exit(0);
