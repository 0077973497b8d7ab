import type { ErrorDefinition } from './definition.ts';

/** A follower that holds something else than the zone. */
export const divergedErrors = {
  'HAPY-E551': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La base de {node} diffère de celle du leader, bien qu’elle soit au même point du journal',
      en: 'The database of {node} differs from the leader’s although it is at the same place of the log',
    },
    cause: {
      fr: 'Il a rejoint la zone avec sa propre base, ou, coupé des autres alors qu’il la dirigeait, a gardé une écriture qui n’a jamais été validée. Le journal ne corrige pas cela. Une écriture en cours peut aussi se montrer ainsi, un instant.',
      en: 'It joined the zone with a database of its own or, cut off while it led, kept a write that was never committed. The log does not mend that. A write on its way may also show like this, for a moment.',
    },
    next: {
      fr: 'Si cela dure, donnez-lui la base du leader, avec lequel la majorité est d’accord : hapyctl repair',
      en: 'If it lasts, give it the database of the leader, which a majority agrees with: hapyctl repair',
    },
  },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;
