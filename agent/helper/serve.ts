import { chmod, chown, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { systemClock } from '../../services/base/clock.ts';
import { toErrorRecord } from '../../services/base/errors/hapy-error.ts';
import { passedSocket } from '../../services/base/service-manager.ts';
import { createLog } from '../../services/base/log.ts';
import { explainError } from '../../services/base/messages/explain-error.ts';
import { chooseLanguage } from '../../services/base/messages/language.ts';
import { helperDefinition as definition } from '../../services/rpc/seed-chunks.ts';
import { startUnixServer } from '../../services/rpc/unix-server.ts';
import { makePrivateDirectory, readRequired } from '../durable-file.ts';
import { runUntilSignal } from '../run-until-signal.ts';
import { type HelperConfig, loadHelperConfig } from './config.ts';
import { helperService } from './service.ts';

/** The composition root of hapy-helper's daemon. Returns an exit status only when it could not start. */
export async function serve(configFile: string): Promise<number> {
  try {
    const config = await loadHelperConfig(configFile);
    const log = createLog('hapy-helper', config.log.level);
    await makePrivateDirectory(config.stateDirectory);
    if (passedSocket() === undefined) await mkdir(dirname(config.socket), { recursive: true, mode: 0o755 });
    const server = await startUnixServer({
      socketPath: config.socket,
      descriptor: passedSocket(),
      services: [{ definition, implementation: helperService(config, systemClock) }],
      log,
      caller: { role: 'node-agent', name: 'node-agent', uri: '', peer: 'unix' },
      // With an owner the mode lets in his group, and nobody before the socket is his.
      mode: 0o600,
    });
    // A socket that systemd made has the owner of its unit.
    if (config.owner !== undefined && passedSocket() === undefined)
      await giveSocket(config.socket, config.owner);
    log.info({ socket: config.socket }, 'ready');
    await runUntilSignal(() => server.close(2000));
    return 0;
  } catch (error) {
    const { code, text, next } = explainError(toErrorRecord(error), chooseLanguage(undefined, process.env));
    process.stderr.write(`hapy-helper: ${code} ${text}\n  → ${next}\n`);
    return 2;
  }
}

async function giveSocket(path: string, owner: NonNullable<HelperConfig['owner']>): Promise<void> {
  await chown(path, await idIn('/etc/passwd', owner.user), await idIn('/etc/group', owner.group));
  await chmod(path, 0o660);
}

/** The number of a name in the third field of passwd(5) or group(5). Our accounts are local ones. */
async function idIn(file: string, name: string): Promise<number> {
  if (/^\d+$/.test(name)) return Number(name);
  const line = (await readRequired(file)).split('\n').find((each) => each.startsWith(`${name}:`));
  const id = Number(line?.split(':')[2]);
  if (line === undefined || !Number.isInteger(id)) throw new Error(`no ${name} in ${file}`);
  return id;
}
