import type { ErrorDefinition } from './definition.ts';

/** HAPY-E45x and E46x: what doctor, drill, watchdog and events refuse. */
export const doctorErrors = {
  'HAPY-E450': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '« {code} » n’est pas un code de hapy-cluster',
      en: '“{code}” is no code of hapy-cluster',
    },
    cause: {
      fr: 'Un code s’écrit HAPY-E suivi de trois chiffres.',
      en: 'A code is HAPY-E and three digits.',
    },
    next: {
      fr: 'Recopiez le code tel qu’il est affiché : hapyctl doctor explain HAPY-E647',
      en: 'Copy the code as it is shown: hapyctl doctor explain HAPY-E647',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
