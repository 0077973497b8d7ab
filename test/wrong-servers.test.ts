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
  this.timeout(600_000);
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

  /** Changes files for as long as `work` takes. */
  async function withFiles(
    changes: readonly (readonly [path: string, change: (text: string) => string])[],
    work: () => Promise<void>,
  ): Promise<void> {
    const before = await Promise.all(changes.map(([path]) => readFile(path, 'utf8')));
    try {
      for (const [at, [path, change]] of changes.entries()) {
        const text = before[at]!;
        assert.notEqual(change(text), text, path);
        await writeFile(path, change(text));
      }
      await work();
    } finally {
      for (const [at, [path]] of changes.entries()) await writeFile(path, before[at]!);
    }
  }

  /** Looks, and gives each failed check as one line and all of them with their details. */
  async function failures() {
    const { checks, status, blocked } = await look();
    const failed = checks.filter(({ severity }) => severity !== 'ok');
    const lines = failed.map(
      ({ name, node, code, severity }) => `${severity} ${name} ${node || '-'} ${code}`,
    );
    return { failed, lines: lines.toSorted(), status, blocked };
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
    const { lines, blocked, status } = await failures();
    assert.deepEqual(lines, []);
    assert.deepEqual([blocked, status], [false, 0]);
  });

  it('are told all in one report, each by the node that is wrong, and nothing is begun', async () => {
    const { vip } = JSON.parse(await readFile(layout.record, 'utf8')) as { vip: { address: string } };
    const [one, two, three] = [rootOf('hapy1'), rootOf('hapy2'), rootOf('hapy3')];
    const older = () => '#!/bin/sh\necho "OpenNebula 6.8.0 (0a1b2c3d) is distributed and licensed"\n';
    const changes = [
      [one.hosts, (hosts: string) => hosts.replace(/.* hapy3\n/, '')],
      [two.hosts, (hosts: string) => hosts.replace(/.* (hapy3\..*)/, '127.0.1.1 $1')],
      [three.hosts, (hosts: string) => hosts.replace(/.* (hapy3\..*)/, '127.0.1.1 $1')],
      [one.configEol, variable('one_vip', '10.7.0.21')],
      [two.configEol, variable('adresse_netmask_eth0', '255.255.0.0')],
      [three.configEol, variable('activer_one_ha', 'non')],
      [three.oned, older],
    ] as const;
    await addAddress(two.root, 'eth0', { address: vip.address, prefixLength: 24 });
    await withFiles(changes, async () => {
      const { failed, lines, status } = await failures();
      assert.deepEqual(lines, [
        'error name-resolves hapy1 HAPY-E360',
        'error name-resolves hapy2 HAPY-E361',
        'error one-subnet hapy2 HAPY-E631',
        'error same-variables hapy1 HAPY-E624',
        'error same-variables hapy3 HAPY-E704',
        'error same-version - HAPY-E609',
        'error vip-silent hapy2 HAPY-E363',
        'warning configuration-applied hapy1 HAPY-E628',
        'warning configuration-applied hapy2 HAPY-E628',
        'warning configuration-applied hapy3 HAPY-E628',
        'warning name-resolves hapy3 HAPY-E634',
      ]);
      assert.equal(status, 3);
      const versions = failed.find(({ name }) => name === 'same-version')?.parameters['found'];
      assert.match(versions ?? '', /6\.8\.0 \(hapy3\)/);
      await assertNotApplied();
    });
    await deleteAddress(two.root, 'eth0', vip.address);
  });

  async function stopAgent(node: string): Promise<void> {
    const processes = await readPidFiles(layout.pids);
    await stopProcesses(processes.filter(({ name }) => name === `agent-${node}`));
  }

  /** The coordinator calls an agent that was gone at growing intervals: so until it has heard this one. */
  async function startHeard(node: string): Promise<void> {
    await startAgent(layout, node, never);
    for (;;) {
      const { lines } = await failures();
      if (!lines.some((line) => line.includes(`node-answers ${node}`))) return;
    }
  }

  it('are told: a port that is refused, with both machines and the firewall rule', async () => {
    await stopAgent('hapy3');
    try {
      const { failed, lines, status } = await failures();
      assert.deepEqual([lines, status], [['error node-answers hapy3 HAPY-E632'], 3]);
      const { parameters } = failed[0]!;
      assert.deepEqual(
        [parameters['from'], parameters['to'], parameters['port']],
        ['hapy1', 'hapy3', '2641'],
      );
      const { output } = await hapyctl('preflight');
      assert.match(output.replaceAll(/\s+/g, ' '), /iptables -I INPUT -p tcp --dport 2641 -j ACCEPT/);
    } finally {
      await startHeard('hapy3');
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
      await writeIdentity(pki, { privateKeyPem, certificateChainPem, rootsPem: foreign.root.certificatePem });
      await startAgent(layout, 'hapy3', never);
      let { lines, status } = await failures();
      // Until it calls again, the coordinator remembers that nobody was there.
      while (lines.some((line) => line.includes('HAPY-E632'))) ({ lines, status } = await failures());
      assert.deepEqual([lines, status], [['error node-answers hapy3 HAPY-E505'], 3]);
    } finally {
      await stopAgent('hapy3');
      for (const [at, path] of files.entries()) await writeFile(path, own[at]!);
      await startHeard('hapy3');
    }
  });

  it('are told: a joiner whose database holds data, with the list and a way out that keeps it', async () => {
    const { oneDatabase } = rootOf('hapy2');
    const database = new DatabaseSync(oneDatabase);
    database.exec("INSERT INTO vm_pool (oid, name, body) VALUES (3, 'web', '<VM><ID>3</ID></VM>')");
    database.close();
    const { failed, lines } = await failures();
    assert.deepEqual(lines, ['error database-empty hapy2 HAPY-E603']);
    const { parameters } = failed[0]!;
    await assertNotApplied();
    assert.match(parameters['contents'] ?? '', /web/);

    const wrong = await hapyctl(`plan --discard-database hapy2=${'0'.repeat(64)}`);
    assert.equal(wrong.status, 3);
    assert.match(wrong.output, /HAPY-E614/);
    assert.doesNotMatch(wrong.output, /import-seed|recevoir la graine/);

    const discard = `--discard-database hapy2=${parameters['digest']}`;
    assert.equal((await hapyctl(`preflight ${discard}`)).status, 0);
    const applied = await hapyctl(`apply --yes --no-drill ${discard}`);
    assert.equal(applied.status, 0, applied.output);
    const after = await hapyctl('status');
    assert.equal(after.status, 0, after.output);

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
