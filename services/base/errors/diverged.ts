import type { ErrorDefinition } from './definition.ts';

/** A node that does not fit the others: a follower that holds something else than the zone, an agent that is too old. */
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
  'HAPY-E552': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’agent de {node} (version {version}) ne sait pas faire ce que demande le plan : {steps}',
      en: 'The agent of {node} (version {version}) cannot do what the plan needs: {steps}',
    },
    cause: {
      fr: 'Il est plus ancien que le coordinateur, et sa liste de capacités ne contient pas ces étapes. Rien n’a été commencé.',
      en: 'It is older than the coordinator, and its list of capabilities does not have these steps. Nothing was begun.',
    },
    next: {
      fr: 'Mettez à jour le paquet hapy-agent sur {node}, puis refaites le plan : hapyctl plan',
      en: 'Upgrade the package hapy-agent on {node}, then plan again: hapyctl plan',
    },
  },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;
