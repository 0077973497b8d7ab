#!/usr/bin/env node
import { collectAtOnce } from '../services/base/collect-at-once.ts';
import { internalError, toErrorRecord } from '../services/base/errors/hapy-error.ts';
import { errorTable } from '../services/base/errors/table.ts';
import { keepCompiledCode } from '../services/base/installation.ts';
import { explainError } from '../services/base/messages/explain-error.ts';
import { chooseLanguage } from '../services/base/messages/language.ts';
import { wrapText } from '../services/base/messages/wrap-text.ts';
import { configIn } from './config-place.ts';
import { readArguments } from './program-arguments.ts';

// Before the daemon's modules are loaded: the cache saves a third of its start.
keepCompiledCode();
collectAtOnce();

/*
 * hapy-agent: the unprivileged part of a node.
 *   serve --config agent.yaml                        AgentService over mTLS
 *   join --config agent.yaml --token-file FILE|-     makes this machine a member of a cluster
 *   can-change --for upgrade|remove                  asked by the package before it changes: 0 yes, 3 no
 * With --dir DIR (or HAPY_DIR) the configuration is DIR/agent.yaml, or that of the token's node under DIR.
 */

const usage =
  'usage: hapy-agent serve [--config agent.yaml | --dir DIR]\n       hapy-agent join [--config agent.yaml | --dir DIR] [--token-file FILE|-]\n';
const given = readArguments(process.argv.slice(2), ['config', 'dir', 'token-file', 'for', 'lang']);
const directory = given?.options['dir'] ?? process.env['HAPY_DIR'];
const config = given?.options['config'];
const language = chooseLanguage(given?.options['lang'], process.env);
process.umask(0o077);

try {
  if (given?.command === 'serve') {
    const { serve } = await import('./daemon/main.ts');
    await serve(config ?? configIn(directory));
  } else if (given?.command === 'join') {
    const { join } = await import('./join-command.ts');
    const tokenFile = given.options['token-file'] ?? '-';
    const underDirectory = config === undefined && directory !== undefined;
    const place = (node: string) => config ?? configIn(directory, node);
    await join({ config: place, tokenFile, language, underDirectory });
  } else if (given?.command === 'can-change') {
    const { canChange } = await import('./package-change/main.ts');
    const change = given.options['for'] === 'remove' ? 'remove' : 'upgrade';
    await canChange(config ?? configIn(directory), change, language);
  } else {
    process.stderr.write(usage);
    process.exitCode = 2;
  }
} catch (error) {
  const known = internalError(error);
  const { code, text, cause, next } = explainError(toErrorRecord(known), language);
  const columns = process.stderr.isTTY ? process.stderr.columns : Infinity;
  const lines = [`hapy-agent: ${code} ${text}`, `  ${cause}`, `  → ${next}`];
  process.stderr.write(`${lines.flatMap((line) => wrapText(line, columns)).join('\n')}\n`);
  process.exitCode = errorTable[known.code].exit;
}
