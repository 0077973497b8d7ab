import type { ErrorDefinition } from './definition.ts';

/** HAPY-E25x and E26x: what was typed after hapyctl, and reaching the coordinator from there. */
export const commandLineErrors = {
  'HAPY-E250': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: { fr: 'Option inconnue : {option}', en: 'Unknown option: {option}' },
    cause: {
      fr: 'Cette commande ne connaît pas cette option ; peut-être une faute de frappe.',
      en: 'This command does not know this option; perhaps a typing mistake.',
    },
    next: { fr: 'Voyez les options : {command} --help', en: 'See the options: {command} --help' },
  },
  'HAPY-E251': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: { fr: 'Commande inconnue : {word}', en: 'Unknown command: {word}' },
    cause: {
      fr: 'hapyctl n’a pas de commande de ce nom ; peut-être une faute de frappe.',
      en: 'hapyctl has no command of this name; perhaps a typing mistake.',
    },
    next: { fr: 'Voyez les commandes : {command} --help', en: 'See the commands: {command} --help' },
  },
  'HAPY-E252': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: { fr: 'Il manque {argument}', en: '{argument} is missing' },
    cause: {
      fr: 'La commande a besoin de cette précision pour savoir sur quoi agir.',
      en: 'The command needs it to know what to act on.',
    },
    next: { fr: 'Voyez comment l’écrire : {command} --help', en: 'See how to write it: {command} --help' },
  },
  'HAPY-E253': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Il y a un mot de trop après « {command} »',
      en: 'There is a word too many after "{command}"',
    },
    cause: {
      fr: 'La commande attend moins de mots ; un texte avec des espaces s’écrit entre guillemets.',
      en: 'The command expects fewer words; a text with spaces goes between quotes.',
    },
    next: { fr: 'Voyez comment l’écrire : {command} --help', en: 'See how to write it: {command} --help' },
  },
  'HAPY-E254': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{option} ne peut pas valoir « {found} »',
      en: '{option} cannot be "{found}"',
    },
    cause: { fr: 'Valeurs admises : {expected}', en: 'Accepted values: {expected}' },
    next: {
      fr: 'Corrigez la valeur et relancez la commande.',
      en: 'Correct the value and run the command again.',
    },
  },
  'HAPY-E255': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Aucun coordinateur n’est configuré ici : {file} n’existe pas',
      en: 'No coordinator is configured here: {file} does not exist',
    },
    cause: {
      fr: 'Cette machine n’est pas celle du coordinateur (index 0), ou hapyctl cherche dans un autre dossier que le vôtre.',
      en: 'This machine is not the one of the coordinator (index 0), or hapyctl looks in another folder than yours.',
    },
    next: {
      fr: 'Indiquez le dossier (export HAPY_DIR=… ou --dir …) ; pour un bac à sable : hapyctl sandbox up',
      en: 'Name the folder (export HAPY_DIR=… or --dir …); for a sandbox: hapyctl sandbox up',
    },
  },
  'HAPY-E256': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'La configuration {file} est illisible (ligne {line})',
      en: 'The configuration {file} cannot be read (line {line})',
    },
    cause: {
      fr: 'Le fichier n’est pas du YAML valide, ou ne vous est pas ouvert en lecture.',
      en: 'The file is no valid YAML, or you may not read it.',
    },
    next: {
      fr: 'Vérifiez ce fichier et ses droits, puis relancez la commande.',
      en: 'Check this file and its permissions, then run the command again.',
    },
  },
  'HAPY-E257': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le coordinateur ne tourne pas : personne n’écoute sur {socket}',
      en: 'The coordinator is not running: nobody listens on {socket}',
    },
    cause: {
      fr: 'Le service hapy-coordinator est arrêté, ou il n’a pas fini de démarrer.',
      en: 'The service hapy-coordinator is stopped, or has not finished starting.',
    },
    next: {
      fr: 'Sur un serveur : systemctl start hapy-coordinator ; dans un bac à sable : hapyctl sandbox start',
      en: 'On a server: systemctl start hapy-coordinator; in a sandbox: hapyctl sandbox start',
    },
  },
  'HAPY-E258': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Rien n’a été modifié : il faut une confirmation et il n’y a pas de terminal pour la demander',
      en: 'Nothing was changed: a confirmation is needed and there is no terminal to ask for it',
    },
    cause: {
      fr: 'hapyctl demande toujours avant de modifier la grappe ; dans un script, la réponse se donne par --yes.',
      en: 'hapyctl always asks before it changes the cluster; in a script the answer is given by --yes.',
    },
    next: { fr: 'Répétez la commande avec --yes.', en: 'Repeat the command with --yes.' },
  },
  'HAPY-E259': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file} n’est pas un plan que hapyctl a écrit',
      en: '{file} is not a plan that hapyctl has written',
    },
    cause: {
      fr: 'Le fichier est absent, illisible, ou son contenu n’a pas la forme d’un plan.',
      en: 'The file is absent, unreadable, or its content does not have the form of a plan.',
    },
    next: { fr: 'Écrivez-en un : hapyctl plan --out {file}', en: 'Write one: hapyctl plan --out {file}' },
  },
  'HAPY-E260': {
    category: 'ABORTED',
    exit: 3,
    text: {
      fr: 'Le plan de {file} ne correspond plus à l’état de la grappe',
      en: 'The plan in {file} no longer fits the state of the cluster',
    },
    cause: {
      fr: 'Depuis son écriture, la grappe ou la demande a changé. Rien n’a été modifié.',
      en: 'The cluster or what is wanted has changed since it was written. Nothing was changed.',
    },
    next: {
      fr: 'Relisez le nouveau plan : hapyctl plan --out {file}',
      en: 'Read the new plan: hapyctl plan --out {file}',
    },
  },
  'HAPY-E261': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Le plan de {file} a été modifié à la main',
      en: 'The plan in {file} was edited by hand',
    },
    cause: {
      fr: 'Son contenu ne correspond pas à son empreinte. hapyctl n’exécute que des plans calculés.',
      en: 'Its content does not fit its hash. hapyctl only carries out computed plans.',
    },
    next: {
      fr: 'Écrivez-le à nouveau : hapyctl plan --out {file}',
      en: 'Write it again: hapyctl plan --out {file}',
    },
  },
  'HAPY-E262': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: { fr: 'Impossible d’écrire {file} ({reason})', en: 'Cannot write {file} ({reason})' },
    cause: {
      fr: 'Le dossier n’existe pas, ne vous est pas ouvert en écriture, ou le fichier existe déjà.',
      en: 'The folder does not exist, you may not write there, or the file exists already.',
    },
    next: {
      fr: 'Choisissez un autre fichier avec --out.',
      en: 'Choose another file with --out.',
    },
  },
  'HAPY-E263': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Rien n’a été modifié : le plan est bloqué par {count, plural, one {un constat} other {# constats}}',
      en: 'Nothing was changed: the plan is blocked by {count, plural, one {one finding} other {# findings}}',
    },
    cause: {
      fr: 'Chaque constat est montré ci-dessus avec sa cause ; hapyctl ne continue jamais au jugé.',
      en: 'Each finding is shown above with its cause; hapyctl never goes on with a guess.',
    },
    next: {
      fr: 'Suivez le conseil de chaque constat, puis : hapyctl plan',
      en: 'Follow the advice of each finding, then: hapyctl plan',
    },
  },
  'HAPY-E264': {
    category: 'UNAVAILABLE',
    exit: 4,
    text: {
      fr: 'Le coordinateur ne répond plus ; l’exécution {run} continue peut-être sans nous',
      en: 'The coordinator no longer answers; run {run} may be going on without us',
    },
    cause: {
      fr: 'Le coordinateur s’est arrêté ou redémarre. Ce qui est fait est noté dans son journal.',
      en: 'The coordinator has stopped or is restarting. What is done is noted in its journal.',
    },
    next: { fr: 'hapyctl runs follow {run}', en: 'hapyctl runs follow {run}' },
  },
  'HAPY-E265': {
    category: 'NOT_FOUND',
    exit: 2,
    text: { fr: 'Il n’y a encore eu aucune exécution', en: 'There has been no run yet' },
    cause: {
      fr: 'Une exécution commence par hapyctl apply.',
      en: 'A run begins with hapyctl apply.',
    },
    next: { fr: 'Voyez ce qu’il y a à faire : hapyctl plan', en: 'See what is to be done: hapyctl plan' },
  },
  'HAPY-E266': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file} n’est pas un config.eol : un cluster.yaml se donne seul, sans --node',
      en: '{file} is no config.eol: a cluster.yaml is given alone, without --node',
    },
    cause: {
      fr: 'Un config.eol commence par une accolade ; tout autre fichier est lu comme un cluster.yaml, qui décrit déjà toute la grappe.',
      en: 'A config.eol begins with a brace; any other file is read as a cluster.yaml, which describes the whole cluster already.',
    },
    next: {
      fr: 'hapyctl init --from cluster.yaml, ou : hapyctl init --from a.eol b.eol c.eol',
      en: 'hapyctl init --from cluster.yaml, or: hapyctl init --from a.eol b.eol c.eol',
    },
  },
  'HAPY-E267': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'La vérification « {name} » ne peut pas être ignorée',
      en: 'The check "{name}" cannot be ignored',
    },
    cause: {
      fr: 'Elle n’existe pas, ou passer outre mettrait la grappe ou ses données en danger.',
      en: 'It does not exist, or ignoring it would put the cluster or its data at risk.',
    },
    next: {
      fr: 'Peuvent être ignorées : {ignorable}',
      en: 'These may be ignored: {ignorable}',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
