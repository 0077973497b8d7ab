import type { ErrorDefinition } from './definition.ts';

/** HAPY-E300 to E319: the lease and the operations of an agent. */
export const operationErrors = {
  'HAPY-E300': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: { fr: 'Demande incomplète ou incorrecte : {field}', en: 'Incomplete or wrong request: {field}' },
    cause: {
      fr: 'Le coordinateur et l’agent sont de versions différentes, ou la demande vient d’un autre outil.',
      en: 'The coordinator and the agent have different versions, or another tool made the request.',
    },
    next: { fr: 'Comparez les versions : hapyctl nodes', en: 'Compare the versions: hapyctl nodes' },
  },
  'HAPY-E301': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le nœud {node} n’obéit pas à {holder} (époque {epoch}) : le bail est à {currentHolder} (époque {currentEpoch})',
      en: 'Node {node} does not obey {holder} (epoch {epoch}): the lease belongs to {currentHolder} (epoch {currentEpoch})',
    },
    cause: {
      fr: 'Un autre coordinateur a pris le bail depuis, ou celui-ci est une ancienne copie.',
      en: 'Another coordinator has taken the lease since, or this one is an old copy.',
    },
    next: { fr: 'Voyez qui agit : hapyctl status', en: 'See who acts: hapyctl status' },
  },
  'HAPY-E302': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le bail de {holder} sur le nœud {node} a expiré',
      en: 'The lease of {holder} on node {node} has expired',
    },
    cause: {
      fr: 'Le coordinateur n’a pas renouvelé son bail à temps : machine surchargée, réseau coupé, ou horloge déplacée.',
      en: 'The coordinator did not renew its lease in time: machine overloaded, network cut, or clock moved.',
    },
    next: { fr: 'Relancez : hapyctl apply', en: 'Run again: hapyctl apply' },
  },
  'HAPY-E303': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le nœud {node} exécute déjà l’opération {running}',
      en: 'Node {node} is already carrying out operation {running}',
    },
    cause: {
      fr: 'Une seule opération modifie un nœud à la fois.',
      en: 'One operation changes a node at a time.',
    },
    next: { fr: 'Attendez sa fin : hapyctl runs', en: 'Wait for its end: hapyctl runs' },
  },
  'HAPY-E304': {
    category: 'ALREADY_EXISTS',
    exit: 1,
    text: {
      fr: 'L’action {action} est déjà enregistrée avec une autre demande',
      en: 'Action {action} is already recorded with another request',
    },
    cause: {
      fr: 'Un même identifiant d’action ne peut désigner deux demandes différentes.',
      en: 'One action id cannot stand for two different requests.',
    },
    next: { fr: 'Refaites un plan : hapyctl plan', en: 'Make a new plan: hapyctl plan' },
  },
  'HAPY-E305': {
    category: 'NOT_FOUND',
    exit: 1,
    text: { fr: 'Le nœud ne connaît pas l’action {action}', en: 'The node does not know action {action}' },
    cause: {
      fr: 'La demande n’est jamais arrivée, ou son enregistrement a été effacé.',
      en: 'The request never arrived, or its record is gone.',
    },
    next: { fr: 'Regardez ce qui est en place : hapyctl status', en: 'Look at what stands: hapyctl status' },
  },
  'HAPY-E306': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: 'Après un redémarrage de l’agent, l’issue de l’action {action} est inconnue',
      en: 'After a restart of the agent, the outcome of action {action} is unknown',
    },
    cause: {
      fr: 'L’agent s’est arrêté pendant l’action : elle a pu être faite ou non.',
      en: 'The agent stopped during the action: it may or may not have been done.',
    },
    next: { fr: 'Regardez ce qui est en place : hapyctl plan', en: 'Look at what stands: hapyctl plan' },
  },
  'HAPY-E307': {
    category: 'CANCELLED',
    exit: 1,
    text: { fr: 'L’action {action} a été annulée', en: 'Action {action} was cancelled' },
    cause: { fr: 'Son annulation a été demandée.', en: 'Its cancellation was asked for.' },
    next: { fr: 'Regardez ce qui reste à faire : hapyctl plan', en: 'Look at what is left: hapyctl plan' },
  },
  'HAPY-E308': {
    category: 'DEADLINE_EXCEEDED',
    exit: 1,
    text: {
      fr: 'L’action {action} n’est pas finie après {seconds} s',
      en: 'Action {action} has not ended after {seconds} s',
    },
    cause: {
      fr: 'La machine est surchargée ou un programme attend quelque chose.',
      en: 'The machine is overloaded or a program waits for something.',
    },
    next: { fr: 'Regardez ce qui est en place : hapyctl status', en: 'Look at what stands: hapyctl status' },
  },
  'HAPY-E309': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'L’agent n’a pas encore d’identité dans {directory}',
      en: 'The agent has no identity yet in {directory}',
    },
    cause: { fr: 'Ce nœud n’a jamais rejoint la grappe.', en: 'This node has never joined the cluster.' },
    next: {
      fr: 'Créez un jeton sur le nœud 0 (hapyctl token create), puis ici : hapy-agent join',
      en: 'Make a token on node 0 (hapyctl token create), then here: hapy-agent join',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
