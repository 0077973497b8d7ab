import { open } from 'node:fs/promises';

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

/** `hapy-agent join`: the token comes from a file or, with `-`, from standard input; never from the command line. */
export async function join(o: { config: string; tokenFile: string; language: Language }): Promise<void> {
  const config = await loadAgentConfig(o.config);
  await makePrivateDirectory(config.stateDirectory);
  const say = (key: keyof typeof joinMessages, parameters: Record<string, string>) => {
    process.stdout.write(`${formatText(joinMessages[key], o.language, parameters)}\n`);
  };
  const result = await joinCluster({
    token: await readToken(o.tokenFile),
    nodeName: config.node,
    stateDirectory: config.stateDirectory,
    clock: systemClock,
    log: createLog('hapy-agent', 'warn').child({ node: config.node }),
    onFingerprints: (prints) => say('fingerprints', { ...prints }),
  });
  const { clusterId: cluster, node, alreadyJoined, notAfterMs } = result;
  const until = new Date(notAfterMs).toISOString().slice(0, 16).replace('T', ' ');
  say(alreadyJoined ? 'already' : 'joined', { node, cluster, until });
}

async function readToken(path: string): Promise<string> {
  // Opening /dev/stdin fails where standard input is a socket, as it is for a child of a Node program.
  if (path === '-') return readBounded(process.stdin);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new HapyError('HAPY-E321', { path, reason: reasonOf(error) }, error);
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
