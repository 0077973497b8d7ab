import assert from 'node:assert/strict';
import fc from 'fast-check';

import { HapyError } from '../base/errors/hapy-error.ts';
import { clusterVariables } from './cluster-variables.ts';
import { checkSameCluster, differingVariables } from './compare-files.ts';
import { parseCreole } from './creole-document.ts';
import { namesToResolve, parseNodeOption, specFromCreole } from './spec-from-creole.ts';

type Variables = Record<string, unknown>;

/** The variables of a real Hâpy's file that matter here (eole.md section 4), in an order of no meaning. */
function variablesOf(index: number, change: Variables = {}): Variables {
  const name = `hapy${index + 1}`;
  return {
    one_vip: '192.168.0.120',
    nom_machine: name,
    adresse_ip_eth0: `192.168.0.${116 + index}`,
    activer_one_ha: 'oui',
    one_nodes: ['hapy1', 'hapy2', 'hapy3'],
    nom_domaine_local: 'ac-test.fr',
    one_ha_server_index: index,
    one_sunstone_dns_name: 'one.ac-test.fr',
    serveur_ntp: ['pool.ntp.org'],
    ...change,
  };
}

function fileOf(variables: Variables): string {
  const entries = Object.entries(variables)
    .filter(([, val]) => val !== undefined)
    .map(([name, val]) => `  ${JSON.stringify(name)}: ${JSON.stringify({ owner: 'gen_config', val })}`);
  return `{\n${[...entries, '  "___version___": "2.9.0"'].join(',\n')}\n}\n`;
}

function read(index: number, change: Variables = {}, file = `hapy${index + 1}.eol`) {
  return clusterVariables(parseCreole(fileOf(variablesOf(index, change)), file));
}

function refusal(code: string, parameters: Record<string, unknown> = {}) {
  return (error: unknown) => {
    assert(error instanceof HapyError, String(error));
    assert.equal(error.code, code);
    for (const [name, value] of Object.entries(parameters)) assert.equal(error.parameters[name], value, name);
    return true;
  };
}

const none = new Map<string, string>();

describe('config.eol', () => {
  it('gives the spec of three servers from their three files', () => {
    const files = [0, 1, 2].map((index) => read(index));
    checkSameCluster(files);
    assert.deepEqual(namesToResolve(files, none), []);
    const { spec, sources } = specFromCreole(files, none, none, 'c1');
    assert.deepEqual(spec, {
      clusterId: 'c1',
      platform: 'eole',
      nodes: [
        { name: 'hapy1', fqdn: 'hapy1.ac-test.fr', address: '192.168.0.116' },
        { name: 'hapy2', fqdn: 'hapy2.ac-test.fr', address: '192.168.0.117' },
        { name: 'hapy3', fqdn: 'hapy3.ac-test.fr', address: '192.168.0.118' },
      ],
      vip: { address: '192.168.0.120', name: 'one.ac-test.fr' },
    });
    assert.deepEqual([...sources.values()], ['file', 'file', 'file']);
  });

  it('finds other addresses in --node, in the declared hosts and in the DNS', () => {
    const hosts = {
      activer_ajout_hosts: 'oui',
      adresse_ip_hosts: ['192.168.0.118'],
      nom_long_hosts: { 0: 'hapy3.autre.fr' },
      nom_court_hosts: { 0: 'hapy3' },
    };
    const files = [read(0, hosts)];
    assert.deepEqual(namesToResolve(files, none), ['hapy2.ac-test.fr']);
    const resolved = new Map([['hapy2.ac-test.fr', '192.168.0.117']]);
    const { spec, sources } = specFromCreole(files, none, resolved, 'c1');
    assert.deepEqual([...sources.values()], ['file', 'dns', 'declared-host']);
    assert.equal(spec.nodes[2]?.fqdn, 'hapy3.autre.fr');
    const given = new Map([parseNodeOption('hapy2=192.168.0.50')]);
    assert.deepEqual(namesToResolve(files, given), []);
    assert.equal(specFromCreole(files, given, none, 'c1').spec.nodes[1]?.address, '192.168.0.50');
  });

  it('takes an index that CreoleSet wrote as text', () => {
    assert.equal(read(1, { one_ha_server_index: '1' }).index, 1);
  });

  it('takes absent variables that do not matter as absent, and null as absent', () => {
    assert.equal(read(0, { adresse_ip_eth0: null }).address, undefined);
  });

  const wrong: readonly (readonly [title: string, change: Variables, code: string])[] = [
    ['high availability off', { activer_one_ha: 'non' }, 'HAPY-E704'],
    ['high availability absent', { activer_one_ha: undefined }, 'HAPY-E702'],
    ['two nodes', { one_nodes: ['hapy1', 'hapy2'] }, 'HAPY-E707'],
    ['no nodes', { one_nodes: [] }, 'HAPY-E707'],
    ['a node twice', { one_nodes: ['hapy1', 'hapy2', 'hapy2'] }, 'HAPY-E708'],
    ['a server outside its list', { nom_machine: 'hapy9' }, 'HAPY-E705'],
    ['an index that is not its place', { one_ha_server_index: 2 }, 'HAPY-E706'],
    ['no index', { one_ha_server_index: undefined }, 'HAPY-E702'],
    ['an index that is no number', { one_ha_server_index: 'zéro' }, 'HAPY-E703'],
    ['a negative index', { one_ha_server_index: -1 }, 'HAPY-E703'],
    ['a virtual address that is none', { one_vip: '192.168.0.300' }, 'HAPY-E703'],
    ['a short form of an address', { one_vip: '192.168.1' }, 'HAPY-E703'],
    ['shell characters in a name', { nom_machine: 'hapy1;reboot' }, 'HAPY-E703'],
    ['control characters in a name', { one_nodes: ['hapy1', 'hapy2\u0007', 'hapy3'] }, 'HAPY-E703'],
    ['a name of 300 characters', { nom_machine: 'h'.repeat(300) }, 'HAPY-E703'],
    ['a domain of 300 characters', { nom_domaine_local: 'a.'.repeat(150) }, 'HAPY-E703'],
    ['a mask with a hole', { adresse_netmask_eth0: '255.0.255.0' }, 'HAPY-E703'],
    ['a mask that leaves no room', { adresse_netmask_eth0: '255.255.255.255' }, 'HAPY-E703'],
    ['a list that is a text', { one_nodes: 'hapy1 hapy2 hapy3' }, 'HAPY-E703'],
    ['a list of numbers', { one_nodes: [1, 2, 3] }, 'HAPY-E703'],
  ];
  for (const [title, change, code] of wrong) {
    it(`is refused with ${title}`, () => {
      assert.throws(() => read(0, change), refusal(code, { file: 'hapy1.eol' }));
    });
  }

  it('names the line of what is wrong', () => {
    assert.throws(() => read(0, { one_ha_server_index: 1 }), refusal('HAPY-E706', { line: 8, expected: 0 }));
  });

  it('is refused when it is cut, empty, nothing but brackets, or has a key twice', () => {
    const whole = fileOf(variablesOf(0));
    assert.throws(() => parseCreole(whole.slice(0, -20), 'f'), refusal('HAPY-E700'));
    assert.throws(() => parseCreole('', 'f'), refusal('HAPY-E700'));
    assert.throws(() => parseCreole('['.repeat(500_000), 'f'), refusal('HAPY-E700', { detail: 'depth' }));
    assert.throws(() => parseCreole('[]', 'f'), refusal('HAPY-E700'));
    assert.throws(() => parseCreole('{"one_vip": "1.2.3.4"}', 'f'), refusal('HAPY-E700'));
    const twice = whole.replace('{\n', '{\n  "one_vip": {"owner": "x", "val": "10.0.0.1"},\n');
    assert.throws(() => parseCreole(twice, 'f'), refusal('HAPY-E701', { line: 3, key: 'one_vip', first: 2 }));
  });

  it('never throws anything but a coded refusal, whatever the text', () => {
    const whole = fileOf(variablesOf(0));
    const cut = fc.tuple(fc.nat(whole.length), fc.nat(20), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(cut, ([at, length, inserted]) => {
        try {
          clusterVariables(parseCreole(whole.slice(0, at) + inserted + whole.slice(at + length), 'f'));
        } catch (error) {
          assert(error instanceof HapyError, String(error));
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('several config.eol', () => {
  it('must be of one cluster', () => {
    const files = [read(0), read(1, { one_vip: '192.168.0.121' })];
    assert.throws(
      () => checkSameCluster(files),
      refusal('HAPY-E710', { key: 'one_vip', otherFile: 'hapy2.eol' }),
    );
    const lists = [read(0), read(2, { one_nodes: ['hapy1', 'hapy4', 'hapy3'] })];
    assert.throws(() => checkSameCluster(lists), refusal('HAPY-E710', { key: 'one_nodes' }));
  });

  it('must be of different servers', () => {
    const files = [read(0), read(1), read(1, {}, 'copy.eol')];
    assert.throws(() => checkSameCluster(files), refusal('HAPY-E711', { otherFile: 'copy.eol' }));
  });

  it('must not tell two masks, but need not all tell one', () => {
    const mask = (netmask: string) => ({ adresse_netmask_eth0: netmask });
    checkSameCluster([read(0), read(1, mask('255.255.255.0')), read(2)]);
    const files = [read(0), read(1, mask('255.255.255.0')), read(2, mask('255.255.0.0'))];
    const where = { key: 'adresse_netmask_eth0', firstFile: 'hapy2.eol', otherFile: 'hapy3.eol' };
    assert.throws(() => checkSameCluster(files), refusal('HAPY-E710', where));
  });

  const small = { adresse_netmask_eth0: '255.255.255.128' };
  const outside: readonly (readonly [string, readonly Variables[], string, Variables])[] = [
    [
      'a node in another subnet',
      [{}, small, { adresse_ip_eth0: '192.168.1.118' }],
      'HAPY-E280',
      { owner: 'hapy3' },
    ],
    ['a virtual address outside', [{ one_vip: '192.168.0.130' }, small, {}], 'HAPY-E280', { owner: 'VIP' }],
    [
      'a virtual address that is for all',
      [{ one_vip: '192.168.0.127' }, small, {}],
      'HAPY-E719',
      { owner: 'VIP' },
    ],
  ];
  for (const [title, changes, code, parameters] of outside) {
    it(`are refused with ${title}, where one file tells the mask`, () => {
      const files = changes.map((change, index) => read(index, change));
      assert.throws(() => specFromCreole(files, none, none, 'c1'), refusal(code, parameters));
      const unmasked = files.map((file) => ({ ...file, netmask: undefined }));
      assert.equal(specFromCreole(unmasked, none, none, 'c1').spec.nodes.length, 3);
    });
  }

  it('may differ elsewhere, which is told', () => {
    const documents = [0, 1].map((index) =>
      parseCreole(
        fileOf(variablesOf(index, { serveur_ntp: [`ntp${index}`], extra: index || undefined })),
        'f',
      ),
    );
    assert.deepEqual(differingVariables(documents), ['extra', 'serveur_ntp']);
  });

  const badAddresses: readonly (readonly [string, Variables, ReadonlyMap<string, string>, string])[] = [
    ['two nodes at one address', { adresse_ip_eth0: '192.168.0.117' }, none, 'HAPY-E714'],
    ['the virtual address on a node', { one_vip: '192.168.0.116' }, none, 'HAPY-E714'],
    ['a --node that contradicts a file', {}, new Map([['hapy1', '192.168.0.9']]), 'HAPY-E713'],
    ['a --node outside the list', {}, new Map([['hapy9', '192.168.0.9']]), 'HAPY-E716'],
  ];
  for (const [title, change, given, code] of badAddresses) {
    it(`are refused with ${title}`, () => {
      const same = { one_vip: change['one_vip'] ?? '192.168.0.120' };
      const files = [read(0, change), read(1, same), read(2, same)];
      assert.throws(() => specFromCreole(files, given, none, 'c1'), refusal(code));
    });
  }

  it('are refused when an address is unknown or a loopback one', () => {
    const files = [read(0), read(1)];
    assert.throws(() => specFromCreole(files, none, none, 'c1'), refusal('HAPY-E712', { node: 'hapy3' }));
    const loopback = new Map([['hapy3.ac-test.fr', '127.0.1.1']]);
    assert.throws(() => specFromCreole(files, none, loopback, 'c1'), refusal('HAPY-E715'));
  });

  it('are completed by options of one form only', () => {
    for (const given of ['hapy1', '=1.2.3.4', 'hapy1=', 'hapy1=host', 'hapy1=1.2.3.4=5']) {
      assert.throws(() => parseNodeOption(given), refusal('HAPY-E717', { given }));
    }
  });
});
