import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { onedConf } from '../conf/oned-conf.ts';
import { nodePaths } from '../node-paths.ts';
import { writeFileAtomically } from '../write-file.ts';
import { print, printError } from './arguments.ts';

/** The phases that instance and reconfigure print, in their order (eole.md section 6). */
export function printPhases(...phases: readonly string[]): void {
  for (const phase of phases) print(phase);
}

/**
 * Writes oned.conf anew from its template, whatever stood there: what we own in it is gone afterwards. The database
 * is a variable of EOLE's; here it is what it was.
 */
export function writeOnedConf(root: string, serverId: number): void {
  const file = nodePaths(root).onedConf;
  const database = /^DB\s*=\s*\[[^\]]*\]/m;
  const [kept] = database.exec(readFileSync(file, 'utf8')) ?? [];
  const text = onedConf(serverId);
  writeFileAtomically(file, kept === undefined ? text : text.replace(database, () => kept), 0o640);
}

export function systemctl(root: string, verb: 'start' | 'restart'): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(nodePaths(root).systemctl, [verb, 'opennebula'], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** The applied configuration becomes config.eol.bak, the one before it config.eol.bak.1. */
export function keepAppliedConfiguration(root: string): void {
  const { configEol, configEolBackup } = nodePaths(root);
  if (existsSync(configEolBackup)) renameSync(configEolBackup, `${configEolBackup}.1`);
  const temporary = `${configEolBackup}.new`;
  copyFileSync(configEol, temporary);
  renameSync(temporary, configEolBackup);
}

export function readConfigEol(root: string): string | undefined {
  try {
    return readFileSync(nodePaths(root).configEol, 'utf8');
  } catch {
    printError(' => Erreur : le fichier /etc/eole/config.eol est absent');
    return undefined;
  }
}
