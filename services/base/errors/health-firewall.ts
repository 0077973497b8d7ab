import type { ErrorDefinition } from './definition.ts';

const applyRules = {
  fr: 'Sur EOLE (paquet eole-hapy-cluster) : CreoleService bastion restart sur {node}. Ailleurs : hapyctl firewall show > hapy.nft, puis sur {node} : nft -f hapy.nft',
  en: 'On EOLE (package eole-hapy-cluster): CreoleService bastion restart on {node}. Elsewhere: hapyctl firewall show > hapy.nft, then on {node}: nft -f hapy.nft',
};

/** HAPY-E740 to HAPY-E744: what firewalls do to the cluster, as the nodes themselves find it. */
export const healthFirewallErrors = {
  'HAPY-E740': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'De {node}, rien n’atteint le port {port} de {to} ({address}, {failure})',
      en: 'From {node} nothing reaches port {port} of {to} ({address}, {failure})',
    },
    cause: {
      fr: 'Quelqu’un écoute sur ce port ; un pare-feu de l’un des deux serveurs, ou entre eux, arrête les paquets. Le jour où {to} est leader (2633) ou que {node} renouvelle son certificat (2640), cela compte.',
      en: 'Somebody listens on that port; a firewall of one of the two servers, or between them, stops the packets. It counts on the day when {to} leads (2633), or {node} renews its certificate (2640).',
    },
    next: {
      fr: 'Ouvrez {port} de {node} vers {to}. EOLE (eole-hapy-cluster) : CreoleService bastion restart sur {to}. Ailleurs : hapyctl firewall show écrit les règles',
      en: 'Open {port} from {node} to {to}. EOLE (eole-hapy-cluster): CreoleService bastion restart on {to}. Elsewhere: hapyctl firewall show prints the rules',
    },
  },
  'HAPY-E741': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Sur {node}, le port 2633 d’oned n’est pas réservé aux nœuds de la grappe',
      en: 'On {node} port 2633 of oned is not kept for the nodes of the cluster',
    },
    cause: {
      fr: 'oned y reçoit en clair le mot de passe d’oneadmin. Les règles de hapy-cluster n’y sont pas ; celles d’un autre pare-feu ne sont pas lues.',
      en: 'oned receives oneadmin’s password there in clear text. The rules of hapy-cluster are not there; those of another firewall are not read.',
    },
    next: {
      fr: `${applyRules.fr}. Si un autre pare-feu s’en charge : « firewall: other » dans agent.yaml`,
      en: `${applyRules.en}. Where another firewall sees to it: “firewall: other” in agent.yaml`,
    },
  },
  'HAPY-E742': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Sur {node}, les règles du pare-feu sont celles d’une autre liste de nœuds (manquent : {missing} ; en trop : {extra})',
      en: 'On {node} the rules of the firewall are those of another list of nodes (missing: {missing}; too many: {extra})',
    },
    cause: {
      fr: 'Un nœud a été ajouté, remplacé ou retiré depuis que ces règles ont été faites, ou son nom n’avait pas d’adresse à ce moment-là.',
      en: 'A node was added, replaced or removed since these rules were made, or its name had no address at that moment.',
    },
    next: applyRules,
  },
  'HAPY-E743': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'Aucun coordinateur ne répond à {node} ({endpoint}, {failure})',
      en: 'No coordinator answers {node} ({endpoint}, {failure})',
    },
    cause: {
      fr: 'Le serveur d’index 0 ou son hapy-coordinator est arrêté, ou un pare-feu les sépare. oned continue et la grappe sert toujours ; mais rien n’est surveillé, et les certificats ne sont pas renouvelés.',
      en: 'The server of index 0 or its hapy-coordinator is stopped, or a firewall is between them. oned goes on and the cluster still serves; but nobody watches, and certificates are not renewed.',
    },
    next: {
      fr: 'Sur le serveur d’index 0 : systemctl status hapy-coordinator. S’il est perdu : hapyctl restore sur un autre serveur ; les nœuds le trouvent alors d’eux-mêmes',
      en: 'On the server of index 0: systemctl status hapy-coordinator. If it is lost: hapyctl restore on another server; the nodes then find it by themselves',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
