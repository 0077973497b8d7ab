import { execa } from 'execa';

import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { type Element, parseXml } from '../../bounded-xml.ts';
import type { HelperConfig } from '../config.ts';
import { refusalIn } from './gluster-documents.ts';

/** What one answer may weigh: a pool of hundreds of volumes is far below. */
const answerBytesMax = 8 * 1024 * 1024;
/** Of what a program says when it fails, in a message. */
const reasonLengthMax = 300;

export interface GlusterCall {
  /** Of helper.yaml. */
  readonly program: string;
  readonly deadlineMs: number;
  /** Runs it in a unit of its own; empty where there is no systemd. */
  readonly systemdRun?: string;
}

/**
 * For what gluster's program asks of the bricks itself (`heal … info`), over the network: the helper's own unit may
 * open no connection, so that runs in a transient one.
 */
export function outsideCall({ programs }: HelperConfig): GlusterCall {
  return { program: programs.gluster, deadlineMs: outsideMs, systemdRun: programs.systemdRun };
}

const outsideMs = 60_000;

/**
 * Asks glusterd through its own program, without a shell and without questions; the answer is XML of a bounded size.
 *
 * @throws HapyError HAPY-E830 refused, with gluster's own words; HAPY-E831 too late, so that it may have been done;
 *   HAPY-E832 an answer that is none; HAPY-E811 when glusterd does not run; HAPY-E333 when there is no program
 */
export async function runGluster(call: GlusterCall, ...words: readonly string[]): Promise<Element> {
  const seconds = Math.ceil(call.deadlineMs / 1000);
  const { program, systemdRun = '' } = call;
  // Its own log is glusterd's folder, which this process may not write to; without a log it does not start.
  const own = ['--mode=script', '--log-file=/dev/null', `--timeout=${seconds}`, '--xml', ...words];
  const command = words.slice(0, 3).join(' ');
  const [first, ...argv] =
    systemdRun === ''
      ? [program, ...own]
      : [systemdRun, '--quiet', '--wait', '--pipe', '--collect', program, ...own];
  const { stdout, stderr, timedOut, code, isMaxBuffer } = await execa(first, argv, {
    reject: false,
    stdin: 'ignore',
    timeout: call.deadlineMs,
    maxBuffer: answerBytesMax,
    env: { LC_ALL: 'C' },
    extendEnv: true,
  });
  if (timedOut) throw new HapyError('HAPY-E831', { command, seconds });
  if (code === 'ENOENT' || code === 'EACCES')
    throw new HapyError('HAPY-E333', { program: call.program, reason: code });
  const said = `${stdout}\n${stderr}`;
  if (/Connection failed|glusterd.*(not running|operational)/.test(said)) throw new HapyError('HAPY-E811');
  if (isMaxBuffer) throw new HapyError('HAPY-E832', { command, reason: 'answer too large' });
  let document: Element;
  let reason: string;
  try {
    document = parseXml(stdout);
    reason = refusalIn(document);
  } catch (error) {
    const told = `${String(error)}: ${said.trim()}`.slice(0, reasonLengthMax);
    throw new HapyError('HAPY-E832', { command, reason: told }, error);
  }
  if (/timed out/i.test(reason)) throw new HapyError('HAPY-E831', { command, seconds });
  if (reason !== '') throw new HapyError('HAPY-E830', { command, reason: reason.slice(0, reasonLengthMax) });
  return document;
}
