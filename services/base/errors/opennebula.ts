import type { ErrorDefinition } from './definition.ts';

/** HAPY-E4xx: oned and its XML-RPC. */
export const openNebulaErrors = {
  'HAPY-E400': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: 'oned ne répond pas sur {endpoint} : {reason}',
      en: 'oned does not answer at {endpoint}: {reason}',
    },
    cause: { fr: 'oned est arrêté, ou démarre encore.', en: 'oned is stopped, or still starting.' },
    next: {
      fr: 'Sur le nœud : systemctl status opennebula',
      en: 'On the node: systemctl status opennebula',
    },
  },
  'HAPY-E401': {
    category: 'DEADLINE_EXCEEDED',
    exit: 1,
    text: {
      fr: '{method} n’a pas répondu en {seconds} s : la demande a pu être faite ou non',
      en: '{method} did not answer within {seconds} s: it may or may not have been done',
    },
    cause: {
      fr: 'La zone n’a pas de majorité : une écriture attend, puis est souvent faite plus tard.',
      en: 'The zone has no majority: a write waits, and is often done later.',
    },
    next: { fr: 'Regardez avant de répéter : hapyctl status', en: 'Look before repeating: hapyctl status' },
  },
  'HAPY-E402': {
    category: 'INTERNAL',
    exit: 1,
    text: {
      fr: 'La réponse de {endpoint} n’est pas celle d’oned : {reason}',
      en: 'The answer of {endpoint} is not oned’s: {reason}',
    },
    cause: {
      fr: 'Un autre programme écoute sur ce port, ou la version d’OpenNebula nous est inconnue.',
      en: 'Another program listens on that port, or the version of OpenNebula is unknown to us.',
    },
    next: { fr: 'Sur le nœud : ss -ltnp | grep 2633', en: 'On the node: ss -ltnp | grep 2633' },
  },
  'HAPY-E403': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: { fr: 'oned a refusé {method} : {message}', en: 'oned refused {method}: {message}' },
    cause: { fr: 'oned dit lui-même pourquoi.', en: 'oned itself says why.' },
    next: { fr: 'Regardez ce qui est en place : hapyctl status', en: 'Look at what stands: hapyctl status' },
  },
  'HAPY-E404': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'oned ne reconnaît pas le mot de passe de oneadmin de ce nœud',
      en: 'oned does not accept this node’s oneadmin password',
    },
    cause: {
      fr: 'one_auth et la base ne vont plus ensemble : le mot de passe d’oneadmin a été changé d’un seul côté.',
      en: 'one_auth and the database no longer fit: oneadmin’s password was changed on one side only.',
    },
    next: {
      fr: 'Remettez dans one_auth le mot de passe que connaît la base.',
      en: 'Put the password that the database knows back into one_auth.',
    },
  },
  'HAPY-E405': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'oned de ce nœud ne dirige pas la zone (état {state}) : rien n’a été écrit',
      en: 'oned of this node does not lead the zone (state {state}): nothing was written',
    },
    cause: { fr: 'La direction de la zone a changé entre-temps.', en: 'The leader has changed meanwhile.' },
    next: { fr: 'Relancez : hapyctl apply', en: 'Run again: hapyctl apply' },
  },
  'HAPY-E406': {
    category: 'ABORTED',
    exit: 1,
    text: {
      fr: 'La zone contient {count} fois le serveur {endpoint} (numéros {ids})',
      en: 'The zone holds server {endpoint} {count} times (ids {ids})',
    },
    cause: {
      fr: 'Il a été ajouté deux fois ; chaque entrée compte dans la majorité.',
      en: 'It was added twice; each entry counts in the majority.',
    },
    next: {
      fr: 'Retirez l’entrée de trop, celle du plus grand numéro : onezone server-del 0 NUMÉRO',
      en: 'Remove the surplus entry, the one with the higher id: onezone server-del 0 ID',
    },
  },
  'HAPY-E407': {
    category: 'ABORTED',
    exit: 1,
    text: {
      fr: 'Le serveur {id} de la zone est {found}, et non {expected} : il n’est pas retiré',
      en: 'Server {id} of the zone is {found}, not {expected}: it is not removed',
    },
    cause: {
      fr: 'La zone a changé depuis que le plan a été fait.',
      en: 'The zone has changed since the plan.',
    },
    next: { fr: 'Refaites un plan : hapyctl plan', en: 'Make a new plan: hapyctl plan' },
  },
  'HAPY-E408': {
    category: 'ABORTED',
    exit: 1,
    text: {
      fr: 'L’hôte {id} est {found}, et non {expected} : il n’est pas retiré',
      en: 'Host {id} is {found}, not {expected}: it is not removed',
    },
    cause: {
      fr: 'Les hôtes ont changé depuis que le plan a été fait.',
      en: 'The hosts have changed since the plan.',
    },
    next: { fr: 'Refaites un plan : hapyctl plan', en: 'Make a new plan: hapyctl plan' },
  },
  'HAPY-E409': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{endpoint} a été ajouté à la zone mais n’y apparaît pas',
      en: '{endpoint} was added to the zone but does not appear in it',
    },
    cause: {
      fr: 'La zone change de direction au même moment.',
      en: 'The zone is changing its leader at the same moment.',
    },
    next: { fr: 'Regardez avant de répéter : hapyctl status', en: 'Look before repeating: hapyctl status' },
  },
} as const satisfies Record<string, ErrorDefinition>;
