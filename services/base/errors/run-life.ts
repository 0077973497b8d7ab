import type { ErrorDefinition } from './definition.ts';

/** HAPY-E543 to E548 and E553: what ends, resumes or aborts a run as a whole. */
export const runLifeErrors = {
  'HAPY-E543': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'L’exécution {run} ne continue pas seule : {count, plural, one {une action n’était} other {# actions n’étaient}} pas dans le plan approuvé ({actions})',
      en: 'The run {run} does not go on alone: {count, plural, one {one action was} other {# actions were}} not in the approved plan ({actions})',
    },
    cause: {
      fr: 'Depuis l’arrêt, l’état observé demande autre chose que ce qui a été montré et accepté.',
      en: 'Since it stopped, the observed state asks for something else than what was shown and accepted.',
    },
    next: {
      fr: 'Regardez ce qui reste et décidez : hapyctl run resume, ou hapyctl run abort',
      en: 'Look at what is left and decide: hapyctl run resume, or hapyctl run abort',
    },
  },
  'HAPY-E544': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'L’exécution {run} n’aboutit pas : après {count} plans, il reste toujours quelque chose à faire',
      en: 'The run {run} does not come to an end: after {count} plans there is still something to do',
    },
    cause: {
      fr: 'Quelque chose défait au fur et à mesure ce qui est fait : un autre outil, une tâche planifiée, un nœud qui redémarre.',
      en: 'Something undoes what is done as it is done: another tool, a scheduled task, a node that restarts.',
    },
    next: {
      fr: 'Voyez ce qui revient sans cesse : hapyctl runs show {run}',
      en: 'See what comes back again and again: hapyctl runs show {run}',
    },
  },
  'HAPY-E545': {
    category: 'UNAVAILABLE',
    exit: 4,
    text: {
      fr: 'Le nœud {node} ne répond plus depuis {seconds} s pendant {action}',
      en: 'The node {node} has not answered for {seconds} s during {action}',
    },
    cause: {
      fr: 'Le serveur ou son agent est arrêté, ou le réseau est coupé. Ce qu’il avait commencé s’achève peut-être sans nous ; on l’observera à son retour.',
      en: 'The server or its agent is down, or the network is cut. What it had begun may end without us; it is observed when the node is back.',
    },
    next: {
      fr: 'Rallumez-le, ou continuez avec les autres s’ils suffisent : hapyctl nodes, puis hapyctl apply',
      en: 'Bring it back, or go on with the others if they are enough: hapyctl nodes, then hapyctl apply',
    },
  },
  'HAPY-E546': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'L’exécution {run} ne peut être ni reprise ni abandonnée',
      en: 'The run {run} can be neither resumed nor aborted',
    },
    cause: {
      fr: 'Seule la dernière exécution, quand elle s’est arrêtée en chemin, peut l’être.',
      en: 'Only the newest run can, when it has stopped part-way.',
    },
    next: {
      fr: 'Voyez les exécutions : hapyctl runs. Pour continuer vers la grappe voulue : hapyctl apply',
      en: 'See the runs: hapyctl runs. To go on towards the wanted cluster: hapyctl apply',
    },
  },
  'HAPY-E547': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'L’exécution {run} est en cours d’abandon : elle ne peut plus être reprise',
      en: 'The run {run} is being aborted: it cannot be resumed any more',
    },
    cause: {
      fr: 'L’abandon a été demandé et ne s’est pas achevé.',
      en: 'Its end was asked for and has not been reached.',
    },
    next: {
      fr: 'Achevez l’abandon : hapyctl run abort. Pour repartir vers la grappe voulue : hapyctl apply',
      en: 'Finish aborting it: hapyctl run abort. To start again towards the wanted cluster: hapyctl apply',
    },
  },
  'HAPY-E548': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'Cette attente a pris fin : l’abandon de l’exécution {run} a été demandé',
      en: 'This wait has ended: the end of the run {run} was asked for',
    },
    cause: {
      fr: 'Rien n’était en cours sur les nœuds pour cette action.',
      en: 'Nothing was going on at the nodes for this action.',
    },
    next: {
      fr: 'Suivez la fin : hapyctl runs follow {run}',
      en: 'Follow its end: hapyctl runs follow {run}',
    },
  },
  'HAPY-E553': {
    category: 'UNAVAILABLE',
    exit: 4,
    text: {
      fr: 'L’exécution {run} ne continue pas seule sans {nodes}, qui ne répond plus',
      en: 'The run {run} does not go on alone without {nodes}, which does not answer any more',
    },
    cause: {
      fr: 'Le plan approuvé lui donnait une part ; ce qui reste la laisserait de côté, et une grappe sans lui n’est pas celle qui a été approuvée.',
      en: 'The approved plan gave it a part; what is left would leave that out, and a cluster without it is not the one that was approved.',
    },
    next: {
      fr: 'Rallumez-le, ou regardez ce qui reste sans lui et décidez : hapyctl run resume',
      en: 'Bring it back, or look at what is left without it and decide: hapyctl run resume',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
