import type { ErrorDefinition } from './definition.ts';

/** HAPY-E527 to E542: what stops an action or the run it belongs to. */
export const runErrors = {
  'HAPY-E527': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'Le bail a été perdu pendant l’exécution : elle s’arrête',
      en: 'The lease was lost during the run: it stops',
    },
    cause: {
      fr: 'Une majorité d’agents ne répond plus, ou un autre coordinateur a pris la suite.',
      en: 'A majority of the agents no longer answers, or another coordinator has taken over.',
    },
    next: {
      fr: 'Regardez ce qui est en place, puis reprenez : hapyctl status, hapyctl run resume',
      en: 'Look at what stands, then go on: hapyctl status, hapyctl run resume',
    },
  },
  'HAPY-E528': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'L’action {action} n’a pas pu commencer : une condition préalable n’est pas remplie ({condition})',
      en: 'The action {action} could not start: a precondition does not hold ({condition})',
    },
    cause: {
      fr: 'L’état des nœuds n’est plus celui pour lequel le plan a été fait.',
      en: 'The state of the nodes is no longer the one that the plan was made for.',
    },
    next: {
      fr: 'Faites un nouveau plan, il part de ce qui est observé : hapyctl plan',
      en: 'Make a new plan, it starts from what is observed: hapyctl plan',
    },
  },
  'HAPY-E529': {
    category: 'DEADLINE_EXCEEDED',
    exit: 4,
    text: {
      fr: 'L’action {action} n’a pas atteint son but en {seconds} s ({condition})',
      en: 'The action {action} did not reach its goal within {seconds} s ({condition})',
    },
    cause: {
      fr: 'Le nœud est lent ou bloqué, ou ce qui a été demandé n’a pas eu l’effet attendu.',
      en: 'The node is slow or stuck, or what was asked did not have the expected effect.',
    },
    next: {
      fr: 'Regardez ce qui est en place, puis reprenez : hapyctl status, hapyctl run resume',
      en: 'Look at what stands, then go on: hapyctl status, hapyctl run resume',
    },
  },
  'HAPY-E530': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'L’opération de {action} a été annulée sur son nœud',
      en: 'The operation of {action} was cancelled on its node',
    },
    cause: {
      fr: 'Quelqu’un, ou un autre coordinateur, l’a annulée.',
      en: 'Somebody, or another coordinator, cancelled it.',
    },
    next: {
      fr: 'Faites un nouveau plan : hapyctl plan',
      en: 'Make a new plan: hapyctl plan',
    },
  },
  'HAPY-E531': {
    category: 'UNAVAILABLE',
    exit: 4,
    text: {
      fr: 'L’issue de {action} est inconnue, et l’observation ne la montre pas faite',
      en: 'The outcome of {action} is unknown, and observation does not show it done',
    },
    cause: {
      fr: 'La liaison ou un programme s’est interrompu pendant l’action, et l’agent n’en a pas de trace.',
      en: 'The connection or a program broke off during the action, and the agent has no record of it.',
    },
    next: {
      fr: 'Regardez ce qui est en place, puis reprenez : hapyctl status, hapyctl run resume',
      en: 'Look at what stands, then go on: hapyctl status, hapyctl run resume',
    },
  },
  'HAPY-E532': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'La zone n’a pas de leader reconnu par une majorité',
      en: 'The zone has no leader that a majority agrees on',
    },
    cause: {
      fr: 'Une élection est en cours, ou trop de serveurs sont arrêtés.',
      en: 'An election is going on, or too many servers are down.',
    },
    next: {
      fr: 'Regardez l’état de la zone : hapyctl status',
      en: 'Look at the state of the zone: hapyctl status',
    },
  },
  'HAPY-E533': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'Le nœud {from} n’a pas de graine à transmettre à {node}',
      en: 'The node {from} has no seed to give to {node}',
    },
    cause: {
      fr: 'Elle n’a pas été faite, ou ses données ont été effacées.',
      en: 'It was not made, or its data has been removed.',
    },
    next: {
      fr: 'Faites un nouveau plan : hapyctl plan',
      en: 'Make a new plan: hapyctl plan',
    },
  },
  'HAPY-E534': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'La graine transmise de {from} à {node} est abîmée ({detail})',
      en: 'The seed that went from {from} to {node} is damaged ({detail})',
    },
    cause: {
      fr: 'Elle a changé pendant le transport, ou son fichier a été modifié sur {from}. Rien n’en a été restauré.',
      en: 'It changed on its way, or its file was altered on {from}. Nothing of it was restored.',
    },
    next: {
      fr: 'Reprenez : hapyctl apply',
      en: 'Go on: hapyctl apply',
    },
  },
  'HAPY-E535': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'Le numéro de serveur de {node} dans la zone n’est pas connu',
      en: 'The server id of {node} in the zone is not known',
    },
    cause: {
      fr: 'Ni le leader ni une graine ne nomme ce nœud, ou il y figure deux fois.',
      en: 'Neither the leader nor a seed names this node, or names it twice.',
    },
    next: {
      fr: 'Faites un nouveau plan : hapyctl plan',
      en: 'Make a new plan: hapyctl plan',
    },
  },
  'HAPY-E536': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'Ce que {action} doit retirer n’est plus là où le plan l’a vu',
      en: 'What {action} has to remove is no longer where the plan saw it',
    },
    cause: {
      fr: 'Quelqu’un d’autre l’a retiré ou remplacé entre-temps.',
      en: 'Somebody else removed or replaced it meanwhile.',
    },
    next: {
      fr: 'Faites un nouveau plan : hapyctl plan',
      en: 'Make a new plan: hapyctl plan',
    },
  },
  'HAPY-E537': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'Le coordinateur s’est arrêté pendant l’exécution {run}',
      en: 'The coordinator stopped during the run {run}',
    },
    cause: {
      fr: 'Il a été arrêté ou redémarré. Les opérations déjà demandées se terminent d’elles-mêmes sur leurs nœuds.',
      en: 'It was stopped or restarted. Operations that were already asked for end by themselves on their nodes.',
    },
    next: {
      fr: 'Regardez ce qui est en place, puis reprenez : hapyctl status, hapyctl run resume',
      en: 'Look at what stands, then go on: hapyctl status, hapyctl run resume',
    },
  },
  'HAPY-E538': {
    category: 'DEADLINE_EXCEEDED',
    exit: 1,
    text: {
      fr: 'Des opérations d’une exécution précédente ne se terminent pas : {operations}',
      en: 'Operations of an earlier run do not come to an end: {operations}',
    },
    cause: {
      fr: 'Elles tournent encore sur leurs nœuds ; rien de nouveau ne commence avant leur fin.',
      en: 'They still run on their nodes; nothing new starts before they have ended.',
    },
    next: {
      fr: 'Attendez, ou voyez sur ces nœuds ce qui les retient, puis : hapyctl apply',
      en: 'Wait, or see on those nodes what holds them up, then: hapyctl apply',
    },
  },
  'HAPY-E542': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'L’exécution s’arrête parce que {action} a échoué',
      en: 'The run stops because {action} has failed',
    },
    cause: {
      fr: 'Une action échouée empêche les suivantes de commencer ; celles qui étaient en cours se sont terminées.',
      en: 'One failed action keeps new ones from starting; those that were running have ended.',
    },
    next: {
      fr: 'Corrigez sa cause, puis reprenez d’où l’on en est : hapyctl run resume (ou revenez en arrière : hapyctl run abort)',
      en: 'Remove its cause, then go on from where things stand: hapyctl run resume (or take it back: hapyctl run abort)',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
