import type { ErrorDefinition } from './definition.ts';

/** HAPY-E720 to E727: the stream of events, the metrics and the drill's report. Whoever cannot be told everything is told that. */
export const eventErrors = {
  'HAPY-E720': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Les événements après le numéro {after} ne sont plus tous conservés ; le plus ancien est le {oldest}',
      en: 'The events after number {after} are no longer all kept; the oldest is {oldest}',
    },
    cause: {
      fr: 'Le nombre d’événements conservés est borné, et ce lecteur est resté absent trop longtemps.',
      en: 'The number of events that are kept is bounded, and this reader was away for too long.',
    },
    next: {
      fr: 'Regardez l’état d’abord (hapyctl status), puis : hapyctl events --from {oldest}',
      en: 'Look at the state first (hapyctl status), then: hapyctl events --from {oldest}',
    },
  },
  'HAPY-E721': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'L’événement {after} n’est pas de ce flux, dont le plus récent est le {newest}',
      en: 'Event {after} is not of this stream, whose newest is {newest}',
    },
    cause: {
      fr: 'Le coordinateur a été restauré depuis une sauvegarde : ses numéros ont recommencé plus bas.',
      en: 'The coordinator was restored from a backup: its numbers went on from a lower one.',
    },
    next: {
      fr: 'Regardez l’état d’abord (hapyctl status), puis reprenez depuis le début : hapyctl events --from 1',
      en: 'Look at the state first (hapyctl status), then begin again: hapyctl events --from 1',
    },
  },
  'HAPY-E722': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 1,
    text: {
      fr: 'Lecture trop lente : {behind, plural, one {un événement attendait} other {# événements attendaient}}, le flux est coupé',
      en: 'Reading too slowly: {behind, plural, one {one event was} other {# events were}} waiting, the stream is cut off',
    },
    cause: {
      fr: 'Ce lecteur a cessé de lire, ou lit moins vite que les événements n’arrivent.',
      en: 'This reader has stopped reading, or reads more slowly than events come.',
    },
    next: {
      fr: 'Rien n’est perdu : reprenez après le dernier numéro reçu (hapyctl events --from NUMÉRO)',
      en: 'Nothing is lost: go on after the last number that was received (hapyctl events --from NUMBER)',
    },
  },
  'HAPY-E723': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 1,
    text: {
      fr: '{limit} lecteurs suivent déjà les événements',
      en: '{limit} readers follow the events already',
    },
    cause: {
      fr: 'Leur nombre est borné, pour qu’aucun programme ne prenne toute la place.',
      en: 'Their number is bounded, so that no program takes all the room.',
    },
    next: {
      fr: 'Fermez des lecteurs (hapyctl events --follow, consoles ouvertes), puis recommencez',
      en: 'Close readers (hapyctl events --follow, open consoles), then try again',
    },
  },
  'HAPY-E725': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'metrics.address est {address} : seule une adresse de bouclage (127.0.0.1) est permise',
      en: 'metrics.address is {address}: only a loopback address (127.0.0.1) is allowed',
    },
    cause: {
      fr: 'Ces mesures sont données sans preuve d’identité ; elles ne quittent donc pas la machine.',
      en: 'These metrics are told without any proof of who asks, so they do not leave the machine.',
    },
    next: {
      fr: 'Écrivez 127.0.0.1 dans agent.yaml ; depuis une autre machine, interrogez la passerelle',
      en: 'Write 127.0.0.1 into agent.yaml; from another machine ask the gateway',
    },
  },
  'HAPY-E726': {
    category: 'NOT_FOUND',
    exit: 3,
    text: {
      fr: 'Aucun exercice de basculement n’a réussi parmi les dernières exécutions',
      en: 'No drill has succeeded among the last runs',
    },
    cause: {
      fr: 'La grappe n’a jamais été prouvée, ou c’était il y a longtemps.',
      en: 'The cluster was never proved, or that was long ago.',
    },
    next: { fr: 'hapyctl drill', en: 'hapyctl drill' },
  },
  'HAPY-E727': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : la connexion tient, mais rien n’arrive depuis {seconds} s',
      en: '{what}: the connection stands, but nothing has come for {seconds} s',
    },
    cause: {
      fr: 'L’agent est suspendu ou débordé, ou le réseau avale les paquets sans rien dire.',
      en: 'The agent is suspended or overloaded, or the network swallows packets without a word.',
    },
    next: {
      fr: 'Sur ce nœud : systemctl status hapy-agent ; la connexion est rouverte d’elle-même',
      en: 'On that node: systemctl status hapy-agent; the connection is opened again by itself',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
