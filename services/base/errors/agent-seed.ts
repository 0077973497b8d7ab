import type { ErrorDefinition } from './definition.ts';

/** HAPY-E340 to E359: seeds and the databases they replace. */
export const seedErrors = {
  'HAPY-E340': {
    category: 'NOT_FOUND',
    exit: 1,
    text: { fr: 'La graine {seed} n’est pas sur ce nœud', en: 'Seed {seed} is not on this node' },
    cause: {
      fr: 'Elle n’a jamais été faite ou déposée ici, ou une plus récente l’a remplacée.',
      en: 'It was never made or put here, or a newer one has replaced it.',
    },
    next: { fr: 'Refaites un plan : hapyctl plan', en: 'Make a new plan: hapyctl plan' },
  },
  'HAPY-E341': {
    category: 'ABORTED',
    exit: 1,
    text: {
      fr: 'La graine {seed} est abîmée : empreinte {found} au lieu de {expected}',
      en: 'Seed {seed} is damaged: digest {found} instead of {expected}',
    },
    cause: { fr: 'Elle a été coupée ou modifiée en route.', en: 'It was cut or changed on its way.' },
    next: { fr: 'Relancez : hapyctl apply', en: 'Run again: hapyctl apply' },
  },
  'HAPY-E342': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La base n’est pas restaurée : oned fonctionne sur ce nœud',
      en: 'The database is not restored: oned runs on this node',
    },
    cause: {
      fr: 'oned a été relancé entre-temps ; restaurer sous lui détruirait la base.',
      en: 'oned was started meanwhile; restoring under it would destroy the database.',
    },
    next: { fr: 'Relancez : hapyctl apply', en: 'Run again: hapyctl apply' },
  },
  'HAPY-E343': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La base de {node} contient des données et n’est pas remplacée (empreinte {digest}) : {contents}',
      en: 'The database of {node} holds data and is not replaced (digest {digest}): {contents}',
    },
    cause: {
      fr: 'Ce serveur a déjà servi ; le rattacher effacerait ce qu’il contient.',
      en: 'This server was in use; joining it would erase what it holds.',
    },
    next: {
      fr: 'Faites de lui le nœud 0, ou acceptez la perte : hapyctl apply --discard-database {node}={digest}',
      en: 'Make it node 0, or accept the loss: hapyctl apply --discard-database {node}={digest}',
    },
  },
  'HAPY-E344': {
    category: 'ABORTED',
    exit: 1,
    text: {
      fr: 'La base restaurée diffère de la graine {seed} ; l’ancienne est remise en place',
      en: 'The restored database differs from seed {seed}; the old one is put back',
    },
    cause: {
      fr: 'La sauvegarde est incomplète ou la restauration a échoué en silence.',
      en: 'The backup is incomplete or the restore failed silently.',
    },
    next: { fr: 'Relancez : hapyctl apply', en: 'Run again: hapyctl apply' },
  },
  'HAPY-E345': {
    category: 'INVALID_ARGUMENT',
    exit: 1,
    text: {
      fr: 'La graine {seed} n’a pas la forme attendue : {reason}',
      en: 'Seed {seed} does not have the expected form: {reason}',
    },
    cause: {
      fr: 'Elle vient d’une autre version, ou pas de nous.',
      en: 'It comes from another version, or not from us.',
    },
    next: { fr: 'Comparez les versions : hapyctl nodes', en: 'Compare the versions: hapyctl nodes' },
  },
  'HAPY-E346': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La base de {node} est en avance sur la graine : {found} après {seed}',
      en: 'The database of {node} is ahead of the seed: {found} after {seed}',
    },
    cause: {
      fr: 'Ce nœud a enregistré des écritures que la graine ne contient pas.',
      en: 'This node has recorded writes that the seed does not hold.',
    },
    next: {
      fr: 'Démarrez d’abord ce nœud, ou refaites un plan : hapyctl plan',
      en: 'Start this node first, or make a new plan: hapyctl plan',
    },
  },
  'HAPY-E347': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 1,
    text: {
      fr: 'La graine dépasse {maximum} octets',
      en: 'The seed is larger than {maximum} bytes',
    },
    cause: {
      fr: 'La base est bien plus grande que prévu, ou ce n’est pas une graine.',
      en: 'The database is much larger than expected, or this is no seed.',
    },
    next: {
      fr: 'Purgez l’historique de la base : onedb purge-history',
      en: 'Purge the history of the database: onedb purge-history',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
