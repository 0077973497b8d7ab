import type { ErrorDefinition } from './definition.ts';

/** HAPY-E419 to E422 and E440: a zone whose servers join one by one, and what a plan no longer waits for. */
export const oneByOneErrors = {
  'HAPY-E419': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'OpenNebula {version} ({node}) n’est pas de ceux que nous avons vérifiés ({known}) : les serveurs entrent un par un',
      en: 'OpenNebula {version} ({node}) is none that we have checked ({known}): the servers join one by one',
    },
    cause: {
      fr: 'L’ajout de tous les serveurs avant la haute disponibilité n’a été ni essayé avec cette version, ni lu dans son code source.',
      en: 'Adding all servers before there is high availability was neither tried with that version nor read in its source.',
    },
    next: {
      fr: 'Regardez le plan, ou installez une version vérifiée, la même sur tous les nœuds : hapyctl plan',
      en: 'Look at the plan, or install a version that was checked, the same on all nodes: hapyctl plan',
    },
  },
  'HAPY-E420': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'De l’inscription de {node} jusqu’à son démarrage, les écritures de la zone attendent : {minutes} min au plus, moins d’une d’ordinaire',
      en: 'From the addition of {node} to its start the writes of the zone wait: {minutes} min at most, less than one as a rule',
    },
    cause: {
      fr: 'Une zone de deux serveurs ne valide rien sans le deuxième. Une écriture restée sans réponse pendant ce temps est faite plus tard.',
      en: 'A zone of two servers commits nothing without the second. A write left without an answer meanwhile is made later.',
    },
    next: {
      fr: 'Choisissez une heure calme ; avant de répéter ce qui n’a pas eu de réponse, regardez : onevm list, onehost list',
      en: 'Choose a quiet hour; before repeating what had no answer, look: onevm list, onehost list',
    },
  },
  'HAPY-E421': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La zone n’a qu’un serveur, {node}, qui n’est pas l’index 0 ({first})',
      en: 'The zone has one server only, {node}, which is not index 0 ({first})',
    },
    cause: {
      fr: 'Le deuxième serveur reçoit la base de l’index 0 ; celle-ci serait perdue si elle venait d’ailleurs.',
      en: 'The second server receives the database of index 0; what is elsewhere would not be what joins.',
    },
    next: {
      fr: 'Mettez {node} à l’index 0 dans gen_config, puis refaites : hapyctl init',
      en: 'Make {node} index 0 in gen_config, then repeat: hapyctl init',
    },
  },
  'HAPY-E422': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Les écritures de la zone attendent que {node}, son deuxième serveur, démarre',
      en: 'The writes of the zone wait until {node}, its second server, starts',
    },
    cause: {
      fr: 'L’entrée de {node} dans la zone a été interrompue après son inscription.',
      en: 'The joining of {node} was interrupted after it had been added.',
    },
    next: {
      fr: 'Terminez-la sans tarder, {node} allumé : hapyctl apply',
      en: 'Finish it without delay, with {node} switched on: hapyctl apply',
    },
  },
  'HAPY-E440': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: '{action} n’est plus attendu : {failed} a échoué',
      en: '{action} is not waited for any longer: {failed} has failed',
    },
    cause: {
      fr: 'Après un échec rien de nouveau ne commence, et ce qui était attendu peut ne jamais venir.',
      en: 'After a failure nothing new begins, and what was waited for may never come.',
    },
    next: {
      fr: 'La cause est dans l’autre échec : hapyctl runs',
      en: 'The cause stands in the other failure: hapyctl runs',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
