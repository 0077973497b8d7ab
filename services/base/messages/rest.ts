import type { Text } from '../errors/definition.ts';

/** What hapyctl says of API tokens and of what can be done. */
export const restMessages = {
  'column.scope': { fr: 'PORTÉE', en: 'SCOPE' },
  'column.used': { fr: 'UTILISÉ', en: 'USED' },
  'column.by': { fr: 'CRÉÉ PAR', en: 'MADE BY' },
  'column.deed': { fr: 'ACTION', en: 'DEED' },
  'column.can': { fr: 'POSSIBLE', en: 'POSSIBLE' },
  'column.reason': { fr: 'POURQUOI PAS', en: 'WHY NOT' },
  'value.api-token.valid': { fr: 'valable', en: 'valid' },
  'value.api-token.expired': { fr: 'expiré', en: 'expired' },
  'value.api-token.revoked': { fr: 'révoqué', en: 'revoked' },
  'value.never': { fr: 'jamais', en: 'never' },
  'value.yes': { fr: 'oui', en: 'yes' },
  'value.no': { fr: 'non', en: 'no' },
  'api-token.once': {
    fr: 'Ce jeton n’est montré qu’une fois. Portée {scope}, jusqu’au {until}.',
    en: 'This token is shown this once. Scope {scope}, until {until}.',
  },
  'api-token.written': {
    fr: 'Jeton d’API « {name} » ({scope}) écrit dans {file}, valable jusqu’au {until}.',
    en: 'API token “{name}” ({scope}) written to {file}, valid until {until}.',
  },
  'api-token.revoked': {
    fr: 'Jeton d’API « {name} » révoqué : il ne vaut plus rien dès maintenant.',
    en: 'API token “{name}” revoked: it is worth nothing from now on.',
  },
  'api-token.none': {
    fr: 'Aucun jeton d’API. Pour en créer un : hapyctl api-token create --name NOM --scope read',
    en: 'No API token. To make one: hapyctl api-token create --name NAME --scope read',
  },
} as const satisfies Record<string, Text>;
