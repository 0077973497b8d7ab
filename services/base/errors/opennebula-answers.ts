import type { ErrorDefinition } from './definition.ts';

/** HAPY-E410 to E418: what oned answers, or does not. */
export const openNebulaAnswerErrors = {
  'HAPY-E410': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 1,
    text: {
      fr: 'La réponse à {method} dépasse {maximum} Mio : elle n’est pas lue',
      en: 'The answer to {method} exceeds {maximum} MiB: it is not read',
    },
    cause: {
      fr: 'Un modèle ou une liste a grandi sans mesure dans la base d’OpenNebula.',
      en: 'A template or a list has grown beyond measure in OpenNebula’s database.',
    },
    next: {
      fr: 'Sur le leader, cherchez ce qui est démesuré : onehost list ; onezone show 0',
      en: 'On the leader, look for what is oversized: onehost list; onezone show 0',
    },
  },
  'HAPY-E411': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: 'La réponse de {endpoint} à {method} a été coupée après {sizeBytes} octets',
      en: 'The answer of {endpoint} to {method} was cut after {sizeBytes} bytes',
    },
    cause: {
      fr: 'oned s’est arrêté, ou le réseau a été coupé, pendant la réponse : la demande a pu être faite.',
      en: 'oned ended, or the network was cut, while it answered: the request may have been carried out.',
    },
    next: { fr: 'Regardez avant de répéter : hapyctl status', en: 'Look before repeating: hapyctl status' },
  },
  'HAPY-E412': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'oned ne comprend pas la demande {method} (faute {code}) : {message}',
      en: 'oned does not understand the call {method} (fault {code}): {message}',
    },
    cause: {
      fr: 'Cette version d’OpenNebula n’a pas cette méthode, ou l’attend sous une autre forme.',
      en: 'This version of OpenNebula does not have that method, or wants it in another form.',
    },
    next: { fr: 'Vérifiez la version : oned --version', en: 'Check the version: oned --version' },
  },
  'HAPY-E413': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La zone n’a pas de leader en ce moment, {method} n’a pas été fait : {message}',
      en: 'The zone has no leader at this moment, {method} was not done: {message}',
    },
    cause: {
      fr: 'Une élection est en cours, ou une majorité de serveurs manque.',
      en: 'An election is going on, or a majority of servers is missing.',
    },
    next: {
      fr: 'Attendez quelques secondes, puis regardez : hapyctl status',
      en: 'Wait some seconds, then look: hapyctl status',
    },
  },
  'HAPY-E414': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'oneadmin n’a pas le droit de faire {method} : {message}',
      en: 'oneadmin may not do {method}: {message}',
    },
    cause: {
      fr: 'L’utilisateur de one_auth n’est pas dans le groupe oneadmin.',
      en: 'The user of one_auth is not in the group oneadmin.',
    },
    next: { fr: 'Sur le nœud : oneuser show', en: 'On the node: oneuser show' },
  },
  'HAPY-E415': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '{method} : l’objet n’existe pas ou plus ({message})',
      en: '{method}: the object does not exist, or no longer ({message})',
    },
    cause: {
      fr: 'Il a été supprimé depuis que le plan a été fait.',
      en: 'It was removed since the plan was made.',
    },
    next: { fr: 'Refaites un plan : hapyctl plan', en: 'Make a new plan: hapyctl plan' },
  },
  'HAPY-E416': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La zone ou l’objet est verrouillé, {method} n’a pas été fait : {message}',
      en: 'The zone or the object is locked, {method} was not done: {message}',
    },
    cause: {
      fr: 'Un administrateur a mis la zone en maintenance (onezone disable) ou verrouillé l’objet.',
      en: 'An administrator has disabled the zone for maintenance (onezone disable) or locked the object.',
    },
    next: {
      fr: 'Quand la maintenance est finie : onezone enable 0',
      en: 'When the maintenance is over: onezone enable 0',
    },
  },
  'HAPY-E417': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le terme d’oned est 4294967295 : rien n’a été écrit, la zone est en élection sans fin',
      en: 'The term of oned is 4294967295: nothing was written, the zone’s elections do not end',
    },
    cause: {
      fr: 'Un serveur aux identifiants différents a répondu au leader, qui a pris son refus pour un terme.',
      en: 'A server with other credentials answered the leader, which took the refusal for a term.',
    },
    next: {
      fr: 'Arrêtez le serveur ajouté en dernier, redémarrez oned sur le leader, puis : hapyctl plan',
      en: 'Stop the server that was added last, restart oned on the leader, then: hapyctl plan',
    },
  },
  'HAPY-E418': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: 'La réponse à {method} n’est pas compréhensible : la demande a pu être faite ou non ({reason})',
      en: 'The answer to {method} cannot be understood: it may or may not have been done ({reason})',
    },
    cause: {
      fr: 'Un autre programme a répondu à la place d’oned, ou la réponse est abîmée.',
      en: 'Another program answered in oned’s place, or the answer is damaged.',
    },
    next: { fr: 'Regardez avant de répéter : hapyctl status', en: 'Look before repeating: hapyctl status' },
  },
} as const satisfies Record<string, ErrorDefinition>;
