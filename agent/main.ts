#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

import { toErrorRecord } from '../services/base/errors/hapy-error.ts';
import { explainError } from '../services/base/messages/explain-error.ts';
import { chooseLanguage } from '../services/base/messages/language.ts';
import { readArguments } from './program-arguments.ts';

// Before the daemon's modules are loaded: the cache saves a third of its start.
enableCompileCache();

/*
 * hapy-agent: the unprivileged part of a node.
 *   serve --config agent.yaml                        AgentService over mTLS
 *   join --config agent.yaml --token-file FILE|-     makes this machine a member of a cluster
 */

const usage =
  'usage: hapy-agent serve [--config agent.yaml]\n       hapy-agent join [--config agent.yaml] [--token-file FILE|-]\n';
const given = readArguments(process.argv.slice(2), ['config', 'token-file', 'lang']);
const config = given?.options['config'] ?? '/etc/hapy/agent.yaml';
const language = chooseLanguage(given?.options['lang'], process.env);
process.umask(0o077);

try {
  if (given?.command === 'serve') {
    const { serve } = await import('./daemon/main.ts');
    await serve(config);
  } else if (given?.command === 'join') {
    const { join } = await import('./join-command.ts');
    await join({ config, tokenFile: given.options['token-file'] ?? '-', language });
  } else {
    process.stderr.write(usage);
    process.exitCode = 2;
  }
} catch (error) {
  const { code, text, cause, next } = explainError(toErrorRecord(error), language);
  process.stderr.write(`hapy-agent: ${code} ${text}\n  ${cause}\n  → ${next}\n`);
  process.exitCode = 2;
}
