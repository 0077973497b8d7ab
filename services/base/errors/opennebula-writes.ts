import type { ErrorDefinition } from './definition.ts';

/** HAPY-E423 to E425: what is refused because of what it would do to a zone, and times of oned's that do not fit. */
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
  'HAPY-E425': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Les délais d’oned ne vont pas ensemble, ou ne sont pas les mêmes partout (élection après {election} ms)',
      en: 'oned’s times do not fit each other, or are not the same everywhere (election after {election} ms)',
    },
    cause: {
      fr: 'BROADCAST_TIMEOUT_MS ou XMLRPC_TIMEOUT_MS a été changé dans un oned.conf : des élections auront lieu sans raison, ou dureront.',
      en: 'BROADCAST_TIMEOUT_MS or XMLRPC_TIMEOUT_MS was changed in an oned.conf: there will be elections for no reason, or long ones.',
    },
    next: {
      fr: 'Mettez sur chaque nœud les valeurs d’origine (500 et 1000), puis redémarrez oned, un nœud après l’autre',
      en: 'Put the shipped values (500 and 1000) on every node, then restart oned, one node after the other',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
