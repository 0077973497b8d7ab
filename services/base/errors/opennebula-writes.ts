import type { ErrorDefinition } from './definition.ts';

/** HAPY-E423 and following: what is refused because of what it would do to a zone. */
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
  'HAPY-E424': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'oned ne démarre pas : le serveur {address} a cette machine dans sa zone, où elle n’est pas entrée',
      en: 'oned does not start: server {address} has this machine in its zone, which it has not entered',
    },
    cause: {
      fr: 'Elle a l’adresse d’un serveur qui n’a pas été retiré. Son oned répondrait avec d’autres identifiants et détruirait la zone.',
      en: 'It has the address of a server that was not removed. Its oned would answer with other credentials and ruin the zone.',
    },
    next: {
      fr: 'Sur l’index 0 : hapyctl node replace NŒUD --fenced "…", puis : hapy-agent join',
      en: 'On index 0: hapyctl node replace NODE --fenced "…", then: hapy-agent join',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
