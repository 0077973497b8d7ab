import assert from 'node:assert/strict';
import { readFile, realpath, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createAuthority } from '../certs/authority.ts';
import { writeIdentity } from '../certs/identity-store.ts';
import { generateKey } from '../certs/keys.ts';
import { takeSandboxDown } from '../sandbox/down.ts';
import { addAddress, deleteAddress } from '../sandbox/double/network/addresses.ts';
import { type NodeRootPaths, nodePaths } from '../sandbox/double/node-paths.ts';
import { nodeLayout, type SandboxLayout, sandboxLayout } from '../sandbox/layout.ts';
import { readPidFiles } from '../sandbox/processes/pid-files.ts';
import { stopProcesses } from '../sandbox/processes/stop-processes.ts';
import { startAgent } from '../sandbox/programs.ts';
import { systemClock } from '../services/base/clock.ts';
import { typeCommand } from './typed-command.ts';

/*
 * A sandbox from a cluster.yaml whose servers have each fault that a preflight looks for, with real agents: the fault
 * is told with its code, exit status 3, nothing is changed, and without the fault all is well again. In the end a
 * joiner holds data, and the way out is taken.
 */

const clusterYaml = `nodes:
  - { name: hapy1, fqdn: hapy1.ac-test.fr, address: 10.7.0.11 }
  - { name: hapy2, fqdn: hapy2.ac-test.fr, address: 10.7.0.12 }
  - { name: hapy3, fqdn: hapy3.ac-test.fr, address: 10.7.0.13 }
vip: { address: 10.7.0.20, name: one.ac-test.fr }
`;
const never = new AbortController().signal;

interface Report {
  readonly blocked: boolean;
  readonly checks: readonly {
    readonly name: string;
    readonly severity: string;
    readonly code: string;
    readonly node: string;
    readonly parameters: Readonly<Record<string, string>>;
    readonly found: string;
  }[];
}

describe('servers that are not as they should be', function () {
  this.timeout(240_000);
  let folder: string;
  let directory: string;
  let layout: SandboxLayout;

  before(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'hapy-wrong-')));
    directory = join(folder, 'dir');
    layout = sandboxLayout(directory);
    const yaml = join(folder, 'cluster.yaml');
    await writeFile(yaml, clusterYaml);
    const up = await typeCommand(`npx hapyctl sandbox up --from ${yaml}`, directory);
    assert.equal(up.status, 0, up.output);
    assert.match(up.output, /10\.7\.0\.20 → 127\.\d+\.\d+\.20/);
  });
  after(async () => {
    await takeSandboxDown({ directory, keep: false }).catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  });

  const rootOf = (node: string): NodeRootPaths => nodePaths(nodeLayout(layout, node).root);
  const hapyctl = (words: string) => typeCommand(`npx hapyctl ${words}`, directory);

  async function look(): Promise<Report & { status: number | null }> {
    const { status, output } = await hapyctl('preflight -o json');
    return { status, ...(JSON.parse(output) as Report) };
  }

  /** Changes a file for as long as `work` takes. */
  async function withFile(path: string, change: (text: string) => string, work: () => Promise<void>) {
    const text = await readFile(path, 'utf8');
    const changed = change(text);
    assert.notEqual(changed, text, path);
    try {
      await writeFile(path, changed);
      await work();
    } finally {
      await writeFile(path, text);
    }
  }

  async function assertTold(name: string, node: string, code: string, severity = 'error'): Promise<Report> {
    const report = await look();
    const failed = report.checks.filter((check) => check.severity !== 'ok');
    const told = failed.find((check) => check.name === name && check.node === node);
    assert.deepEqual([told?.code, told?.severity], [code, severity], JSON.stringify(failed));
    assert.equal(report.status, severity === 'error' ? 3 : 0);
    if (severity === 'error') await assertNotApplied();
    return report;
  }

  /** What the preflight refuses is not begun by apply either. */
  async function assertNotApplied(): Promise<void> {
    const { status, output } = await hapyctl('apply --yes');
    assert.equal(status, 3, output);
    assert.match((await hapyctl('runs -o json')).output, /"runs": \[\]/);
  }

  /** One variable of a config.eol. */
  const variable = (name: string, val: unknown) => (text: string) => {
    const variables = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify({ ...variables, [name]: { val, owner: 'gen_config' } });
  };

  it('are none at first', async () => {
    const { blocked, status, checks } = await look();
    assert.deepEqual(
      checks.filter(({ severity }) => severity !== 'ok'),
      [],
    );
    assert.deepEqual([blocked, status], [false, 0]);
  });

  const hostsFaults: readonly (readonly [string, (hosts: string) => string, string, string])[] = [
    ['a name that one node does not know', (hosts) => hosts.replace(/.* hapy3\n/, ''), 'HAPY-E360', 'error'],
    [
      'a name that one node knows differently',
      (hosts) => hosts.replace(/\.13 /, '.99 '),
      'HAPY-E361',
      'error',
    ],
    [
      'a name that one node takes for itself',
      (hosts) => hosts.replace(/.* (hapy3\..*)/, '127.0.1.1 $1'),
      'HAPY-E361',
      'error',
    ],
    ['a second address of a name', (hosts) => `${hosts}127.0.1.1 hapy3.ac-test.fr\n`, 'HAPY-E361', 'error'],
    [
      'its own name on loopback, as a warning',
      (hosts) => hosts.replace(/.* (hapy2\..*)/, '127.0.1.1 $1'),
      'HAPY-E634',
      'warning',
    ],
  ];
  for (const [what, change, code, severity] of hostsFaults) {
    it(`are told: ${what}`, async () => {
      await withFile(rootOf('hapy2').hosts, change, async () => {
        await assertTold('name-resolves', 'hapy2', code, severity);
      });
    });
  }

  const eolFaults: readonly (readonly [string, string, unknown, string, string])[] = [
    ['another index', 'one_ha_server_index', 2, 'index-order', 'HAPY-E706'],
    ['another list', 'one_nodes', ['hapy1', 'hapy2', 'hapy3', 'hapy4'], 'same-variables', 'HAPY-E624'],
    ['another virtual address', 'one_vip', '10.7.0.21', 'same-variables', 'HAPY-E624'],
    ['another mask than its interface', 'adresse_netmask_eth0', '255.255.0.0', 'one-subnet', 'HAPY-E631'],
    ['HA switched off', 'activer_one_ha', 'non', 'same-variables', 'HAPY-E704'],
  ];
  for (const [what, name, value, check, code] of eolFaults) {
    it(`are told: ${what} in config.eol`, async () => {
      await withFile(rootOf('hapy2').configEol, variable(name, value), async () => {
        // An index that is not the place in its own list is found by whoever reads the file.
        await assertTold(code === 'HAPY-E706' ? 'same-variables' : check, 'hapy2', code);
      });
    });
  }

  it('are told: another version of OpenNebula, although no oned runs', async () => {
    const older = () => '#!/bin/sh\necho "OpenNebula 6.8.0 (0a1b2c3d) is distributed and licensed"\n';
    await withFile(rootOf('hapy3').oned, older, async () => {
      const { checks } = await assertTold('same-version', '', 'HAPY-E609');
      const told = checks.find(({ code }) => code === 'HAPY-E609');
      assert.match(told?.parameters['found'] ?? '', /6\.8\.0 \(hapy3\)/);
    });
  });

  it('are told: a virtual address that somebody has', async () => {
    const { vip } = JSON.parse(await readFile(layout.record, 'utf8')) as { vip: { address: string } };
    const { root } = rootOf('hapy3');
    await addAddress(root, 'eth0', { address: vip.address, prefixLength: 24 });
    await assertTold('vip-silent', 'hapy3', 'HAPY-E363');
    await deleteAddress(root, 'eth0', vip.address);
  });

  async function stopAgent(node: string): Promise<void> {
    const processes = await readPidFiles(layout.pids);
    await stopProcesses(processes.filter(({ name }) => name === `agent-${node}`));
  }

  it('are told: a port that is refused, with both machines and the firewall rule', async () => {
    await stopAgent('hapy3');
    try {
      const { checks } = await assertTold('node-answers', 'hapy3', 'HAPY-E632');
      const { parameters } = checks.find(({ code }) => code === 'HAPY-E632')!;
      assert.deepEqual(
        [parameters['from'], parameters['to'], parameters['port']],
        ['hapy1', 'hapy3', '2641'],
      );
      const { output } = await hapyctl('preflight');
      assert.match(output.replaceAll(/\s+/g, ' '), /iptables -I INPUT -p tcp --dport 2641 -j ACCEPT/);
    } finally {
      await startAgent(layout, 'hapy3', never);
    }
  });

  it('are told: an agent that shows the certificate of another cluster', async () => {
    const pki = join(nodeLayout(layout, 'hapy3').agentState, 'pki');
    const files = ['key.pem', 'certificate.pem', 'roots.pem'].map((name) => join(pki, name));
    const own = await Promise.all(files.map((path) => readFile(path)));
    const { clusterId } = JSON.parse(await readFile(join(pki, '../cluster.json'), 'utf8')) as {
      clusterId: string;
    };
    await stopAgent('hapy3');
    try {
      const foreign = await createAuthority({ clusterId, clock: systemClock });
      const { privateKeyPem, publicKeyDer } = await generateKey();
      const names = { dnsNames: ['hapy3.ac-test.fr'], addresses: ['127.0.0.1'] };
      const request = { profile: 'agent', name: 'hapy3', ...names, publicKeyDer } as const;
      const { certificateChainPem } = foreign.authority.issue(request);
      await writeIdentity(pki, { privateKeyPem, certificateChainPem, rootsPem: foreign.rootPem });
      await startAgent(layout, 'hapy3', never);
      await assertTold('node-answers', 'hapy3', 'HAPY-E505');
      await stopAgent('hapy3');
    } finally {
      for (const [at, path] of files.entries()) await writeFile(path, own[at]!);
      await startAgent(layout, 'hapy3', never);
    }
  });

  it('are told: a joiner whose database holds data, with the list and a way out that keeps it', async () => {
    const { oneDatabase } = rootOf('hapy2');
    const database = new DatabaseSync(oneDatabase);
    database.exec("INSERT INTO vm_pool (oid, name, body) VALUES (3, 'web', '<VM><ID>3</ID></VM>')");
    database.close();
    const { checks } = await assertTold('database-empty', 'hapy2', 'HAPY-E603');
    const { parameters } = checks.find(({ code }) => code === 'HAPY-E603')!;
    assert.match(parameters['contents'] ?? '', /web/);

    const wrong = await hapyctl(`plan --discard-database hapy2=${'0'.repeat(64)}`);
    assert.equal(wrong.status, 3);
    assert.match(wrong.output, /HAPY-E614/);
    assert.doesNotMatch(wrong.output, /import-seed|recevoir la graine/);

    const discard = `--discard-database hapy2=${parameters['digest']}`;
    assert.equal((await hapyctl(`preflight ${discard}`)).status, 0);
    const applied = await hapyctl(`apply --yes ${discard}`);
    assert.equal(applied.status, 0, applied.output);
    assert.equal((await hapyctl('status')).status, 0);

    const kept = new DatabaseSync(join(nodeLayout(layout, 'hapy2').helperState, 'before/content/database'), {
      readOnly: true,
    });
    assert.deepEqual(
      kept
        .prepare('SELECT oid, name FROM vm_pool')
        .all()
        .map((row) => ({ ...row })),
      [{ oid: 3, name: 'web' }],
    );
    kept.close();
    const now = new DatabaseSync(oneDatabase, { readOnly: true });
    assert.deepEqual(now.prepare('SELECT oid FROM vm_pool').all(), []);
    now.close();
  });
});
