import { spawn } from 'node:child_process';
import { lockWithin, unlock } from '../file-lock.ts';
import type { Machine } from '../machine.ts';
import { lanOf } from '../network/lan.ts';
import { nodePaths } from '../node-paths.ts';
import type { Hook } from './configuration.ts';

export interface HookContext {
  readonly root: string;
  readonly machine: Machine;
  /** Real milliseconds between two announcements. */
  readonly announceStepMs: number;
  readonly signal: AbortSignal;
}

const announcements = 10;

/** Executes a Raft hook: vip.sh by its stand-in, anything else as the program it names. */
export async function runRaftHook(hook: Hook, context: HookContext): Promise<void> {
  if (hook.command.endsWith('vip.sh')) {
    await runVipScript(hook.arguments, context);
    return;
  }
  await new Promise<void>((resolve) => {
    const child = spawn(hook.command, hook.arguments, { stdio: 'ignore', signal: context.signal });
    child.on('error', () => resolve());
    child.on('exit', () => resolve());
  });
}

/**
 * vip.sh: `leader|follower interface address/prefix …`. It holds a lock while it announces the address ten
 * times in about 21 s, and gives up waiting for that lock after 60 s: a leadership lost early keeps the
 * address until the announcements end (opennebula.md section 2, vip.sh).
 */
export async function runVipScript(words: readonly string[], context: HookContext): Promise<void> {
  const [action, ...pairs] = words;
  const lock = nodePaths(context.root).vipLock;
  const locked = await lockWithin(lock, context.announceStepMs * 30, context.signal);
  try {
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      const device = pairs[at] ?? '';
      const [address = '', prefix = '32'] = (pairs[at + 1] ?? '').split('/');
      if (context.signal.aborted) return;
      if (action === 'leader') await takeAddress(device, address, Number(prefix), context);
      else await lanOf(context.root, context.machine).drop(device, address);
    }
  } finally {
    if (locked) unlock(lock);
  }
}

async function takeAddress(
  device: string,
  address: string,
  prefixLength: number,
  context: HookContext,
): Promise<void> {
  const lan = lanOf(context.root, context.machine);
  await lan.take(device, { address, prefixLength });
  for (let count = 0; count < announcements && !context.signal.aborted; count += 1) {
    lan.announce(device, address);
    await pause(context.announceStepMs, context.signal);
  }
}

function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    signal.addEventListener('abort', done);
  });
}
