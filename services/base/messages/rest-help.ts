import type { Text } from '../errors/definition.ts';

/** Help of what concerns the gateway; these texts have no parameters. */
export const restHelpMessages = {
  'help.api-token': {
    fr: 'gère les jetons d’API (pour la passerelle REST et la console)',
    en: 'manage API tokens (for the REST gateway and the console)',
  },
  'help.api-token.create': {
    fr: 'crée un jeton d’API (montré une seule fois)',
    en: 'make an API token (shown only once)',
  },
  'help.api-token.name': {
    fr: 'à qui il sert : l’audit nomme ainsi son porteur',
    en: 'whom it serves: the audit calls its bearer so',
  },
  'help.api-token.scope': { fr: 'read (lit) ou operate (agit)', en: 'read (looks) or operate (acts)' },
  'help.api-token.expires': {
    fr: 'durée de validité : 30m, 12h, 90d (366 jours au plus)',
    en: 'validity: 30m, 12h, 90d (366 days at most)',
  },
  'help.api-token.list': {
    fr: 'montre les jetons d’API (jamais leur contenu)',
    en: 'show the API tokens (never their content)',
  },
  'help.api-token.revoke': {
    fr: 'révoque un jeton d’API, tout de suite',
    en: 'revoke an API token, at once',
  },
  'help.api-token.id': {
    fr: 'identifiant ou nom du jeton (api-token list)',
    en: 'id or name of the token (api-token list)',
  },
  'help.can': {
    fr: 'montre ce que vous pouvez faire maintenant, et pourquoi pas le reste',
    en: 'show what you can do now, and why not the rest',
  },
} as const satisfies Record<string, Text>;
