import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { execa } from 'execa';
import fc from 'fast-check';

import { loadAgentConfig } from '../../agent/config.ts';
import {
  type Configured,
  configure,
  namesIn,
  readDictionary,
  render,
  type Values,
} from './creole-stand-in.ts';

const here = import.meta.dirname;
const read = (...path: string[]) => readFileSync(join(here, ...path), 'utf8');

/** Variables of a real Hâpy that its config.eol may leave to their defaults (the packages' own, seen in real files). */
const eoleVariables = [
  'activer_one_ha',
  'one_nodes',
  'nom_machine',
  'nom_domaine_local',
  'activer_acces_xmlrpc',
];

function valuesOf(example: string): Map<string, string | number | readonly string[]> {
  const file = JSON.parse(read('../../sandbox/examples', example)) as Record<
    string,
    { val: string } | string
  >;
  const pairs = Object.entries(file).flatMap(([name, variable]) =>
    typeof variable === 'string' ? [] : [[name, variable.val] as const],
  );
  return new Map(pairs);
}

const text = read('dicos/60_hapy_cluster.xml');
const dictionary = readDictionary(text);
const enabled = (more: Readonly<Record<string, string>> = {}): Configured =>
  configure(
    dictionary,
    new Map([...valuesOf('a.eol'), ['activer_hapy_cluster', 'oui'], ...Object.entries(more)]),
  );
const rendered = (template: string, values: Values) => render(read('tmpl', template), values);

describe('the dictionary of eole-hapy-cluster', () => {
  it('has the form that EOLE’s own have: no tabs, labels, help, icons, known types', () => {
    assert.doesNotMatch(text, /\t/);
    for (const [name, { type }] of dictionary.variables) {
      assert.ok(['oui/non', 'string'].includes(type), name);
      assert.ok(dictionary.helped.has(name), `${name} has no help`);
      assert.match(text, new RegExp(`<variable name='${name}'[^>]* description='[A-ZÉ]`));
    }
    assert.match(text, /<family name='hapy_cluster' icon='\w+'/);
    assert.ok(dictionary.helped.has('hapy_cluster'));
  });

  it('speaks of no variable that nobody defines', () => {
    const known = new Set([...dictionary.variables.keys(), ...eoleVariables]);
    const targets = dictionary.conditions.flatMap(({ source, targets: all }) => [
      source,
      ...all.filter(({ type }) => type === 'variable').map(({ name }) => name),
    ]);
    for (const name of [...targets, ...dictionary.mentioned]) assert.ok(known.has(name), name);
    for (const { source } of dictionary.files) {
      for (const name of namesIn(read('tmpl', source))) assert.ok(known.has(name), `${name} in ${source}`);
    }
  });

  it('declares every template, and its conditions name file lists that there are', () => {
    assert.deepEqual(
      dictionary.files.map(({ source }) => source).sort(),
      readdirSync(join(here, 'tmpl')).sort(),
    );
    const lists = new Set(dictionary.files.map(({ filelist }) => filelist));
    for (const { targets } of dictionary.conditions) {
      for (const { type, name } of targets) if (type === 'filelist') assert.ok(lists.has(name), name);
    }
  });

  it('writes nothing where the cluster is off, or high availability is', () => {
    assert.equal(configure(dictionary, valuesOf('a.eol')).filelists.size, 0);
    assert.equal(enabled({ activer_one_ha: 'non' }).filelists.size, 0);
    assert.deepEqual([...enabled().filelists], ['hapy_cluster']);
  });
});

describe('the templates of eole-hapy-cluster', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-eole-'));
  });
  after(() => rm(folder, { recursive: true }));

  async function agentConfig(values: Values) {
    const path = join(folder, 'agent.yaml');
    await writeFile(path, rendered('hapy-agent.yaml', values));
    return loadAgentConfig(path);
  }

  it('make an agent.yaml that the agent takes, of each of three real config.eol', async () => {
    for (const [index, example] of ['a.eol', 'b.eol', 'c.eol'].entries()) {
      const { values } = configure(
        dictionary,
        new Map([...valuesOf(example), ['activer_hapy_cluster', 'oui']]),
      );
      const config = await agentConfig(values);
      assert.deepEqual([config.platform, config.node], ['eole', `hapy${index + 1}`]);
      assert.equal(config.watchdog, true);
      assert.equal(config.firewall, 'ours');
    }
  });

  it('say what was chosen', async () => {
    const { values } = enabled({ hapy_cluster_veille_vip: 'non', hapy_cluster_journal: 'debug' });
    const config = await agentConfig(values);
    assert.deepEqual([config.watchdog, config.log.level], [false, 'debug']);
    // Whoever opens 2633 to others is not told every day that it is open.
    for (const chosen of [{ hapy_cluster_xmlrpc_pairs: 'non' }, { activer_acces_xmlrpc: 'oui' }]) {
      assert.equal((await agentConfig(enabled(chosen).values)).firewall, 'other');
    }
  });

  it('make shell variables that hold every node, however many there are', async () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,14}$/);
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(name, { minLength: 0, maxLength: 7 }), async (nodes) => {
        const { values } = enabled();
        const lines = rendered('hapy-cluster-vars.conf', new Map([...values, ['one_nodes', nodes]]));
        const { stdout } = await execa('bash', ['-u'], { input: `${lines}\nprintf '%s\\n' $HAPY_NODES` });
        assert.equal(stdout, nodes.join('\n'));
      }),
      { numRuns: 20 },
    );
  });
});

describe('the scripts of eole-hapy-cluster', () => {
  let root = '';
  let log = '';

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'hapy-eole-'));
    log = join(root, 'log');
    for (const folder of ['etc/eole', 'etc/hapy', 'var/lib/hapy', 'usr/bin', 'bin']) {
      await mkdir(join(root, folder), { recursive: true });
    }
    await writeFile(log, '');
    await program('usr/bin/hapy-helper', 'exit 1');
    for (const name of ['systemctl', 'iptables']) await program(`bin/${name}`, 'exit 0');
    const addresses = ['hapy1 192.0.2.1', 'hapy2 192.0.2.2'].map((line) => line.split(' '));
    const cases = addresses.map(([name, address]) => `${name}.*) echo "${address} STREAM" ;;`);
    await program('bin/getent', `case "$2" in ${cases.join(' ')} *) exit 2 ;; esac`);
  });
  afterEach(() => rm(root, { recursive: true }));

  /** A program that writes down how it was called. */
  async function program(path: string, lines: string): Promise<void> {
    await writeFile(join(root, path), `#!/bin/bash\necho "$(basename "$0") $*" >> ${log}\n${lines}\n`);
    await chmod(join(root, path), 0o755);
  }

  const turnOn = (more: Readonly<Record<string, string>> = {}) =>
    writeFile(
      join(root, 'etc/eole/hapy-cluster-vars.conf'),
      rendered('hapy-cluster-vars.conf', enabled(more).values),
    );

  /** Runs a script with this root in the place of the machine's. */
  async function run(script: string, ...words: string[]): Promise<readonly string[]> {
    const moved = read(script).replaceAll(/(?<=[\s=])\/(etc|var|usr)\//g, `${root}/$1/`);
    await writeFile(join(root, 'script'), moved);
    await writeFile(log, '');
    const env = { PATH: `${join(root, 'bin')}:/usr/bin:/bin` };
    const { exitCode, stderr } = await execa('bash', [join(root, 'script'), ...words], {
      env,
      reject: false,
    });
    assert.equal(exitCode, 0, stderr);
    return readFileSync(log, 'utf8').split('\n').slice(0, -1);
  }

  it('do nothing and return 0 where the feature is off', async () => {
    for (const script of ['posttemplate/95-hapy-cluster', 'postservice/95-hapy-cluster']) {
      assert.deepEqual(await run(script, 'reconfigure'), []);
    }
    const calls = await run('bastion/90-hapy-cluster');
    assert.ok(
      calls.every((call) => /-[DFX] /.test(call)),
      calls.join('\n'),
    );
  });

  it('put our keys back after the templates, and return 0 even where the guard holds oned', async () => {
    await turnOn();
    for (const mode of ['instance', 'reconfigure']) {
      assert.deepEqual(await run('posttemplate/95-hapy-cluster', mode), ['hapy-helper guard']);
    }
    assert.deepEqual(await run('posttemplate/95-hapy-cluster', 'nonsense'), []);
  });

  it('start the agent anew when its configuration has changed, and only then', async () => {
    await turnOn();
    await writeFile(join(root, 'etc/hapy/agent.yaml'), 'platform: eole\n');
    const restart = ['systemctl try-restart hapy-agent.service'];
    assert.deepEqual(await run('postservice/95-hapy-cluster', 'reconfigure'), restart);
    assert.deepEqual(await run('postservice/95-hapy-cluster', 'reconfigure'), []);
    await writeFile(join(root, 'etc/hapy/agent.yaml'), 'platform: eole\nwatchdog: false\n');
    assert.deepEqual(await run('postservice/95-hapy-cluster', 'reconfigure'), restart);
  });

  it('open our ports, and oned’s to those nodes that have an address', async () => {
    await turnOn();
    const rules = await run('bastion/90-hapy-cluster');
    const ofPeers = rules.filter((rule) => rule.includes('2633,2641'));
    assert.deepEqual(
      ofPeers.map((rule) => /-s (\S+) .* -j (\w+)/.exec(rule)?.slice(1)),
      [
        ['192.0.2.1', 'ACCEPT'],
        ['192.0.2.2', 'ACCEPT'],
      ],
    );
    assert.ok(rules.some((rule) => /--dports 2640,2642 -j ACCEPT/.test(rule)));
    const [drop, accept] = [/--dport 2633 -j DROP/, /2633,2641 -j ACCEPT/].map((rule) =>
      rules.findIndex((each) => rule.test(each)),
    );
    assert.ok(drop !== undefined && accept !== undefined && accept >= 0 && drop > accept);
    assert.match(rules.at(-1) ?? '', /-I INPUT -j hapy-cluster/);
  });

  it('leave oned’s port to everybody where the administrator wants it so', async () => {
    for (const chosen of [{ hapy_cluster_xmlrpc_pairs: 'non' }, { activer_acces_xmlrpc: 'oui' }]) {
      await turnOn(chosen);
      assert.ok((await run('bastion/90-hapy-cluster')).every((rule) => !rule.includes('DROP')));
    }
  });
});
