import type { ErrorDefinition } from './definition.ts';

/** HAPY-E520 to E541: asking for a plan or a run, the lease, the store. */
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
      fr: 'Un autre coordinateur tient la grappe : {holder}, depuis le {since} (époque {epoch}, vu par {node})',
      en: 'Another coordinator holds the cluster: {holder}, since {since} (epoch {epoch}, seen by {node})',
    },
    cause: {
      fr: 'Il tient le bail des agents et le renouvelle ; deux coordinateurs n’agissent jamais ensemble. Une copie du dossier du coordinateur, ou une machine restaurée, en fait un second.',
      en: 'It holds the lease of the agents and renews it; two coordinators never act together. A copy of the coordinator’s folder, or a restored machine, makes a second one.',
    },
    next: {
      fr: 'Travaillez sur {machine}. Pour prendre la suite ici : sur {machine}, systemctl disable --now hapy-coordinator ; son bail expire en 10 s, puis ici : hapyctl apply',
      en: 'Work on {machine}. To take over here: on {machine}, systemctl disable --now hapy-coordinator; its lease runs out within 10 s, then here: hapyctl apply',
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
  'HAPY-E539': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 1,
    text: {
      fr: 'Le coordinateur ne peut pas écrire dans sa base {file} ({reason})',
      en: 'The coordinator cannot write into its database {file} ({reason})',
    },
    cause: {
      fr: 'Son disque est plein, en lecture seule ou défaillant. Rien n’a été enregistré à moitié.',
      en: 'Its disk is full, read-only or failing. Nothing was left half written.',
    },
    next: {
      fr: 'Sur le coordinateur, faites de la place (df -h {file}), puis relancez la même commande ; un jeton vaut toujours',
      en: 'On the coordinator, make room (df -h {file}), then run the same command again; a token still holds',
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
} as const satisfies Record<string, ErrorDefinition>;
