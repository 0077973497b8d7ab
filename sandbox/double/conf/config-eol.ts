/** What a node's config.eol says that this sandbox cares about. */
export interface ConfigEolOptions {
  readonly name: string;
  readonly fqdn: string;
  readonly address: string;
  readonly index: number;
  readonly nodeNames: readonly string[];
  readonly vip: string;
  readonly vipName: string;
}

type Variable = string | number | readonly string[];

/**
 * A config.eol of EOLE 2.9 with the variables of a real three-node set (eole.md section 4): one JSON object,
 * each variable with its value and who set it, the version as last key.
 */
export function configEol(options: ConfigEolOptions): string {
  const domain = options.fqdn.split('.').slice(1).join('.');
  const gateway = options.address.replace(/\.\d+$/, '.1');
  const variables: Record<string, Variable> = {
    numero_etab: '0000000A',
    libelle_etab: 'Rectorat',
    nom_academie: domain.split('.')[0] ?? domain,
    nom_machine: options.name,
    nom_domaine_local: domain,
    adresse_ip_eth0: options.address,
    adresse_netmask_eth0: '255.255.255.0',
    adresse_ip_gw: gateway,
    adresse_ip_dns: [gateway],
    serveur_ntp: ['hestia.eole.lan'],
    activer_one_ha: 'oui',
    one_nodes: options.nodeNames,
    one_ha_server_index: options.index,
    one_vip: options.vip,
    one_sunstone_dns_name: options.vipName,
    one_cluster_name: 'grappe',
    one_ds_system_prefix: 'system-',
    one_ds_iso_name: 'iso-images',
    one_ds_image_name: 'images-disques',
    activer_oneflow: 'oui',
    activer_onegate: 'non',
    ovs_sw_name: ['vswitch'],
  };
  const entries = Object.entries(variables).map(([name, val]) => [name, { val, owner: 'gen_config' }]);
  return `${JSON.stringify({ ...Object.fromEntries(entries), ___version___: '2.9.0' })}\n`;
}

/** A variable of a config.eol as text; lists and absent ones are undefined. */
export function readEolVariable(file: string, name: string): string | undefined {
  const parsed = JSON.parse(file) as Record<string, { val?: unknown } | string>;
  const variable = parsed[name];
  const value = typeof variable === 'object' ? variable.val : undefined;
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
