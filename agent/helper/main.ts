#!/usr/bin/env node
import { collectAtOnce } from '../../services/base/collect-at-once.ts';
import { keepCompiledCode } from '../../services/base/installation.ts';
import { readArguments } from '../program-arguments.ts';

keepCompiledCode();
collectAtOnce();

/*
 * hapy-helper: the part of a node that runs as root.
 *   serve --config helper.yaml   the closed list of verbs, on a unix socket
 *   guard --config helper.yaml   ExecStartPre of oned: exit 0 start, exit 1 do not
 */

const usage = 'usage: hapy-helper serve|guard --config helper.yaml\n';
const given = readArguments(process.argv.slice(2), ['config']);
const config = given?.options['config'] ?? '/etc/hapy/helper.yaml';
process.umask(0o077);

if (given?.command === 'guard') {
  const { guard } = await import('./guard.ts');
  const { exitStatus, reason } = await guard(config);
  process.stderr.write(`hapy-helper guard: ${reason}\n`);
  process.exitCode = exitStatus;
} else if (given?.command === 'serve') {
  const { serve } = await import('./serve.ts');
  process.exitCode = await serve(config);
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
