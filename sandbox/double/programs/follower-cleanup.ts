import { readMachine } from '../machine.ts';
import { nodePaths } from '../node-paths.ts';
import { readOnedConfiguration } from '../oned/configuration.ts';
import { onedTiming } from '../oned/timing.ts';
import { runVipScript } from '../oned/vip-hook.ts';
import { programArguments } from './arguments.ts';

/** ExecStopPost of oned's unit: takes the virtual address off, as the follower hook does, once its lock is free. */
async function main(): Promise<void> {
  const { root } = programArguments();
  const configuration = readOnedConfiguration(nodePaths(root).onedConf);
  const hook = configuration.followerHook;
  if (hook === undefined) return;
  const machine = readMachine(root);
  const { announceStepMs } = onedTiming(configuration, machine.clockFactor);
  const signal = new AbortController().signal;
  await runVipScript(hook.arguments, { root, machine, announceStepMs, signal });
}

await main();
