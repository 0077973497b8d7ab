import type { Text } from '../errors/definition.ts';

/** What a run says while it goes on: what it waits for, and what it does between two nodes. */
export const runMessages = {
  'run.waiting-for-actions': {
    fr: 'attend : {actions}',
    en: 'waits for: {actions}',
  },
  'run.waiting-for-node': {
    fr: '{node} est occupé par une autre action',
    en: '{node} is busy with another action',
  },
  'run.waiting-for-lease': {
    fr: 'attend que le bail de {holder} expire (vu par {node})',
    en: 'waits until the lease of {holder} runs out (seen by {node})',
  },
  'run.waiting-for-operations': {
    fr: 'attend la fin d’opérations d’une exécution précédente : {operations}',
    en: 'waits for operations of an earlier run to end: {operations}',
  },
  'run.relaying-seed': {
    fr: 'transmet la graine de {from} à {node} ({bytes} octets)',
    en: 'passes the seed from {from} to {node} ({bytes} bytes)',
  },
  'run.outcome-unknown': {
    fr: 'la réponse de {node} s’est perdue : on observe ce qui a été fait',
    en: 'the answer of {node} was lost: what was done is being observed',
  },
  'run.forcing-write': {
    fr: 'écrit dans la zone, où personne n’écrit : un serveur attend l’écriture suivante',
    en: 'writes into the zone, in which nobody writes: a server waits for the next write',
  },
  'run.waiting-for-agents': {
    fr: 'attend que les agents répondent : {nodes}',
    en: 'waits for the agents to answer: {nodes}',
  },
  'run.waiting-for-nodes': {
    fr: 'attend que ces nœuds répondent : {nodes}',
    en: 'waits for these nodes to answer: {nodes}',
  },
  'run.planned-again': {
    fr: 'nouveau plan de ce qui reste : {actions, plural, one {une action} other {# actions}} (essai {attempt})',
    en: 'a new plan of what is left: {actions, plural, one {one action} other {# actions}} (attempt {attempt})',
  },
  'run.undoing': {
    fr: 'retour en arrière : {actions, plural, one {une action} other {# actions}} (essai {attempt})',
    en: 'taking back what was done: {actions, plural, one {one action} other {# actions}} (attempt {attempt})',
  },
  'run.aborting': {
    fr: 'abandon demandé : arrêt au prochain point sûr',
    en: 'its end was asked for: it stops at the next safe point',
  },
  'run.resumed': {
    fr: 'l’exécution reprend',
    en: 'the run goes on',
  },
  'run.resumed-alone': {
    fr: 'le coordinateur a redémarré : l’exécution reprend d’elle-même',
    en: 'the coordinator has restarted: the run goes on by itself',
  },
} as const satisfies Record<string, Text>;
