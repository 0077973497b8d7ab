import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { execa } from 'execa';

const checkout = join(import.meta.dirname, '../../..');

/** What the packages of one build are, as machines see them below /packages. */
export interface BuiltPackages {
  /** new or old: the folder below /packages. */
  readonly folder: string;
  readonly version: string;
}

/** Builds the packages of this checkout into `folder`/new. */
export async function buildNew(folder: string): Promise<BuiltPackages> {
  return build(checkout, folder, 'new', {});
}

/**
 * Builds those of the commit before into `folder`/old, as of one minor version before. Where there is none (a checkout without history) or it needs
 * other dependencies, they are this checkout's own, stamped an hour older: the files are the same, an upgrade it is.
 */
export async function buildOld(folder: string): Promise<BuiltPackages> {
  const source = join(folder, 'previous-commit');
  if (await checkOutPrevious(source)) {
    await becomeMinorBefore(join(source, 'package.json'));
    await symlink(join(checkout, 'node_modules'), join(source, 'node_modules'));
    const { stdout } = await git('log', '-2', '--format=%ct');
    const [newer = 0, older = 0] = stdout.split('\n').map(Number);
    // Commits that were rebased together have the same time.
    const epoch = String(Math.min(older, newer - 1));
    return build(source, folder, 'old', { SOURCE_DATE_EPOCH: epoch });
  }
  const hourAgo = String(Math.floor(Date.now() / 1000) - 3600);
  return build(checkout, folder, 'old', { SOURCE_DATE_EPOCH: hourAgo });
}

async function checkOutPrevious(target: string): Promise<boolean> {
  const { exitCode: changed } = await git('diff', '--quiet', 'HEAD~1', '--', 'package-lock.json');
  if (changed !== 0) return false;
  await mkdir(target);
  const archive = await execa('git', ['archive', 'HEAD~1'], { cwd: checkout, encoding: 'buffer' });
  await execa('tar', ['-x', '-C', target], { input: archive.stdout });
  return true;
}

/** What people go back to is called so; the code is that of the commit before. */
async function becomeMinorBefore(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (minor === 0) return;
  await writeFile(file, text.replace(`"version": "${version}"`, `"version": "${major}.${minor - 1}.0"`));
}

function git(...words: string[]) {
  return execa('git', words, { cwd: checkout, reject: false });
}

async function build(
  source: string,
  folder: string,
  name: string,
  env: Readonly<Record<string, string>>,
): Promise<BuiltPackages> {
  const out = join(folder, name);
  const words = ['packaging/build.ts', '--quick', '--out', out];
  await execa(process.execPath, words, { cwd: source, env });
  const { stdout } = await execa('dpkg-deb', ['-f', await agentIn(out), 'Version']);
  return { folder: name, version: stdout };
}

async function agentIn(folder: string): Promise<string> {
  const { stdout } = await execa('find', [folder, '-name', 'hapy-agent_*.deb']);
  return stdout;
}
