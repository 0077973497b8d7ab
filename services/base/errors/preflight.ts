import type { ErrorDefinition } from './definition.ts';

/** HAPY-E620 to E639: what the coordinator finds when it lays the nodes' answers side by side. */
export const clusterPreflightErrors = {
  'HAPY-E620': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{subject} : {found} n’est pas dans le sous-réseau {expected}',
      en: '{subject}: {found} is not in the subnet {expected}',
    },
    cause: {
      fr: 'L’adresse virtuelle passe d’un nœud à l’autre sans routeur : toutes les adresses sont dans un seul sous-réseau, avec le même masque.',
      en: 'The virtual address goes from node to node without a router: all addresses are in one subnet, with the same mask.',
    },
    next: {
      fr: 'Corrigez l’adresse ou le masque dans gen_config sur le serveur concerné, puis : hapyctl preflight',
      en: 'Correct the address or the mask with gen_config on that server, then: hapyctl preflight',
    },
  },
  'HAPY-E621': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{first} et {other} ont {value} en commun',
      en: '{first} and {other} share {value}',
    },
    cause: {
      fr: 'Chaque nœud et l’adresse virtuelle ont chacun leur nom et leur adresse.',
      en: 'Every node and the virtual address have a name and an address of their own.',
    },
    next: {
      fr: 'Corrigez la description de la grappe, puis recommencez : hapyctl init',
      en: 'Correct the description of the cluster, then start again: hapyctl init',
    },
  },
  'HAPY-E622': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’horloge de {node} {direction, select, ahead {avance} other {retarde}} de {amount, number} {unit, select, minutes {minutes} other {secondes}}',
      en: 'The clock of {node} is {amount, number} {unit, select, minutes {minutes} other {seconds}} {direction, select, ahead {fast} other {slow}}',
    },
    cause: {
      fr: 'Ce nœud n’est pas à l’heure : ses certificats et ses journaux ne s’accordent plus avec ceux des autres.',
      en: 'This node does not keep time: its certificates and logs no longer agree with those of the others.',
    },
    next: {
      fr: 'Sur {node} : timedatectl, puis vérifiez serveur_ntp dans gen_config.',
      en: 'On {node}: timedatectl, then check serveur_ntp in gen_config.',
    },
  },
  'HAPY-E623': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} ne porte pas son adresse {expected} (trouvé : {found})',
      en: '{node} does not carry its address {expected} (found: {found})',
    },
    cause: {
      fr: 'L’adresse de ce serveur a changé, ou la description de la grappe se trompe.',
      en: 'The address of this server has changed, or the description of the cluster is wrong.',
    },
    next: { fr: 'Sur {node} : ip address show', en: 'On {node}: ip address show' },
  },
  'HAPY-E624': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Dans le config.eol de {node}, {subject} vaut « {found} » au lieu de « {expected} »',
      en: 'In the config.eol of {node}, {subject} is "{found}" instead of "{expected}"',
    },
    cause: {
      fr: 'Les serveurs d’une grappe ne diffèrent que par leur nom, leur adresse et leur index ; celui-ci diffère de ce que init a compris.',
      en: 'The servers of a cluster differ in name, address and index only; this one differs from what init understood.',
    },
    next: {
      fr: 'Corrigez {subject} dans gen_config sur {node}, ou recommencez avec le bon fichier : hapyctl init',
      en: 'Correct {subject} with gen_config on {node}, or start again with the right file: hapyctl init',
    },
  },
  'HAPY-E625': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’index de {node} est {found} dans son config.eol, sa place dans la liste est {expected}',
      en: 'The index of {node} is {found} in its config.eol, its place in the list is {expected}',
    },
    cause: {
      fr: 'L’index d’un nœud est sa place dans one_nodes, comptée à partir de 0.',
      en: 'The index of a node is its place in one_nodes, counted from 0.',
    },
    next: {
      fr: 'Corrigez one_ha_server_index dans gen_config sur {node}.',
      en: 'Correct one_ha_server_index with gen_config on {node}.',
    },
  },
  'HAPY-E627': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Une instanciation est en cours sur {node}',
      en: 'An instance is going on on {node}',
    },
    cause: {
      fr: 'Quelqu’un a lancé instance, ou il attend une réponse dans un terminal.',
      en: 'Somebody has started instance, or it waits for an answer in a terminal.',
    },
    next: {
      fr: 'Attendez sa fin (répondez « non » à l’inscription de nœuds), puis : hapyctl preflight',
      en: 'Wait until it ends (answer “non” to the registration of nodes), then: hapyctl preflight',
    },
  },
  'HAPY-E628': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La configuration de {node} a été modifiée et pas encore appliquée',
      en: 'The configuration of {node} was changed and not applied yet',
    },
    cause: {
      fr: 'config.eol n’est plus celui du dernier instance ou reconfigure.',
      en: 'config.eol is no longer that of the last instance or reconfigure.',
    },
    next: {
      fr: 'Si c’est voulu, sur {node} : reconfigure. Ce n’est qu’un avertissement.',
      en: 'If that is intended, on {node}: reconfigure. It is a warning only.',
    },
  },
  'HAPY-E629': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Rien n’a été modifié : {count, plural, one {une vérification préalable a échoué} other {# vérifications préalables ont échoué}} ({names})',
      en: 'Nothing was changed: {count, plural, one {one preflight check has} other {# preflight checks have}} failed ({names})',
    },
    cause: {
      fr: 'Former une grappe sur ce qui a été trouvé échouerait, ou mettrait des données en danger.',
      en: 'Forming a cluster on what was found would fail, or put data at risk.',
    },
    next: {
      fr: 'Lisez chaque remède : hapyctl preflight. Peuvent être ignorées (--ignore) : {ignorable}',
      en: 'Read each remedy: hapyctl preflight. These may be ignored (--ignore): {ignorable}',
    },
  },
  'HAPY-E630': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le nœud {node} n’a pas encore rejoint la grappe',
      en: 'The node {node} has not joined the cluster yet',
    },
    cause: {
      fr: 'Aucun certificat ne lui a été délivré.',
      en: 'No certificate was issued to it.',
    },
    next: {
      fr: 'Ici : hapyctl token create {node} ; puis, sur {node} : hapy-agent join',
      en: 'Here: hapyctl token create {node}; then, on {node}: hapy-agent join',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
