import type { ErrorDefinition } from './definition.ts';

/** HAPY-E760 to E771: sessions of the console, API tokens and what a browser may send. */
export const restAccessErrors = {
  'HAPY-E760': {
    category: 'PERMISSION_DENIED',
    exit: 5,
    text: {
      fr: 'L’en-tête X-CSRF-Token manque ou n’est pas celui de cette session',
      en: 'The header X-CSRF-Token is missing or not that of this session',
    },
    cause: {
      fr: 'Une session ne peut rien changer sans lui : une autre page pourrait sinon agir à votre place.',
      en: 'A session can change nothing without it: another page could act in your place otherwise.',
    },
    next: {
      fr: 'Rechargez la page ; un programme le trouve par GET /api/v1/session, ou se sert d’un jeton.',
      en: 'Reload the page; a program finds it by GET /api/v1/session, or uses a token.',
    },
  },
  'HAPY-E761': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Aucune session n’est ouverte, ou elle est terminée',
      en: 'No session is open, or it has ended',
    },
    cause: {
      fr: 'Une session dure peu, finit avec son jeton ou son certificat, et ne survit pas au redémarrage de la passerelle.',
      en: 'A session lasts a short time, ends with its token or certificate, and does not survive a restart of the gateway.',
    },
    next: {
      fr: 'Ouvrez-en une autre avec un jeton (hapyctl api-token create) ou avec votre certificat.',
      en: 'Open another one with a token (hapyctl api-token create) or with your certificate.',
    },
  },
  'HAPY-E762': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Ce jeton d’API n’est pas connu',
      en: 'This API token is not known',
    },
    cause: {
      fr: 'Il est mal copié, d’une autre grappe, ou d’avant une restauration du coordinateur.',
      en: 'It was copied badly, is another cluster’s, or of before a restore of the coordinator.',
    },
    next: {
      fr: 'Copiez-le en entier (il commence par hapy_), ou faites-en un autre : hapyctl api-token create',
      en: 'Copy all of it (it begins with hapy_), or make another one: hapyctl api-token create',
    },
  },
  'HAPY-E763': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Le jeton d’API « {name} » a expiré',
      en: 'The API token “{name}” has expired',
    },
    cause: {
      fr: 'Sa durée, choisie à sa création, est écoulée.',
      en: 'The time that it was made for is over.',
    },
    next: {
      fr: 'Faites-en un autre : hapyctl api-token create',
      en: 'Make another one: hapyctl api-token create',
    },
  },
  'HAPY-E764': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Le jeton d’API « {name} » a été révoqué',
      en: 'The API token “{name}” was revoked',
    },
    cause: {
      fr: 'Un administrateur l’a retiré ; hapyctl audit dit qui et quand.',
      en: 'An administrator withdrew it; hapyctl audit tells who and when.',
    },
    next: {
      fr: 'S’il en faut un autre : hapyctl api-token create',
      en: 'If another one is needed: hapyctl api-token create',
    },
  },
  'HAPY-E765': {
    category: 'ALREADY_EXISTS',
    exit: 2,
    text: {
      fr: 'Un jeton d’API valable s’appelle déjà « {name} »',
      en: 'A valid API token is called “{name}” already',
    },
    cause: {
      fr: 'L’audit nomme le porteur d’un jeton par ce nom : il doit en désigner un seul.',
      en: 'The audit calls the bearer of a token by this name: it has to mean one alone.',
    },
    next: {
      fr: 'Prenez un autre nom, ou révoquez l’ancien : hapyctl api-token revoke {tokenId}',
      en: 'Take another name, or revoke the old one: hapyctl api-token revoke {tokenId}',
    },
  },
  'HAPY-E766': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Jeton d’API refusé : {field} ne peut pas être « {value} »',
      en: 'API token refused: {field} cannot be “{value}”',
    },
    cause: {
      fr: 'name : lettres, chiffres, « . », « _ » et « - », 63 au plus ; scope : read ou operate ; durée : d’une minute à 366 jours.',
      en: 'name: letters, digits, “.”, “_” and “-”, 63 at most; scope: read or operate; time: from a minute to 366 days.',
    },
    next: {
      fr: 'Par exemple : hapyctl api-token create --name nagios --scope read --expires 90d',
      en: 'For example: hapyctl api-token create --name nagios --scope read --expires 90d',
    },
  },
  'HAPY-E767': {
    category: 'PERMISSION_DENIED',
    exit: 5,
    text: {
      fr: 'Une page d’une autre origine ({origin}) a voulu changer quelque chose',
      en: 'A page of another origin ({origin}) wanted to change something',
    },
    cause: {
      fr: 'Le navigateur joint votre certificat ou votre session à toute requête, même venue d’ailleurs.',
      en: 'The browser adds your certificate or your session to every request, even one from elsewhere.',
    },
    next: {
      fr: 'Ouvrez la console à sa propre adresse. Un programme n’envoie pas d’en-tête Origin.',
      en: 'Open the console at its own address. A program sends no Origin header.',
    },
  },
  'HAPY-E768': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Cette session a été ouverte avec un autre certificat que celui de la connexion',
      en: 'This session was opened with another certificate than that of the connection',
    },
    cause: {
      fr: 'Une session ouverte avec un certificat ne vaut que pour lui : copié ailleurs, le cookie ne sert à rien.',
      en: 'A session that was opened with a certificate counts with it alone: the cookie is worth nothing elsewhere.',
    },
    next: {
      fr: 'Ouvrez une autre session.',
      en: 'Open another session.',
    },
  },
  'HAPY-E769': {
    category: 'NOT_FOUND',
    exit: 2,
    text: {
      fr: 'Il n’y a pas de jeton d’API {tokenId}',
      en: 'There is no API token {tokenId}',
    },
    cause: {
      fr: 'L’identifiant ou le nom est mal écrit, ou le jeton est oublié depuis longtemps.',
      en: 'The id or the name is misspelt, or the token was forgotten long ago.',
    },
    next: {
      fr: 'Regardez la liste : hapyctl api-token list',
      en: 'Look at the list: hapyctl api-token list',
    },
  },
  'HAPY-E770': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 2,
    text: {
      fr: 'Il y a déjà {count} jetons d’API valables',
      en: 'There are {count} valid API tokens already',
    },
    cause: {
      fr: 'Plus personne n’aurait de vue sur eux.',
      en: 'Nobody would keep an eye on them any more.',
    },
    next: {
      fr: 'Révoquez ceux qui ne servent plus : hapyctl api-token list (la colonne « utilisé »)',
      en: 'Revoke those that are no longer used: hapyctl api-token list (the column “used”)',
    },
  },
  'HAPY-E771': {
    category: 'NOT_FOUND',
    exit: 1,
    text: {
      fr: 'La console n’est pas installée sur cette passerelle',
      en: 'The console is not installed on this gateway',
    },
    cause: {
      fr: 'Le dossier consoleDirectory de gateway.yaml ne contient pas de index.html.',
      en: 'The folder consoleDirectory of gateway.yaml holds no index.html.',
    },
    next: {
      fr: 'Réinstallez le paquet hapy-gateway. L’API répond sans elle : /api/v1/reference',
      en: 'Install the package hapy-gateway again. The API answers without it: /api/v1/reference',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
