import type { ProcessStatus } from '../../services/domain/observed.ts';
import { KeptAnswer, textOfFiles } from '../kept-answer.ts';
import type { HelperConfig } from './config.ts';
import { besideOned, failedAmong } from './failed-units.ts';
import { processStatusOf } from './programs/oned-programs.ts';
import { runCommand } from './programs/run-command.ts';

interface UnitFacts {
  readonly onedProcess: ProcessStatus;
  /** Those beside oned's that have failed. */
  readonly failedUnits: readonly string[];
}

const systemctlTimeoutMs = 10_000;
/** A unit beside oned that has failed is told after so long at the latest. */
const keptMs = 5_000;

/**
 * What systemd says of oned's unit and of those beside it. It is asked when other processes belong to oned's unit than
 * the last time, which the kernel tells without a program, and every five seconds.
 */
export class UnitStates {
  readonly #answer: KeptAnswer<UnitFacts>;

  constructor({ programs, unit, onedProcesses }: HelperConfig) {
    this.#answer = new KeptAnswer({
      ask: async () => {
        const argv = [programs.systemctl, 'is-active', unit, ...besideOned];
        const { output } = await runCommand(argv, { signal: AbortSignal.timeout(systemctlTimeoutMs) });
        const [onedLine = '', ...others] = output.trim().split('\n');
        return { onedProcess: processStatusOf(onedLine), failedUnits: failedAmong(besideOned, others) };
      },
      mark: () => markOf(onedProcesses),
      // Where it does not, the files are not those of the unit that was asked for.
      agrees: ({ onedProcess }, mark) => (onedProcess === 'running') === mark.startsWith(alive),
      keptMs,
    });
  }

  read(): Promise<UnitFacts> {
    return this.#answer.read();
  }
}

const alive = 'alive';

/** The files' text, and of each process that is named in them whether it lives, and since when. */
function markOf(files: readonly string[]): string | undefined {
  const text = textOfFiles(files);
  if (text === undefined) return undefined;
  const lives = [...text.matchAll(/(?<![^\n\0])\d+(?=\n|$|\0)/g)].map(([pid]) => sinceWhen(pid));
  return [lives.some((each) => each !== '') ? alive : 'none', ...lives, text].join(' ');
}

/** When a process has begun, in the kernel's ticks; '' where it has ended, also where nobody has asked how. */
function sinceWhen(pid: string): string {
  // After the name, which is in brackets and may hold anything: the state first, the start as the 20th (proc(5)).
  const [state, ...fields] = (textOfFiles([`/proc/${pid}/stat`]) ?? '').split(') ').at(-1)?.split(' ') ?? [];
  return state === 'Z' || state === 'X' ? '' : (fields[18] ?? '');
}
