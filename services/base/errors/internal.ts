import type { ErrorDefinition } from './definition.ts';

/** HAPY-E9xx: what is our own fault, or nobody's. */
export const internalErrors = {
  'HAPY-E900': {
    category: 'INTERNAL',
    exit: 1,
    text: {
      fr: 'Erreur interne : {detail}',
      en: 'Internal error: {detail}',
    },
    cause: {
      fr: "Un défaut de hapy-cluster : rien de ce que vous avez saisi n'est en cause.",
      en: 'A defect of hapy-cluster: nothing that you entered is to blame.',
    },
    next: {
      fr: 'Relancez la commande ; si cela se répète, signalez ce code avec le journal du programme.',
      en: "Run the command again; if it happens again, report this code with the program's log.",
    },
  },
  'HAPY-E901': {
    category: 'DEADLINE_EXCEEDED',
    exit: 1,
    text: {
      fr: "{what} n'a pas répondu en {seconds} s",
      en: '{what} did not answer within {seconds} s',
    },
    cause: {
      fr: 'La machine est arrêtée, surchargée, ou le réseau jette les paquets. Ce qui était demandé a pu être fait ou non.',
      en: 'The machine is down or overloaded, or the network drops packets. What was asked may or may not have been done.',
    },
    next: {
      fr: 'Regardez ce qui est en place : hapyctl status',
      en: 'Look at what stands: hapyctl status',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
