import { open } from 'node:fs/promises';

import { decodeToken } from '../certs/join-token.ts';
import { becomeOwnerOf } from '../services/base/become-owner.ts';
import { systemClock } from '../services/base/clock.ts';
import { HapyError } from '../services/base/errors/hapy-error.ts';
import { createLog } from '../services/base/log.ts';
import { joinMessages } from '../services/base/messages/join.ts';
import { formatText, type Language } from '../services/base/messages/language.ts';
import { loadAgentConfig } from './config.ts';
import { makePrivateDirectory, reasonOf } from './durable-file.ts';
import { joinCluster } from './join.ts';

/** A token is about 1 KiB; what is longer is not one. */
const tokenBytesMax = 16 * 1024;

/**
 * `hapy-agent join`: the token comes from a file or, with `-`, from standard input; never from the command line.
 * `config` gives the configuration for the node that the token names.
 */
export async function join(o: {
  config: (node: string) => string;
  tokenFile: string;
  language: Language;
  /** Everything of the node lies under one folder: there is no systemd to start it. */
  underDirectory: boolean;
}): Promise<void> {
  const token = await readToken(o.tokenFile);
  const config = await loadAgentConfig(o.config(decodeToken(token).node));
  // The token may be root's to read; what is written is the agent's.
  becomeOwnerOf(config.stateDirectory);
  await makePrivateDirectory(config.stateDirectory);
  const say = (key: keyof typeof joinMessages, parameters: Record<string, string>) => {
    process.stdout.write(`${formatText(joinMessages[key], o.language, parameters)}\n`);
  };
  const result = await joinCluster({
    token,
    nodeName: config.node,
    stateDirectory: config.stateDirectory,
    listenAddress: config.listen.address,
    clock: systemClock,
    // What goes wrong is told to the person once, in words; the log is for who looks for a defect.
    log: createLog('hapy-agent', process.env['HAPY_DEBUG'] === undefined ? 'silent' : 'info'),
    onFingerprints: (prints) => say('fingerprints', { ...prints }),
  });
  const { clusterId: cluster, node, alreadyJoined, notAfterMs } = result;
  const until = new Date(notAfterMs).toISOString().slice(0, 16).replace('T', ' ');
  say(alreadyJoined ? 'already' : 'joined', { node, cluster, until });
  if (!alreadyJoined) say(o.underDirectory ? 'next-directory' : 'next', { node });
}

async function readToken(path: string): Promise<string> {
  // Opening /dev/stdin fails where standard input is a socket, as it is for a child of a Node program.
  if (path === '-') return readBounded(process.stdin);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new HapyError('HAPY-E200', { file: path, reason: reasonOf(error) }, error);
  });
  try {
    return await readBounded(file.createReadStream({ autoClose: false }));
  } finally {
    await file.close();
  }
}

async function readBounded(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
    sizeBytes += (chunk as Buffer).length;
    if (sizeBytes > tokenBytesMax) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
