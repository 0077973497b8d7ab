import type { ErrorDefinition } from './definition.ts';

/** HAPY-E700 to E708: one config.eol and what it says of the cluster. */
export const creoleErrors = {
  'HAPY-E700': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : ce n’est pas un config.eol ({detail})',
      en: '{file}, line {line}: this is not a config.eol ({detail})',
    },
    cause: {
      fr: 'Le fichier est coupé, vide ou d’une autre nature : un config.eol est un objet JSON de variables.',
      en: 'The file is cut off, empty or something else: a config.eol is a JSON object of variables.',
    },
    next: {
      fr: 'Reprenez le fichier du serveur : /etc/eole/config.eol',
      en: 'Take the file from the server again: /etc/eole/config.eol',
    },
  },
  'HAPY-E701': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : « {key} » est donné deux fois (déjà ligne {first})',
      en: '{file}, line {line}: "{key}" is given twice (already on line {first})',
    },
    cause: {
      fr: 'Le fichier a été modifié à la main, et chaque lecteur croirait une autre des deux valeurs.',
      en: 'The file was edited by hand, and each reader would believe another of the two values.',
    },
    next: {
      fr: 'Supprimez une des deux lignes, ou enregistrez de nouveau avec gen_config.',
      en: 'Delete one of the two lines, or save again with gen_config.',
    },
  },
  'HAPY-E702': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file} : la variable {key} n’a pas de valeur',
      en: '{file}: the variable {key} has no value',
    },
    cause: {
      fr: 'Elle est restée à la valeur par défaut du dictionnaire, que le fichier ne contient pas, ou elle est vide.',
      en: 'It was left at its dictionary’s default, which the file does not hold, or it is empty.',
    },
    next: {
      fr: 'Renseignez-la dans gen_config (mode expert, onglet Virtualisation ou Général), puis relancez la commande.',
      en: 'Fill it in with gen_config (expert mode, tab Virtualisation or Général), then run the command again.',
    },
  },
  'HAPY-E703': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : {key} vaut « {found} », qui n’a pas la forme attendue (exemple : {example})',
      en: '{file}, line {line}: {key} is "{found}", which is not of the expected form (example: {example})',
    },
    cause: {
      fr: 'Faute de frappe, ou fichier modifié à la main.',
      en: 'A typing error, or a file edited by hand.',
    },
    next: {
      fr: 'Corrigez la valeur dans gen_config, puis relancez la commande.',
      en: 'Correct the value with gen_config, then run the command again.',
    },
  },
  'HAPY-E704': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : la haute disponibilité n’est pas activée (activer_one_ha)',
      en: '{file}, line {line}: high availability is not enabled (activer_one_ha)',
    },
    cause: {
      fr: 'activer_one_ha vaut « non » sur ce serveur.',
      en: 'activer_one_ha is "non" on this server.',
    },
    next: {
      fr: 'Dans gen_config, mode expert, onglet Virtualisation : activez la haute disponibilité.',
      en: 'In gen_config, expert mode, tab Virtualisation: enable high availability.',
    },
  },
  'HAPY-E705': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : {node} n’est pas dans sa propre liste de nœuds ({nodes})',
      en: '{file}, line {line}: {node} is not in its own list of nodes ({nodes})',
    },
    cause: {
      fr: 'one_nodes doit nommer tous les nœuds de la grappe, ce serveur compris, par leur nom court.',
      en: 'one_nodes must name all nodes of the cluster, this server included, by their short names.',
    },
    next: {
      fr: 'Complétez one_nodes dans gen_config, dans le même ordre sur tous les serveurs.',
      en: 'Complete one_nodes with gen_config, in the same order on all servers.',
    },
  },
  'HAPY-E706': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : l’index de {node} est {found}, mais sa place dans la liste est {expected}',
      en: '{file}, line {line}: the index of {node} is {found}, but its place in the list is {expected}',
    },
    cause: {
      fr: 'L’index d’un nœud est sa place dans one_nodes, comptée à partir de 0.',
      en: 'The index of a node is its place in one_nodes, counted from 0.',
    },
    next: {
      fr: 'Corrigez one_ha_server_index ou l’ordre de one_nodes dans gen_config.',
      en: 'Correct one_ha_server_index or the order of one_nodes with gen_config.',
    },
  },
  'HAPY-E707': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : {count, plural, =0 {aucun nœud} one {un seul nœud} other {# nœuds}}, il en faut au moins 3',
      en: '{file}, line {line}: {count, plural, =0 {no node} one {one node} other {# nodes}}, at least 3 are needed',
    },
    cause: {
      fr: 'Avec deux nœuds, la perte d’un seul arrête la grappe.',
      en: 'With two nodes, losing one stops the cluster.',
    },
    next: {
      fr: 'Ajoutez les nœuds manquants à one_nodes dans gen_config.',
      en: 'Add the missing nodes to one_nodes with gen_config.',
    },
  },
  'HAPY-E708': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : {node} est deux fois dans la liste des nœuds',
      en: '{file}, line {line}: {node} stands twice in the list of nodes',
    },
    cause: {
      fr: 'Faute de frappe dans one_nodes.',
      en: 'A typing error in one_nodes.',
    },
    next: {
      fr: 'Corrigez one_nodes dans gen_config.',
      en: 'Correct one_nodes with gen_config.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
