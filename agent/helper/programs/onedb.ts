import { readAttribute } from '../configuration/attribute-file.ts';
import { readRequired } from '../../durable-file.ts';
import type { StepContext } from './step-context.ts';

/** How `onedb` reaches the database, as oned.conf says it. */
interface OnedbAccess {
  readonly sqlite: boolean;
  readonly parameters: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The access is always given: without it onedb asks a Ruby library that Debian's own package breaks
 * (opennebula.md section 1). The password goes by the environment, where `ps` does not show it.
 */
async function accessTo(context: StepContext): Promise<OnedbAccess> {
  const { files } = context.config;
  const text = await readRequired(files.onedConf);
  if ((readAttribute(text, 'DB', 'BACKEND') ?? 'sqlite') === 'sqlite') {
    return { sqlite: true, parameters: ['-s', files.oneDatabase], environment: {} };
  }
  const value = (key: string, fallback: string) => readAttribute(text, 'DB', key) ?? fallback;
  const server = value('SERVER', 'localhost');
  const parameters = ['-u', value('USER', 'oneadmin'), '-d', value('DB_NAME', 'opennebula'), '-S', server];
  return { sqlite: false, parameters, environment: { ONE_DB_PASSWORD: value('PASSWD', '') } };
}

/** A backup into a file that only root may read; oned may run meanwhile. Tells whether it is a SQLite file. */
export async function backUpDatabase(context: StepContext, file: string): Promise<{ sqlite: boolean }> {
  const { sqlite, parameters, environment } = await accessTo(context);
  await context.runOrFail([context.config.programs.onedb, 'backup', '-f', ...parameters, file], environment);
  return { sqlite };
}

/** Drops what is there and puts the backup in its place; onedb itself refuses while oned's lock stands. */
export async function restoreDatabase(context: StepContext, file: string): Promise<{ sqlite: boolean }> {
  const { sqlite, parameters, environment } = await accessTo(context);
  await context.runOrFail([context.config.programs.onedb, 'restore', '-f', ...parameters, file], environment);
  return { sqlite };
}

export async function usesSqlite(context: StepContext): Promise<boolean> {
  return (await accessTo(context)).sqlite;
}
