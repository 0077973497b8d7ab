import {
  closeSync,
  fchmodSync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';

import type { Clock } from '../base/clock.ts';
import { HapyError } from '../base/errors/hapy-error.ts';
import type { Log } from '../base/log.ts';
import type { AuditedCall, AuditSink } from '../rpc/audit-sink.ts';
import { type AuditHead, type AuditLine, emptyHead, sealLine, unsealLine } from './audit-line.ts';
import { Flood } from './flood.ts';
import { type AuditSelection, selectLines } from './select-lines.ts';
import { type AuditVerdict, verifyAudit } from './verify-audit.ts';

export interface AuditLogOptions {
  readonly path: string;
  /** "coordinator" or "agent/hapy2" */
  readonly program: string;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * An audit in one file: JSON lines, each with the hash of the one before. Its end is kept in a second file, so
 * that lines cannot be cut off unseen. A line is on the disk before the call that it is about is answered.
 */
export class AuditLog implements AuditSink {
  readonly #options: AuditLogOptions;
  readonly #flood: Flood;
  #file: number;
  #head: AuditHead;
  #trouble: HapyError | undefined;

  private constructor(options: AuditLogOptions, file: number, head: AuditHead) {
    this.#options = options;
    this.#flood = new Flood(options.clock);
    this.#file = file;
    this.#head = head;
  }

  /** Opens the file, or makes it, mode 0600. @throws HapyError HAPY-E125 */
  static open(options: AuditLogOptions): AuditLog {
    try {
      const file = openSync(options.path, 'a', 0o600);
      fchmodSync(file, 0o600);
      return new AuditLog(options, file, adoptEnd(file, options));
    } catch (error) {
      throw unwritable(options.path, error);
    }
  }

  get head(): AuditHead {
    return this.#head;
  }

  /** HAPY-E125 until a line could be written again. */
  trouble(): HapyError | undefined {
    if (this.#trouble === undefined) return undefined;
    this.#append({ who: this.#options.program, what: 'audit-resumed', result: 'ok' });
    return this.#trouble;
  }

  write(call: AuditedCall): void {
    const { caller } = call;
    // Strangers, and whoever was withdrawn and does not give up: neither is to fill the disk.
    const refused = /^HAPY-E1\d\d$/.test(call.outcome);
    if (refused && !this.#flood.admits()) return;
    const untold = this.#flood.takeUntold();
    if (untold > 0) {
      const details = { count: String(untold) };
      this.#append({ who: 'anonymous', what: 'refusals-not-written', result: 'ok', details });
    }
    this.#append({
      at: new Date(call.atMs).toISOString(),
      who: caller.name === '' ? caller.role : `${caller.role}/${caller.name}`,
      serial: caller.serial ?? '',
      via: caller.via ?? '',
      from: caller.peer,
      what: call.rpc.replace(/^\/hapy\.[a-z]+\.v\d+\./, ''),
      details: call.details,
      result: call.outcome,
    });
  }

  /** What the program itself did, without anybody's call. */
  note(what: string, details: Readonly<Record<string, string>>): void {
    this.#append({ who: this.#options.program, what, result: 'ok', details });
  }

  read(selection: AuditSelection): string[] {
    return selectLines(linesOf(this.#options.path), selection);
  }

  /** The whole file against its hashes, and against the ends that are known from elsewhere. */
  verify(known: readonly AuditHead[] = []): AuditVerdict {
    return verifyAudit(
      linesOf(this.#options.path),
      [this.#head, ...known].filter(({ number }) => number > 0),
    );
  }

  close(): void {
    closeSync(this.#file);
  }

  #append(entry: Pick<AuditLine, 'who' | 'what' | 'result'> & Partial<AuditLine>): void {
    const { program, clock, path, log } = this.#options;
    const line: AuditLine = {
      number: this.#head.number + 1,
      at: entry.at ?? new Date(clock.now()).toISOString(),
      program,
      who: entry.who,
      serial: entry.serial ?? '',
      via: entry.via ?? '',
      from: entry.from ?? '',
      what: entry.what,
      details: entry.details ?? {},
      result: entry.result,
      previous: this.#head.hash,
    };
    const { text, head } = sealLine(line);
    try {
      const content = Buffer.from(`${text}\n`);
      if (writeSync(this.#file, content) !== content.length) throw shortWrite();
      fdatasyncSync(this.#file);
      writeHead(path, head);
      this.#head = head;
      this.#trouble = undefined;
    } catch (error) {
      this.#trouble = unwritable(path, error);
      log.error({ err: this.#trouble, what: entry.what }, 'audit line not written');
      this.#repair();
    }
  }

  /** Cuts off what a failed write has left, so that the next line begins a line. */
  #repair(): void {
    try {
      this.#head = adoptEnd(this.#file, this.#options);
    } catch (error) {
      this.#options.log.error({ err: error }, 'audit not repaired');
    }
  }
}

/**
 * The end of the file as it is: half a line at the end was never answered for and is cut off. Lines after the
 * remembered end are those that were written just before a stop.
 */
function adoptEnd(file: number, { path, log }: AuditLogOptions): AuditHead {
  const content = readFileSync(path);
  const wholeBytes = content.lastIndexOf(0x0a) + 1;
  if (wholeBytes < content.length) {
    log.warn({ path, bytes: content.length - wholeBytes }, 'half a line at the end of the audit cut off');
    ftruncateSync(file, wholeBytes);
  }
  const last = content.subarray(0, wholeBytes).toString('utf8').trimEnd().split('\n').at(-1) ?? '';
  const sealed = unsealLine(last);
  const found = sealed === undefined ? emptyHead : { number: sealed.line.number, hash: sealed.hash };
  const remembered = readHead(path);
  // A file that was shortened goes on after its remembered end, so that the gap shows for ever.
  return remembered.number > found.number ? remembered : found;
}

function readHead(path: string): AuditHead {
  try {
    const [, number, hash] = /^(\d{1,15}) ([0-9a-f]{64})\n$/.exec(readFileSync(`${path}.head`, 'utf8')) ?? [];
    return number === undefined || hash === undefined ? emptyHead : { number: Number(number), hash };
  } catch {
    return emptyHead;
  }
}

/** By rename, so that it is never half. Not synced: after a power cut the file itself may be ahead of it. */
function writeHead(path: string, head: AuditHead): void {
  writeFileSync(`${path}.head.new`, `${head.number} ${head.hash}\n`, { mode: 0o600 });
  renameSync(`${path}.head.new`, `${path}.head`);
}

function linesOf(path: string): string[] {
  const text = readFileSync(path, 'utf8').trimEnd();
  return text === '' ? [] : text.split('\n');
}

function unwritable(path: string, error: unknown): HapyError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
  return new HapyError('HAPY-E125', { path, reason: code }, error);
}

function shortWrite(): Error {
  return Object.assign(new Error('short write'), { code: 'ENOSPC' });
}
