import type { ErrorDefinition } from './definition.ts';

/** HAPY-E187 to HAPY-E199: replacing the issuing authority. */
export const rotationErrors = {
  'HAPY-E187': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'L’étape attend encore : {waiting}',
      en: 'The step still waits for: {waiting}',
    },
    cause: {
      fr: 'Ces nœuds n’ont pas encore suivi ; les oublier les couperait de la grappe.',
      en: 'These nodes have not followed yet; forgetting them would cut them off the cluster.',
    },
    next: {
      fr: 'Rendez les nœuds joignables et relancez : hapyctl certs rotate-ca --yes',
      en: 'Make the nodes reachable and run again: hapyctl certs rotate-ca --yes',
    },
  },
  'HAPY-E188': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Aucun remplacement d’autorité n’est en cours',
      en: 'No replacement of the authority is going on',
    },
    cause: {
      fr: 'Il n’y a pas d’étape à reprendre.',
      en: 'There is no step to take back.',
    },
    next: {
      fr: 'Voyez où en sont les certificats : hapyctl certs',
      en: 'See how the certificates stand: hapyctl certs',
    },
  },
  'HAPY-E189': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La grappe n’a plus d’autorité émettrice',
      en: 'The cluster has no issuing authority left',
    },
    cause: {
      fr: 'L’état du coordinateur est abîmé, ou vient d’une restauration incomplète.',
      en: 'The state of the coordinator is damaged, or comes from an incomplete restore.',
    },
    next: {
      fr: 'Restaurez une sauvegarde (hapyctl restore F), ou, avec la clé de la racine : hapyctl certs rescue',
      en: 'Restore a backup (hapyctl restore F), or, with the root’s key: hapyctl certs rescue',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
