import type { ErrorDefinition } from './definition.ts';

/** HAPY-E772 to E776: why something cannot be done now (services/domain/can.ts), where no other code says it. */
export const canErrors = {
  'HAPY-E772': {
    category: 'PERMISSION_DENIED',
    exit: 5,
    text: {
      fr: 'Votre rôle ({role}) permet de regarder, pas d’agir',
      en: 'Your role ({role}) lets you look, not act',
    },
    cause: {
      fr: 'Seul un opérateur, ou un jeton d’API de portée « operate », peut changer quelque chose.',
      en: 'Only an operator, or an API token of the scope “operate”, can change something.',
    },
    next: {
      fr: 'Demandez un certificat d’opérateur : hapyctl operator create',
      en: 'Ask for an operator’s certificate: hapyctl operator create',
    },
  },
  'HAPY-E773': {
    category: 'PERMISSION_DENIED',
    exit: 5,
    text: {
      fr: 'Un jeton d’API ne décide pas de qui l’on croit',
      en: 'An API token does not decide who is believed',
    },
    cause: {
      fr: 'Un jeton volé ne doit pouvoir ni en créer un autre, ni révoquer personne.',
      en: 'A stolen token must neither make another one nor revoke anybody.',
    },
    next: {
      fr: 'Faites-le avec un certificat d’opérateur, ou en root sur le nœud d’index 0.',
      en: 'Do it with an operator’s certificate, or as root on the index-0 node.',
    },
  },
  'HAPY-E774': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Pas d’exercice tant que la grappe n’est pas en bonne santé ({code})',
      en: 'No drill while the cluster is not healthy ({code})',
    },
    cause: {
      fr: 'L’exercice arrête le leader : ce qui reste doit suffire.',
      en: 'The drill stops the leader: what is left must be enough.',
    },
    next: {
      fr: 'Réglez d’abord ce constat : hapyctl doctor',
      en: 'Settle this finding first: hapyctl doctor',
    },
  },
  'HAPY-E775': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Aucune exécution n’est arrêtée en chemin',
      en: 'No run has stopped part-way',
    },
    cause: {
      fr: 'La dernière est terminée, ou il n’y en a pas encore eu.',
      en: 'The last one has ended, or there was none yet.',
    },
    next: {
      fr: 'Regardez ce qui est à faire : hapyctl plan',
      en: 'Look at what there is to do: hapyctl plan',
    },
  },
  'HAPY-E776': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Chaque nœud qui répond est déjà pris en charge',
      en: 'Every node that answers is in our care already',
    },
    cause: {
      fr: 'Prendre en charge une zone qui tourne ne sert qu’une fois.',
      en: 'Taking over a running zone is done once.',
    },
    next: {
      fr: 'Regardez ce qui est en place : hapyctl status',
      en: 'Look at what stands: hapyctl status',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
