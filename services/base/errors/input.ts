import type { ErrorDefinition } from './definition.ts';

/** HAPY-E2xx: what a person typed or a file holds. */
export const inputErrors = {
  'HAPY-E200': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Le fichier {file} ne peut pas être lu ({reason})',
      en: 'The file {file} cannot be read ({reason})',
    },
    cause: {
      fr: 'Le fichier n’existe pas, n’est pas un fichier texte UTF-8, ou ses droits vous en interdisent la lecture.',
      en: 'The file does not exist, is not UTF-8 text, or its permissions keep you from reading it.',
    },
    next: {
      fr: 'Vérifiez le chemin et les droits : ls -l {file}',
      en: 'Check the path and the permissions: ls -l {file}',
    },
  },
  'HAPY-E201': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Le fichier {file} dépasse {maximum} octets',
      en: 'The file {file} is larger than {maximum} bytes',
    },
    cause: {
      fr: 'Ce n’est sans doute pas le fichier que vous vouliez donner.',
      en: 'This is probably not the file that you meant.',
    },
    next: {
      fr: 'Donnez le bon fichier, puis relancez la commande.',
      en: 'Give the right file, then run the command again.',
    },
  },
  'HAPY-E202': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : ce n’est pas du YAML valable ({detail})',
      en: '{file}, line {line}: this is not valid YAML ({detail})',
    },
    cause: {
      fr: 'Une indentation, un guillemet ou une clé en double ; les alias YAML ne sont pas acceptés.',
      en: 'Indentation, a quotation mark, or a key given twice; YAML aliases are not accepted.',
    },
    next: {
      fr: 'Corrigez cette ligne, puis relancez la commande.',
      en: 'Correct that line, then run the command again.',
    },
  },
  'HAPY-E203': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : la clé « {key} » est inconnue',
      en: '{file}, line {line}: the key "{key}" is unknown',
    },
    cause: {
      fr: 'Une faute de frappe, une clé mal placée, ou une clé d’une autre version.',
      en: 'A typing mistake, a key in the wrong place, or a key of another version.',
    },
    next: {
      fr: 'Corrigez ou retirez cette clé, puis relancez la commande.',
      en: 'Correct or remove that key, then run the command again.',
    },
  },
  'HAPY-E204': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : il manque la clé « {key} »',
      en: '{file}, line {line}: the key "{key}" is missing',
    },
    cause: {
      fr: 'Cette clé n’a pas de valeur par défaut.',
      en: 'This key has no default value.',
    },
    next: {
      fr: 'Ajoutez cette clé, puis relancez la commande.',
      en: 'Add that key, then run the command again.',
    },
  },
  'HAPY-E205': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : « {key} » vaut {found}, mais il faut : {expected}',
      en: '{file}, line {line}: "{key}" is {found}, but it has to be: {expected}',
    },
    cause: {
      fr: 'La valeur n’a pas le bon type ou sort des limites permises.',
      en: 'The value has the wrong type or is outside what is allowed.',
    },
    next: {
      fr: 'Corrigez cette valeur, puis relancez la commande.',
      en: 'Correct that value, then run the command again.',
    },
  },
  'HAPY-E210': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file} : il faut au moins 3 nœuds, il y en a {count}',
      en: '{file}: at least 3 nodes are needed, there are {count}',
    },
    cause: {
      fr: 'Avec moins de trois nœuds, la perte d’un seul suffit à perdre la majorité, donc la haute disponibilité.',
      en: 'With fewer than three nodes the loss of one loses the majority, and with it high availability.',
    },
    next: {
      fr: 'Ajoutez les nœuds qui manquent, puis relancez la commande.',
      en: 'Add the missing nodes, then run the command again.',
    },
  },
  'HAPY-E211': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : « {value} » est donné deux fois ({key})',
      en: '{file}, line {line}: "{value}" is given twice ({key})',
    },
    cause: {
      fr: 'Deux nœuds ne peuvent avoir ni le même nom ni la même adresse.',
      en: 'Two nodes can have neither the same name nor the same address.',
    },
    next: {
      fr: 'Corrigez l’un des deux, puis relancez la commande.',
      en: 'Correct one of them, then run the command again.',
    },
  },
  'HAPY-E212': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : l’adresse virtuelle « {value} » est déjà celle du nœud {node}',
      en: '{file}, line {line}: the virtual address "{value}" already belongs to the node {node}',
    },
    cause: {
      fr: 'L’adresse virtuelle passe d’un nœud à l’autre : elle ne peut être l’adresse propre d’aucun.',
      en: 'The virtual address moves from node to node: it cannot be the own address of any of them.',
    },
    next: {
      fr: 'Choisissez une adresse libre du même réseau, puis relancez la commande.',
      en: 'Choose a free address of the same network, then run the command again.',
    },
  },
  'HAPY-E220': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Le coordinateur est déjà initialisé dans {directory} (grappe {cluster})',
      en: 'The coordinator is already initialised in {directory} (cluster {cluster})',
    },
    cause: {
      fr: 'Une nouvelle autorité de certification rendrait inutilisables les certificats de tous les nœuds.',
      en: 'A new certificate authority would make the certificates of all nodes useless.',
    },
    next: {
      fr: 'Il n’y a rien à refaire. Pour repartir de zéro, déplacez d’abord ce dossier.',
      en: 'Nothing has to be done again. To start from scratch, move that folder away first.',
    },
  },
  'HAPY-E221': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Le coordinateur n’est pas encore initialisé dans {directory}',
      en: 'The coordinator is not initialised yet in {directory}',
    },
    cause: {
      fr: 'Il n’a ni autorité de certification ni description de la grappe.',
      en: 'It has neither a certificate authority nor a description of the cluster.',
    },
    next: {
      fr: 'Initialisez-le : hapyctl init --from cluster.yaml',
      en: 'Initialise it: hapyctl init --from cluster.yaml',
    },
  },
  'HAPY-E222': {
    category: 'NOT_FOUND',
    exit: 2,
    text: {
      fr: 'La grappe n’a pas de nœud « {node} »',
      en: 'The cluster has no node "{node}"',
    },
    cause: {
      fr: 'Ce nom ne figure pas dans la description de la grappe.',
      en: 'That name is not in the description of the cluster.',
    },
    next: {
      fr: 'Voyez les noms connus : hapyctl nodes',
      en: 'See the names that are known: hapyctl nodes',
    },
  },
  'HAPY-E223': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Cette ligne de commande n’est pas comprise. Usage : {usage}',
      en: 'This command line is not understood. Usage: {usage}',
    },
    cause: {
      fr: 'Une sous-commande ou une option inconnue, ou une option qui manque.',
      en: 'An unknown subcommand or option, or an option that is missing.',
    },
    next: {
      fr: 'Corrigez la commande d’après l’usage ci-dessus.',
      en: 'Correct the command after the usage above.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
