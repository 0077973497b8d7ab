import { creoleText, type Variables, variablesOf } from './creole-files.ts';

export interface WrongInput {
  readonly what: string;
  /** The texts of the three files. */
  readonly texts: readonly string[];
}

const longName = 'h'.repeat(300);

/** Values that no server of a cluster can have, by variable. */
const wrongValues: Readonly<Record<string, readonly unknown[]>> = {
  activer_one_ha: ['non', 'Oui', true, 1, [], ''],
  nom_machine: ['hapy9', 'hapy1;reboot', 'a b', '$(id)', 'hapy\u0007', longName, 7, ['hapy1'], '-hapy1', ''],
  nom_domaine_local: ['ac test.fr', '-ac.fr', 'a..b', `${'a.'.repeat(150)}fr`, 'é.fr', 3, ''],
  adresse_ip_eth0: ['192.168.0', '192.168.0.300', '0x0a.0.0.1', 'hapy1', '::1', '127.0.1.1', '224.0.0.1', 5],
  one_nodes: [
    [],
    ['hapy1'],
    ['hapy1', 'hapy2'],
    ['hapy1', 'hapy2', 'hapy2'],
    ['hapy2', 'hapy1', 'hapy3'],
    ['hapy1', 'hapy2', 'hapy3', 'hapy4'],
    ['hapy1', 'hapy2', 'hapy3 '],
    ['hapy1', 'hapy2', 3],
    'hapy1 hapy2 hapy3',
    { 0: 'hapy1' },
    '',
  ],
  one_ha_server_index: [-1, 3, 7, '01x', 'zéro', 1.5, true, [0], '', 99999],
  one_vip: [
    '192.168.0.116',
    '192.168.0.117',
    '192.168.1',
    'one',
    '0.0.0.0',
    '255.255.255.255',
    12,
    '',
    '127.0.0.1',
  ],
  one_sunstone_dns_name: ['one ac-test', 'one;id', longName, 9, 'hapy1.ac-test.fr', '', '\u0000'],
};

/** More than a hundred inputs, each one step away from a right one. */
export function wrongInputs(): readonly WrongInput[] {
  return [...wrongVariables(), ...unlikeFiles(), ...brokenTexts()];
}

function right(): string[] {
  return [0, 1, 2].map((index) => creoleText(variablesOf(index)));
}

/** The same wrong value in every file, except where each server has its own. */
function wrongVariables(): WrongInput[] {
  const own = new Set(['nom_machine', 'adresse_ip_eth0', 'one_ha_server_index']);
  return Object.entries(wrongValues).flatMap(([name, values]) =>
    [...values, undefined]
      // An address that the file does not tell may be told by the DNS; that it is unknown is tested elsewhere.
      .filter((value) => !(name === 'adresse_ip_eth0' && value === undefined))
      .map((value) => ({
        what: `${name} = ${JSON.stringify(value)?.slice(0, 40)}`,
        texts: [0, 1, 2].map((index) => {
          const variables = variablesOf(index);
          const wrong = !own.has(name) || index === 1;
          return creoleText(wrong ? { ...variables, [name]: value } : variables);
        }),
      })),
  );
}

/** What must be the same everywhere is another in one file; and files of the same server. */
function unlikeFiles(): WrongInput[] {
  const changes: readonly Variables[] = [
    { one_vip: '192.168.0.121' },
    { one_sunstone_dns_name: 'two.ac-test.fr' },
    { nom_domaine_local: 'ac-autre.fr' },
    { one_nodes: ['hapy1', 'hapy2', 'hapy3', 'hapy4', 'hapy5'] },
    { adresse_ip_eth0: '192.168.0.116' },
    { adresse_ip_eth0: '192.168.0.120' },
    { nom_machine: 'hapy1', one_ha_server_index: 0 },
  ];
  return changes.flatMap((change) =>
    [1, 2].map((other) => {
      const texts = right();
      texts[other] = creoleText({ ...variablesOf(other), ...change });
      return { what: `file ${other}: ${JSON.stringify(change)}`, texts };
    }),
  );
}

function brokenTexts(): WrongInput[] {
  const [first = '', ...others] = right();
  const cuts = Array.from({ length: 30 }, (_, at) => Math.floor(((first.length - 3) * at) / 29));
  const changed = [
    ...cuts.map((at) => ({ what: `cut after ${at} characters`, text: first.slice(0, at) })),
    { what: 'a variable twice', text: first.replace('{\n', '{\n  "one_vip": {"val": "1.2.3.4"},\n') },
    { what: 'a value twice', text: first.replace('"val":"oui"', '"val":"non","val":"oui"') },
    { what: 'a comment', text: first.replace('{\n', '{\n  // gen_config\n') },
    { what: 'a trailing comma', text: first.replace('"2.9.0"\n', '"2.9.0",\n') },
    { what: 'text after the end', text: `${first}{}` },
    { what: 'an array', text: `[${first}]` },
    { what: 'a variable that is a text', text: first.replace('{\n', '{\n  "x": "y",\n') },
    { what: 'a thousand brackets', text: '{"a":'.repeat(1000) },
    { what: 'single quotes', text: first.replaceAll('"', "'") },
  ];
  return changed.map(({ what, text }) => ({ what, texts: [text, ...others] }));
}
