import { print, printError, programArguments } from './arguments.ts';
import { OnedUnit } from './oned-unit.ts';

/**
 * systemctl for one unit, opennebula.service. Other units are not there: they are inactive, and starting or
 * stopping them does nothing. Exit codes are systemctl's: 3 for is-active and status of what does not run.
 */
async function main(): Promise<number> {
  const { root, words } = programArguments();
  const [verb = '', ...units] = words.filter((word) => !word.startsWith('-'));
  const unit = new OnedUnit(root);
  const isOned = units.some(isOnedUnit);
  switch (verb) {
    case 'start':
      return isOned ? started(await unit.start()) : 0;
    case 'stop':
      if (isOned) await unit.stop();
      return 0;
    case 'restart':
      if (!isOned) return 0;
      await unit.stop();
      return started(await unit.start());
    case 'is-active': {
      const states = units.map((name) => (isOnedUnit(name) ? unit.status().active : 'inactive'));
      for (const active of states) print(active);
      return states.includes('active') ? 0 : 3;
    }
    case 'status':
      return status(unit, isOned);
    case 'show':
      show(unit, isOned, words);
      return 0;
    case 'reset-failed':
      if (isOned) unit.resetFailed();
      return 0;
    case 'daemon-reload':
    case 'enable':
    case 'disable':
      return 0;
    default:
      printError(`Unknown command verb '${verb}'.`);
      return 1;
  }
}

function isOnedUnit(name: string): boolean {
  return name === 'opennebula' || name === 'opennebula.service';
}

function started(refusal: string | undefined): number {
  if (refusal === undefined) return 0;
  printError(
    `Job for opennebula.service failed because the control process exited with error code.\nSee "systemctl status opennebula.service" and "journalctl -xeu opennebula.service" for details. (${refusal})`,
  );
  return 1;
}

function status(unit: OnedUnit, isOned: boolean): number {
  const { active, pid } = isOned ? unit.status() : { active: 'inactive', pid: 0 };
  print('● opennebula.service - OpenNebula Cloud Controller Daemon');
  print(`     Active: ${active}`);
  if (pid !== 0) print(`   Main PID: ${pid} (oned)`);
  return active === 'active' ? 0 : 3;
}

function show(unit: OnedUnit, isOned: boolean, words: readonly string[]): void {
  const { active, pid, result } = isOned ? unit.status() : { active: 'inactive', pid: 0, result: 'success' };
  const subState = { active: 'running', inactive: 'dead', failed: 'failed' }[active] ?? 'dead';
  const properties: Record<string, string> = {
    Id: 'opennebula.service',
    LoadState: isOned ? 'loaded' : 'not-found',
    ActiveState: active,
    SubState: subState,
    Result: result,
    MainPID: String(pid),
  };
  const text = words.join(' ');
  const asked = [...text.matchAll(/(?:-p|--property)[= ]?([A-Za-z,]+)/g)].flatMap((found) =>
    (found[1] ?? '').split(','),
  );
  const bare = words.includes('--value');
  for (const [name, value] of Object.entries(properties)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    print(bare ? value : `${name}=${value}`);
  }
}

process.exitCode = await main();
