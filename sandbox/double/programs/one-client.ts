import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readMachine } from '../machine.ts';
import { nodePaths } from '../node-paths.ts';
import { callOned } from '../wire/client.ts';
import { text, type Value, WireFault } from '../wire/value.ts';
import { printError, programArguments } from './arguments.ts';

/** Every failure of OpenNebula's command line programs has this exit code (opennebula.md, exit codes). */
export const failed = 255;

/** oned said no, or did not answer. The message is what the programs print. */
export class CallRefused extends Error {}

export interface OneCommand {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | undefined>>;
  /** Calls this node's own oned, which forwards what only the leader may answer. @throws CallRefused */
  call(method: string, ...parameters: readonly Value[]): Promise<string | number>;
  /** The same of another server, within the 5 s that `onezone show` grants it. */
  callAt(endpoint: string, method: string): Promise<string | number>;
}

const shortOptions = { name: 'n', rpc: 'r', im: 'i', vm: 'v', append: 'a' } as const;
const statusTimeoutMs = 5000;

/** Reads the words of onezone or onehost, and whom they call: this node with oneadmin's session, or --user. */
export function oneCommand(): OneCommand {
  const { root, words } = programArguments();
  const flag = (name: keyof typeof shortOptions) => ({ type: 'string', short: shortOptions[name] }) as const;
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      ...{ name: flag('name'), rpc: flag('rpc'), im: flag('im'), vm: flag('vm') },
      append: { type: 'boolean', short: shortOptions.append },
      user: { type: 'string' },
      password: { type: 'string' },
    },
  });
  const { user, password = '' } = values;
  const session =
    user === undefined ? readFileSync(nodePaths(root).oneAuth, 'utf8').trim() : `${user}:${password}`;
  const own = `http://${readMachine(root).address}:2633/RPC2`;
  const ask = async (endpoint: string, method: string, parameters: readonly Value[], timeoutMs: number) => {
    const answer = await callOned(endpoint, method, [text(session), ...parameters], timeoutMs).catch(refuse);
    const [ok, given] = answer.type === 'array' ? answer.value : [];
    const value = given?.value as string | number;
    if (ok?.value !== true) throw new CallRefused(String(value));
    return value;
  };
  return {
    words: positionals,
    options: { ...values, append: values.append === true ? 'yes' : undefined },
    call: (method, ...parameters) => ask(own, method, parameters, 0),
    callAt: (endpoint, method) => ask(endpoint, method, [], statusTimeoutMs),
  };
}

function refuse(error: unknown): never {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof WireFault) throw new CallRefused(message);
  throw new CallRefused(`Failed to open TCP connection (${message})`);
}

/** Runs one of the programs to its exit code: what oned refuses goes to stderr as it said it. */
export async function runOneCommand(run: (command: OneCommand) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await run(oneCommand());
  } catch (error) {
    printError(error instanceof Error ? error.message : String(error));
    process.exitCode = failed;
  }
}
