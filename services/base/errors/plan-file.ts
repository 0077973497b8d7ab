import type { ErrorDefinition } from './definition.ts';

/** HAPY-E549 and E550: plan files that are whole, but not for here. */
export const planFileErrors = {
  'HAPY-E549': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Le plan de {file} est celui d’une autre grappe ({found}), pas de celle-ci ({expected})',
      en: 'The plan in {file} is for another cluster ({found}), not for this one ({expected})',
    },
    cause: {
      fr: 'Le fichier vient d’un autre coordinateur, ou celui-ci a été initialisé à nouveau. Rien n’a été modifié.',
      en: 'The file comes from another coordinator, or this one was initialised anew. Nothing was changed.',
    },
    next: {
      fr: 'Écrivez le plan de cette grappe : hapyctl plan --out {file}',
      en: 'Write the plan of this cluster: hapyctl plan --out {file}',
    },
  },
  'HAPY-E550': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: '{file} est un plan de version {found} ; cet hapyctl lit la version {known}',
      en: '{file} is a plan of version {found}; this hapyctl reads version {known}',
    },
    cause: {
      fr: 'Un hapyctl plus récent, ou d’avant, l’a écrit. Rien n’a été modifié.',
      en: 'A newer hapyctl, or one from before, wrote it. Nothing was changed.',
    },
    next: {
      fr: 'Écrivez-le avec cette version : hapyctl plan --out {file}',
      en: 'Write it with this version: hapyctl plan --out {file}',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
