import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { nodePaths } from '../node-paths.ts';
import { type MysqlAccess, targetOf } from '../store/mysql-copy.ts';
import { print, printError } from './arguments.ts';

const failed = 255;

/** As the real onedb does it, with the same programs and flags (OpenNebula 6.10, src/onedb/onedb_backend.rb). */
export function backUpMysql(access: MysqlAccess, file: string): number {
  const flags = ['--add-drop-database', '--databases', '--add-drop-table', access.name];
  // Left readable by all, as the real one leaves it.
  const output = openSync(file, 'w', 0o644);
  const run = spawnSync('mysqldump', [...targetOf(access), ...flags], {
    env: { ...process.env, MYSQL_PWD: access.password },
    stdio: ['ignore', output, 'inherit'],
  });
  closeSync(output);
  if (run.status !== 0) {
    printError("Unknown error running 'mysqldump'");
    return failed;
  }
  print(`MySQL dump stored in ${file}\nUse 'onedb restore' or restore the DB using the mysql command:`);
  print('mysql -u user -h server -P port db_name < backup_file\n');
  return 0;
}

/** The dump drops the database and makes it anew. */
export function restoreMysql(root: string, access: MysqlAccess, file: string): number {
  const { onedLock } = nodePaths(root);
  if (existsSync(onedLock)) {
    printError(`First stop OpenNebula. Lock file found: ${onedLock}`);
    return failed;
  }
  const input = openSync(file, 'r');
  const run = spawnSync('mysql', [...targetOf(access), access.name], {
    env: { ...process.env, MYSQL_PWD: access.password },
    stdio: [input, 'inherit', 'inherit'],
  });
  closeSync(input);
  if (run.status !== 0) {
    printError(`Error while restoring MySQL DB ${access.name} at ${access.server}.`);
    return failed;
  }
  print(`MySQL DB ${access.name} at ${access.server} restored.`);
  return 0;
}
