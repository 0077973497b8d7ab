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
  'HAPY-E348': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le serveur n’est pas remis comme avant : oned y fonctionne',
      en: 'The server is not put back: oned runs on it',
    },
    cause: {
      fr: 'oned a été relancé entre-temps ; remplacer sa base sous lui la détruirait.',
      en: 'oned was started meanwhile; replacing the database under it would destroy it.',
    },
    next: {
      fr: 'Refaites l’abandon, qui l’arrêtera d’abord : hapyctl run abort RUN',
      en: 'Abort again, which stops it first: hapyctl run abort RUN',
    },
  },
  'HAPY-E349': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le serveur n’est pas remis comme avant : il est membre de la zone',
      en: 'The server is not put back: it is a member of the zone',
    },
    cause: {
      fr: 'Il a pu démarrer en haute disponibilité et enregistrer des écritures que nul autre n’a.',
      en: 'It may have started in high availability and recorded writes that nobody else has.',
    },
    next: { fr: 'Terminez la formation : hapyctl apply', en: 'Complete the formation: hapyctl apply' },
  },
  'HAPY-E350': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Ce qui était ici avant est gardé pour la grappe {found}, et non {expected}',
      en: 'What was here before is kept for cluster {found}, not {expected}',
    },
    cause: {
      fr: 'Ce serveur appartenait à une autre grappe, et n’en a pas été retiré.',
      en: 'This server belonged to another cluster and was not removed from it.',
    },
    next: {
      fr: 'Retirez-le d’abord de cette grappe, depuis son coordinateur : hapyctl node remove',
      en: 'Remove it from that cluster first, on its coordinator: hapyctl node remove',
    },
  },
  'HAPY-E351': {
    category: 'ABORTED',
    exit: 1,
    text: {
      fr: 'La base d’avant n’est pas remise en place : {path} manque ou est abîmé',
      en: 'The database from before is not put back: {path} is missing or damaged',
    },
    cause: {
      fr: 'Disque abîmé, ou fichier effacé ou modifié à la main. Rien n’a été changé sur ce serveur, et oned y reste retenu.',
      en: 'A damaged disk, or a file removed or edited by hand. Nothing was changed on this server, and its oned stays held.',
    },
    next: {
      fr: 'Restaurez votre propre sauvegarde à cet endroit (onedb restore), ou poursuivez la formation : hapyctl apply',
      en: 'Restore your own backup in its place (onedb restore), or go on with the formation: hapyctl apply',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
