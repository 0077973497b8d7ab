import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodePaths } from '../node-paths.ts';
import { print, printError, programArguments } from './arguments.ts';

/**
 * systemd-run --unit=NAME [options] PROGRAM …: starts a program that outlives its caller, in a session of its
 * own, and returns at once. Its options other than the name need a real systemd and are not imitated.
 */
function main(): number {
  const { root, words } = programArguments();
  const first = words.findIndex((word) => !word.startsWith('-'));
  const [program, ...rest] = first < 0 ? [] : words.slice(first);
  if (program === undefined) {
    printError('Command line to execute required.');
    return 1;
  }
  const named = words.slice(0, first).find((word) => word.startsWith('--unit='));
  const unit = named?.slice('--unit='.length).replace(/\.service$/, '') ?? `run-${process.pid}`;
  const directory = join(nodePaths(root).runDirectory, 'units');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const child = spawn(program, rest, { detached: true, stdio: 'ignore', cwd: '/' });
  if (child.pid === undefined) {
    child.once('error', () => undefined);
    printError(`Failed to start transient service unit: ${program}`);
    return 1;
  }
  writeFileSync(join(directory, `${unit}.pid`), `${child.pid}\n`);
  child.unref();
  print(`Running as unit: ${unit}.service`);
  return 0;
}

process.exitCode = main();
