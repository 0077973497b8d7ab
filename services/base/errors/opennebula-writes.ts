import type { ErrorDefinition } from './definition.ts';

/** HAPY-E423 and following: what is refused because the zone is not ready for a change of ours. */
export const openNebulaWriteErrors = {
  'HAPY-E423': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La zone ne valide rien : son leader a {commit} enregistrements validés sur {index}, rien n’a été écrit',
      en: 'The zone commits nothing: {commit} of {index} records of its leader are committed, nothing was written',
    },
    cause: {
      fr: 'Une écriture attend une majorité de serveurs. Ce qu’elle change ne se voit pas encore et serait ajouté deux fois.',
      en: 'A write waits for a majority of servers. What it changes cannot be seen yet and would be added twice.',
    },
    next: {
      fr: 'Voyez quel serveur manque, puis relancez : hapyctl doctor',
      en: 'See which server is missing, then run again: hapyctl doctor',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
