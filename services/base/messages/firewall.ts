import type { Text } from '../errors/definition.ts';

/** The comments in the rules of `hapyctl firewall show`. */
export const firewallMessages = {
  'firewall.how': {
    fr: 'sur chaque nœud, /etc/nftables.d/hapy.nft, puis nft -f ; sur EOLE, le paquet eole-hapy-cluster s’en charge',
    en: 'on every node, /etc/nftables.d/hapy.nft, then nft -f; on EOLE the package eole-hapy-cluster sees to it',
  },
  'firewall.certificates': {
    fr: 'coordinateur et console : un certificat est demandé',
    en: 'coordinator and console: a certificate is asked for',
  },
  'firewall.peers': {
    fr: 'oned et agents : entre les nœuds de la grappe',
    en: 'oned and agents: between the nodes of the cluster',
  },
  'firewall.others': {
    fr: 'oned parle en clair : personne d’autre (une autre table peut rester plus stricte)',
    en: 'oned speaks in clear text: nobody else (another table may still be stricter)',
  },
} as const satisfies Record<string, Text>;
