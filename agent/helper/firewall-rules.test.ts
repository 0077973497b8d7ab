import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FirewallRules, peersInIptables, peersInNft } from './firewall-rules.ts';

/** As nftables 1.0.6 prints the rules of `hapyctl firewall show`, shortened. */
const printedByNft = JSON.stringify({
  nftables: [
    { metainfo: { version: '1.0.6', json_schema_version: 1 } },
    { table: { family: 'inet', name: 'hapy', handle: 5 } },
    {
      set: {
        family: 'inet',
        name: 'nodes',
        table: 'hapy',
        type: 'ipv4_addr',
        handle: 2,
        elem: ['192.0.2.2', '192.0.2.1'],
      },
    },
    { chain: { family: 'inet', table: 'hapy', name: 'input', hook: 'input', prio: -1, policy: 'accept' } },
    {
      rule: {
        chain: 'input',
        expr: [
          {
            match: {
              op: '==',
              left: { payload: { protocol: 'tcp', field: 'dport' } },
              right: { set: [2633, 2641] },
            },
          },
          { drop: null },
        ],
      },
    },
  ],
});

/** As iptables 1.8.9 prints what eole/bastion/90-hapy-cluster has made. */
const printedByIptables = `-P INPUT ACCEPT
-P FORWARD ACCEPT
-N hapy-cluster
-A INPUT -j hapy-cluster
-A hapy-cluster -s 192.0.2.1/32 -p tcp -m multiport --dports 2633,2641 -j ACCEPT
-A hapy-cluster -s 192.0.2.2/32 -p tcp -m multiport --dports 2633,2641 -j ACCEPT
-A hapy-cluster -i lo -j ACCEPT
-A hapy-cluster -p tcp -m multiport --dports 2640,2642 -j ACCEPT
-A hapy-cluster -p tcp -m tcp --dport 2633 -j DROP
`;
const both = ['192.0.2.1', '192.0.2.2'];

describe('the rules of the firewall', () => {
  it('are found in what nft prints', () => {
    assert.deepEqual(peersInNft(printedByNft), { stands: true, peers: both });
    assert.equal(peersInNft(printedByNft.replace('"drop"', '"accept"'))?.stands, false);
    for (const other of ['', 'nonsense', '{}', '{"nftables":[]}', '{"nftables":7}', 'null']) {
      assert.equal(peersInNft(other), undefined, other);
    }
  });

  it('are found in what iptables prints', () => {
    assert.deepEqual(peersInIptables(printedByIptables), { stands: true, peers: both });
    // A chain that nobody jumps to, and one that lets everybody in (hapy_cluster_xmlrpc_pairs = non).
    assert.equal(peersInIptables(printedByIptables.replace('-A INPUT -j hapy-cluster', ''))?.stands, false);
    assert.equal(peersInIptables(printedByIptables.replace(/.*DROP\n/, ''))?.stands, false);
    assert.equal(peersInIptables('-P INPUT ACCEPT\n-A INPUT -p tcp --dport 2633 -j DROP\n'), undefined);
  });

  describe('as the programs tell them', () => {
    let folder = '';
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'hapy-rules-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    async function program(name: string, prints: string, exitCode = 0): Promise<string> {
      const path = join(folder, name);
      await writeFile(`${path}.out`, prints);
      await writeFile(path, `#!/bin/sh\necho "$*" >> ${folder}/calls\ncat ${path}.out\nexit ${exitCode}\n`);
      await chmod(path, 0o755);
      return path;
    }

    it('are asked for at most twice a minute', async () => {
      let nowMs = 0;
      const nft = await program('nft', printedByNft);
      const rules = new FirewallRules({ nft, iptables: '', systemdRun: '' }, () => nowMs);
      for (nowMs of [0, 10_000, 29_000, 31_000]) {
        assert.deepEqual(await rules.read(), { stands: true, peers: both });
      }
      assert.equal((await readFile(join(folder, 'calls'), 'utf8')).split('\n').length - 1, 2);
    });

    it('may be those of iptables where nft has no table of ours, or is not there', async () => {
      const iptables = await program('iptables', printedByIptables);
      for (const nft of [await program('nft', '', 1), join(folder, 'absent')]) {
        assert.deepEqual(await new FirewallRules({ nft, iptables, systemdRun: '' }).read(), {
          stands: true,
          peers: both,
        });
      }
    });

    it('are asked for in a unit of its own where iptables may not be asked here, and more seldom', async () => {
      let nowMs = 0;
      const absent = join(folder, 'absent');
      const iptables = await program('iptables', '', 3);
      const systemdRun = await program('systemd-run', printedByIptables);
      const rules = new FirewallRules({ nft: absent, iptables, systemdRun }, () => nowMs);
      for (nowMs of [0, 31_000, 290_000]) {
        assert.deepEqual(await rules.read(), { stands: true, peers: both });
      }
      assert.deepEqual((await readFile(join(folder, 'calls'), 'utf8')).split('\n'), [
        ...['-S', `--quiet --wait --pipe --collect ${iptables} -S`, ''],
      ]);
    });

    it('are not there where nobody has made any, and are not looked for where nobody may', async () => {
      const absent = join(folder, 'absent');
      const nothing = new FirewallRules({ nft: absent, iptables: absent, systemdRun: '' });
      assert.deepEqual(await nothing.read(), { stands: false, peers: [] });
      assert.equal(await new FirewallRules({ nft: '', iptables: '', systemdRun: '' }).read(), undefined);
      // An iptables that cannot be asked says neither yes nor no.
      const iptables = await program('iptables', '', 3);
      assert.equal(await new FirewallRules({ nft: absent, iptables, systemdRun: '' }).read(), undefined);
    });
  });
});
