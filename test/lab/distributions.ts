import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { buildNew } from './machines/built-packages.ts';
import { debianMirrors, systemBase } from './machines/debian.ts';
import { LabMachine, type Ran } from './machines/lab-machine.ts';
import { LabNetwork } from './machines/lab-network.ts';
import { until } from './machines/until.ts';

/*
 * `node test/lab/distributions.ts [NAME…] [--ubuntu MIRROR] [--debian MIRROR]`, as root: installs the packages on other
 * systems than the lab's, on a machine with systemd and without network, and says of each whether it went well or why it
 * could not be tried. Debian comes from the mirror of this machine's apt; Ubuntu's address must be given. Status 0 when
 * nothing failed, 1 when something did, 3 when nothing failed and something could not be had.
 */

const checkout = join(import.meta.dirname, '../..');

const systems = [
  { name: 'debian-13', release: 'trixie', from: 'debian' },
  { name: 'ubuntu-20.04', release: 'focal', from: 'ubuntu' },
  { name: 'ubuntu-22.04', release: 'jammy', from: 'ubuntu' },
  { name: 'ubuntu-24.04', release: 'noble', from: 'ubuntu' },
] as const;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { debian: { type: 'string' }, ubuntu: { type: 'string' } },
});
const names: readonly string[] = systems.map(({ name }) => name);
const unknown = positionals.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`${unknown.join(', ')}: not among ${names.join(', ')}\n`);
  process.exit(2);
}

const mirrors = {
  debian: values.debian === undefined ? await debianMirrors() : [values.debian],
  ubuntu: values.ubuntu === undefined ? [] : [values.ubuntu],
};

/** Of Debian's packages debian-archive-keyring and ubuntu-archive-keyring. */
const keyrings = {
  debian: '/usr/share/keyrings/debian-archive-keyring.gpg',
  ubuntu: '/usr/share/keyrings/ubuntu-archive-keyring.gpg',
};

let status = 0;
const folder = await realpath(await mkdtemp(join(tmpdir(), 'hapy-distributions-')));
try {
  await mkdir(join(folder, 'packages'));
  const { version } = await buildNew(join(folder, 'packages'));
  const wanted = systems.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  for (const system of wanted) {
    const told = await tried(system, version);
    process.stdout.write(`${system.name}: ${told.says}\n`);
    if (told.status === 1 || status === 0) status = told.status;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = status;

async function tried(
  { name, release, from }: (typeof systems)[number],
  version: string,
): Promise<{ readonly status: number; readonly says: string }> {
  const [mirror] = mirrors[from];
  if (mirror === undefined) return { status: 3, says: `cannot be had: no mirror, give one with --${from}` };
  // Ubuntu keeps arping in universe.
  const components = from === 'ubuntu' ? 'main universe' : 'main';
  const keys = keyrings[from];
  let base: string;
  try {
    const sources = [`deb [signed-by=${keys}] ${mirror} ${release} ${components}`];
    base = await systemBase(checkout, { name, release, sources });
  } catch (error) {
    return { status: 3, says: `cannot be had: ${reasonIn(error)}` };
  }
  try {
    return { status: 0, says: await installed(base, name, version) };
  } catch (error) {
    return { status: 1, says: `failed: ${String(error)}` };
  }
}

/** The last line that mmdebstrap or apt has said about it. */
function reasonIn(error: unknown): string {
  const { stderr = String(error) } = error as { stderr?: string };
  const lines = stderr.split('\n').filter((line) => /^(E|W|Err|mmdebstrap):|error|Could not/i.test(line));
  return (lines.at(0) ?? stderr.split('\n').at(-1) ?? '').trim().slice(0, 300);
}

/** Installs without network, makes a cluster of one description, joins, and takes everything away again. */
async function installed(base: string, name: string, version: string): Promise<string> {
  const prefix = `hapy-d${process.pid}`;
  const network = await LabNetwork.create(prefix);
  let machine: LabMachine | undefined;
  try {
    machine = await LabMachine.create({
      name: 'hapy1',
      network: await network.plug('hapy1', '192.168.0.116'),
      base,
      folder: join(folder, name),
      shows: { '/packages': join(folder, 'packages/new') },
      group: prefix,
    });
    await machine.write('/usr/share/eole/release', '2.9.0\n');
    for (const file of ['a.eol', 'b.eol', 'c.eol']) {
      await machine.write(`/root/${file}`, await readFile(join(checkout, 'sandbox/examples', file), 'utf8'));
    }
    await machine.boot();
    return await walkThrough(machine, version);
  } finally {
    await machine?.remove();
    await network.remove();
  }
}

async function walkThrough(machine: LabMachine, version: string): Promise<string> {
  const type = async (ran: Promise<Ran>): Promise<string> => {
    const { status, output } = await ran;
    if (status !== 0) throw new Error(output);
    return output;
  };
  const deb = (name: string) => `/packages/${name}_${version}_amd64.deb`;
  await type(machine.run('dpkg', '-i', deb('hapy-agent'), deb('hapy-coordinator')));
  await type(machine.run('hapyctl', 'init', '--from', '/root/a.eol', '/root/b.eol', '/root/c.eol'));
  await type(machine.run('systemctl', 'start', 'hapy-coordinator', 'hapy-gateway'));
  await type(machine.run('hapyctl', 'token', 'create', 'hapy1', '--out', '/root/token'));
  await type(machine.run('hapy-agent', 'join', '--token-file', '/root/token'));
  await type(machine.run('systemctl', 'start', 'hapy-agent'));
  await until('the agent is heard', async () =>
    /hapy1.*(?:il y a|ago)/.test((await machine.run('hapyctl', 'nodes')).output),
  );
  const units = ['hapy-agent', 'hapy-helper', 'hapy-coordinator', 'hapy-gateway'].map(
    (unit) => `${unit}.service`,
  );
  const verified = await machine.run('systemd-analyze', 'verify', '--man=no', ...units);
  const systemd = (await type(machine.run('systemctl', '--version'))).split('\n')[0] ?? '';
  await type(machine.run('dpkg', '--purge', 'hapy-coordinator', 'hapy-agent'));
  const said = verified.output === '' ? 'has nothing to say about the units' : `says: ${verified.output}`;
  return `installed, joined, heard and purged; ${systemd}, whose systemd-analyze verify ${said}`;
}
