import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Variables = Readonly<Record<string, unknown>>;

/** The variables of a real three-node set (eole.md section 4): only name, address and index differ. */
export function variablesOf(index: number): Variables {
  return {
    nom_machine: `hapy${index + 1}`,
    nom_domaine_local: 'ac-test.fr',
    adresse_ip_eth0: `192.168.0.${116 + index}`,
    activer_one_ha: 'oui',
    one_nodes: ['hapy1', 'hapy2', 'hapy3'],
    one_ha_server_index: index,
    one_vip: '192.168.0.120',
    one_sunstone_dns_name: 'one.ac-test.fr',
    serveur_ntp: ['pool.ntp.org'],
  };
}

/** A config.eol as Creole writes it; a variable that is undefined is left out. */
export function creoleText(variables: Variables): string {
  const entries = Object.entries(variables)
    .filter(([, val]) => val !== undefined)
    .map(([name, val]) => `  ${JSON.stringify(name)}: ${JSON.stringify({ owner: 'gen_config', val })}`);
  return `{\n${[...entries, '  "___version___": "2.9.0"'].join(',\n')}\n}\n`;
}

export const fileNames = ['a.eol', 'b.eol', 'c.eol'] as const;

/** Writes the three files into a folder and gives their paths. */
export async function writeCreoleFiles(
  folder: string,
  texts: readonly string[] = [0, 1, 2].map((index) => creoleText(variablesOf(index))),
): Promise<string[]> {
  const paths = fileNames.map((name) => join(folder, name));
  for (const [index, path] of paths.entries()) await writeFile(path, texts[index] ?? '');
  return paths;
}
