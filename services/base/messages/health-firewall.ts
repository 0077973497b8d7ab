import type { Text } from '../errors/definition.ts';

/** The same as health-checks.ts for what a firewall may stop or let through. */
export const firewallCheckMessages: Readonly<Record<string, { readonly title: Text; readonly asks: Text }>> =
  {
    ways: {
      title: { fr: 'les chemins entre les nœuds', en: 'the ways between the nodes' },
      asks: {
        fr: 'Chaque nœud essaie d’atteindre les ports des autres dont il a besoin ; un pare-feu qui arrête les paquets est nommé avec son sens.',
        en: 'Every node tries to reach the ports of the others that it needs; a firewall that stops packets is named with its direction.',
      },
    },
    'peers-only': {
      title: { fr: 'le port d’oned, pour les nœuds seulement', en: 'oned’s port, for the nodes alone' },
      asks: {
        fr: 'Le port 2633 parle en clair : cherche sur chaque nœud la règle qui ne l’ouvre qu’aux nœuds d’aujourd’hui.',
        en: 'Port 2633 speaks in clear text: looks on every node for the rule that opens it to today’s nodes alone.',
      },
    },
  };
