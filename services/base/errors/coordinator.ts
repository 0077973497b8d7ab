import type { ErrorDefinition } from './definition.ts';

/** HAPY-E52x to E54x: plans and runs. */
export const coordinatorErrors = {
  'HAPY-E520': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le plan n’est plus valable : l’état observé a changé depuis qu’il a été montré (demandé {expected}, à présent {found})',
      en: 'The plan no longer holds: the observed state has changed since it was shown (asked for {expected}, now {found})',
    },
    cause: {
      fr: 'Un nœud, ou quelqu’un d’autre, a changé quelque chose entre le plan et son application. Rien n’a été modifié.',
      en: 'A node, or somebody else, changed something between the plan and its application. Nothing was changed by us.',
    },
    next: {
      fr: 'Regardez le nouveau plan : hapyctl plan',
      en: 'Look at the new plan: hapyctl plan',
    },
  },
  'HAPY-E521': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Il n’y a rien à faire : l’état observé est celui qui est voulu',
      en: 'There is nothing to do: the observed state is the wanted one',
    },
    cause: {
      fr: 'Le plan est vide.',
      en: 'The plan is empty.',
    },
    next: {
      fr: 'Vérifiez l’ensemble : hapyctl status',
      en: 'See the whole: hapyctl status',
    },
  },
  'HAPY-E522': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'L’exécution {run} est déjà en cours',
      en: 'The run {run} is already going on',
    },
    cause: {
      fr: 'Une seule exécution à la fois peut modifier la grappe.',
      en: 'Only one run at a time may change the cluster.',
    },
    next: {
      fr: 'Suivez-la : hapyctl runs follow {run}',
      en: 'Follow it: hapyctl runs follow {run}',
    },
  },
  'HAPY-E523': {
    category: 'NOT_FOUND',
    exit: 2,
    text: {
      fr: 'L’exécution {run} est inconnue',
      en: 'The run {run} is unknown',
    },
    cause: {
      fr: 'Elle a été faite par un autre coordinateur, ou son nom est mal écrit.',
      en: 'It was made by another coordinator, or its name is mistyped.',
    },
    next: {
      fr: 'Voyez les exécutions connues : hapyctl runs',
      en: 'See the known runs: hapyctl runs',
    },
  },
  'HAPY-E524': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le plan comporte {count} constat(s) bloquant(s), dont {code} : rien n’est modifié',
      en: 'The plan has {count} blocking finding(s), among them {code}: nothing is changed',
    },
    cause: {
      fr: 'Tant qu’un constat bloquant demeure, agir reviendrait à deviner.',
      en: 'While a blocking finding stands, to act would be to guess.',
    },
    next: {
      fr: 'Lisez les constats et leurs remèdes : hapyctl plan',
      en: 'Read the findings and their remedies: hapyctl plan',
    },
  },
  'HAPY-E525': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Un autre coordinateur agit en ce moment : {holder} (époque {epoch}, vu par {node})',
      en: 'Another coordinator is acting right now: {holder} (epoch {epoch}, seen by {node})',
    },
    cause: {
      fr: 'Il tient le bail des agents et le renouvelle ; deux coordinateurs n’agissent jamais ensemble.',
      en: 'It holds the lease of the agents and renews it; two coordinators never act together.',
    },
    next: {
      fr: 'Arrêtez l’autre coordinateur, ou attendez la fin de son exécution, puis : hapyctl apply',
      en: 'Stop the other coordinator, or wait until its run has ended, then: hapyctl apply',
    },
  },
  'HAPY-E526': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: 'Le bail n’a été accordé que par {granted} nœud(s) sur les {needed} nécessaires (manquent : {missing})',
      en: 'The lease was granted by only {granted} of the {needed} nodes that are needed (missing: {missing})',
    },
    cause: {
      fr: 'Des agents sont arrêtés ou injoignables ; sans majorité, rien ne doit être modifié.',
      en: 'Agents are down or cannot be reached; without a majority nothing may be changed.',
    },
    next: {
      fr: 'Voyez quels nœuds répondent : hapyctl nodes',
      en: 'See which nodes answer: hapyctl nodes',
    },
  },
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
      fr: 'Regardez ce qui est en place : hapyctl status',
      en: 'Look at what stands: hapyctl status',
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
      fr: 'Regardez ce qui est en place, puis reprenez : hapyctl status, hapyctl apply',
      en: 'Look at what stands, then go on: hapyctl status, hapyctl apply',
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
      fr: 'Regardez ce qui est en place, puis reprenez : hapyctl status, hapyctl apply',
      en: 'Look at what stands, then go on: hapyctl status, hapyctl apply',
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
      fr: 'Regardez ce qui est en place, puis reprenez : hapyctl status, hapyctl apply',
      en: 'Look at what stands, then go on: hapyctl status, hapyctl apply',
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
  'HAPY-E540': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La base {file} ne peut pas être utilisée ({detail})',
      en: 'The database {file} cannot be used ({detail})',
    },
    cause: {
      fr: 'Elle est abîmée, ses droits sont faux, ou elle vient d’une version plus récente de hapy-cluster.',
      en: 'It is damaged, its permissions are wrong, or it comes from a newer version of hapy-cluster.',
    },
    next: {
      fr: 'Vérifiez ses droits et la version installée, ou restaurez une sauvegarde.',
      en: 'Check its permissions and the installed version, or restore a backup.',
    },
  },
  'HAPY-E541': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: 'Le nœud {node} n’a encore jamais répondu',
      en: 'The node {node} has never answered so far',
    },
    cause: {
      fr: 'Le coordinateur vient de démarrer, ou ce nœud n’a pas encore rejoint la grappe.',
      en: 'The coordinator has just started, or this node has not joined the cluster yet.',
    },
    next: {
      fr: 'S’il n’a pas rejoint la grappe : hapyctl token create {node}',
      en: 'If it has not joined the cluster: hapyctl token create {node}',
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
      fr: 'Corrigez sa cause, puis reprenez d’où l’on en est : hapyctl apply',
      en: 'Remove its cause, then go on from where things stand: hapyctl apply',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
