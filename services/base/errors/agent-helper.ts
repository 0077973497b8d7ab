import type { ErrorDefinition } from './definition.ts';

/** HAPY-E320 to E339: the helper, the files it keeps and the programs it starts. */
export const helperErrors = {
  'HAPY-E320': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: { fr: 'hapy-helper ne répond pas sur {socket}', en: 'hapy-helper does not answer on {socket}' },
    cause: {
      fr: 'Le service est arrêté, ou l’agent n’a pas le droit d’ouvrir cette socket.',
      en: 'The service is stopped, or the agent may not open that socket.',
    },
    next: {
      fr: 'Sur le nœud : systemctl status hapy-helper',
      en: 'On the node: systemctl status hapy-helper',
    },
  },
  'HAPY-E321': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: { fr: 'Lecture impossible de {path} : {reason}', en: 'Cannot read {path}: {reason}' },
    cause: {
      fr: 'Le fichier manque, ou ce nœud n’est pas encore un serveur OpenNebula complet.',
      en: 'The file is missing, or this node is no complete OpenNebula server yet.',
    },
    next: { fr: 'Regardez sur le nœud : ls -l {path}', en: 'Look on the node: ls -l {path}' },
  },
  'HAPY-E322': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: { fr: 'Écriture impossible de {path} : {reason}', en: 'Cannot write {path}: {reason}' },
    cause: { fr: 'Disque plein ou en lecture seule.', en: 'Disk full or read-only.' },
    next: { fr: 'Regardez sur le nœud : df -h {path}', en: 'Look on the node: df -h {path}' },
  },
  'HAPY-E323': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le fichier d’identité {path} est illisible : oned ne démarrera pas',
      en: 'The identity file {path} cannot be read: oned will not start',
    },
    cause: {
      fr: 'Il a été modifié à la main ou abîmé ; dans le doute, la garde refuse le démarrage.',
      en: 'It was edited by hand or damaged; in doubt, the guard refuses the start.',
    },
    next: {
      fr: 'Laissez hapyctl apply le réécrire ; ne l’effacez pas.',
      en: 'Let hapyctl apply write it anew; do not delete it.',
    },
  },
  'HAPY-E324': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '{file}, ligne {line} : syntaxe non comprise, rien n’a été modifié',
      en: '{file}, line {line}: syntax not understood, nothing was changed',
    },
    cause: {
      fr: 'Un crochet ou un guillemet n’est pas fermé.',
      en: 'A bracket or a quotation mark is not closed.',
    },
    next: { fr: 'Corrigez cette ligne de {file}.', en: 'Correct that line of {file}.' },
  },
  'HAPY-E330': {
    category: 'ABORTED',
    exit: 1,
    text: {
      fr: '{program} a échoué (code {exitCode}) : {output}',
      en: '{program} failed (status {exitCode}): {output}',
    },
    cause: {
      fr: 'Le programme dit lui-même pourquoi dans sa sortie.',
      en: 'The program says why in its own output.',
    },
    next: {
      fr: 'Corrigez ce qu’il dit sur le nœud, puis : hapyctl apply',
      en: 'Correct what it says on the node, then: hapyctl apply',
    },
  },
  'HAPY-E331': {
    category: 'ABORTED',
    exit: 1,
    text: {
      fr: '{program} s’est terminé avec 0 mais a écrit une erreur : {output}',
      en: '{program} ended with 0 but printed an error: {output}',
    },
    cause: {
      fr: 'Les programmes d’EOLE signalent certaines erreurs seulement dans leur sortie.',
      en: 'EOLE’s programs report some errors in their output only.',
    },
    next: {
      fr: 'Lisez le journal du programme sur le nœud, puis : hapyctl apply',
      en: 'Read the program’s log on the node, then: hapyctl apply',
    },
  },
  'HAPY-E332': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: 'L’issue de {program} est inconnue : ni résultat, ni processus',
      en: 'The outcome of {program} is unknown: neither result nor process',
    },
    cause: {
      fr: 'La machine a redémarré, ou le processus a été tué.',
      en: 'The machine restarted, or the process was killed.',
    },
    next: { fr: 'Regardez ce qui est en place : hapyctl plan', en: 'Look at what stands: hapyctl plan' },
  },
  'HAPY-E333': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: { fr: '{program} ne peut pas être lancé : {reason}', en: '{program} cannot be started: {reason}' },
    cause: {
      fr: 'Le programme n’est pas installé, ou son chemin dans helper.yaml est faux.',
      en: 'The program is not installed, or its path in helper.yaml is wrong.',
    },
    next: { fr: 'Vérifiez « programs » dans helper.yaml.', en: 'Check "programs" in helper.yaml.' },
  },
  'HAPY-E334': {
    category: 'DEADLINE_EXCEEDED',
    exit: 1,
    text: {
      fr: '{program} a été interrompu après {seconds} s',
      en: '{program} was stopped after {seconds} s',
    },
    cause: {
      fr: 'Il attendait une réponse ou une autre machine ; ce qu’il a fait avant reste fait.',
      en: 'It waited for an answer or for another machine; what it did before stays done.',
    },
    next: { fr: 'Regardez ce qui est en place : hapyctl status', en: 'Look at what stands: hapyctl status' },
  },
  'HAPY-E335': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '`instance` n’est pas terminé sur {node} : {path} n’existe pas',
      en: '`instance` is not finished on {node}: {path} does not exist',
    },
    cause: {
      fr: '`instance` pose des questions, et personne n’y a répondu.',
      en: '`instance` asks questions, and nobody answered them.',
    },
    next: {
      fr: 'Lancez `instance` sur {node} et répondez « non » à l’inscription de nœuds.',
      en: 'Run `instance` on {node} and answer "non" to the registration of nodes.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
