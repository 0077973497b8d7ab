import type { ErrorDefinition } from './definition.ts';

/** HAPY-E557 to E559: what the REST gateway refuses by itself. */
export const restErrors = {
  'HAPY-E557': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'La requête n’est pas de la forme attendue : {where} {problem}',
      en: 'The request is not of the expected form: {where} {problem}',
    },
    cause: {
      fr: 'Un champ manque, est inconnu ou n’a pas la forme que le schéma demande.',
      en: 'A field is missing, unknown or not of the form that the schema asks for.',
    },
    next: {
      fr: 'Comparez avec /api/v1/reference',
      en: 'Compare with /api/v1/reference',
    },
  },
  'HAPY-E558': {
    category: 'ALREADY_EXISTS',
    exit: 2,
    text: {
      fr: 'Cette Idempotency-Key a déjà servi pour une autre requête',
      en: 'This Idempotency-Key was used for another request already',
    },
    cause: {
      fr: 'La clé dit que la requête est une répétition, mais son contenu est différent.',
      en: 'The key says that the request is a repetition, but its content is another.',
    },
    next: {
      fr: 'Prenez une nouvelle clé par requête, et la même pour la répéter telle quelle.',
      en: 'Take a new key for each request, and the same one to repeat it as it is.',
    },
  },
  'HAPY-E559': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 4,
    text: {
      fr: 'Trop de requêtes depuis cette adresse',
      en: 'Too many requests from this address',
    },
    cause: {
      fr: 'La passerelle en accepte {max} par minute et par adresse.',
      en: 'The gateway accepts {max} a minute from each address.',
    },
    next: {
      fr: 'Attendez {seconds} s, ou suivez les événements au lieu d’interroger.',
      en: 'Wait for {seconds} s, or follow the events instead of asking.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
