import type { ErrorDefinition } from './definition.ts';

const newToken = {
  fr: 'Sur le coordinateur : hapyctl token create {node}',
  en: 'On the coordinator: hapyctl token create {node}',
};

/** HAPY-E161 to HAPY-E174: what the coordinator refuses when a node asks for its certificate. */
export const enrolmentErrors = {
  'HAPY-E161': {
    category: 'UNAUTHENTICATED',
    exit: 2,
    text: {
      fr: 'Le coordinateur ne reconnaît pas le jeton {tokenId}',
      en: 'The coordinator does not recognise token {tokenId}',
    },
    cause: {
      fr: 'Il vient d’un autre coordinateur ou d’avant une restauration, celui qui demande ne le détient pas, ou quelqu’un s’est mis entre le nœud et le coordinateur.',
      en: 'It comes from another coordinator or from before a restore, whoever asks does not hold it, or somebody stands between node and coordinator.',
    },
    next: {
      fr: 'Voyez les jetons (hapyctl token list), révoquez celui-ci s’il y est, et faites-en un nouveau : hapyctl token create {node}',
      en: 'Look at the tokens (hapyctl token list), revoke this one if it is there, and make a new one: hapyctl token create {node}',
    },
  },
  'HAPY-E162': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Le jeton {tokenId} du nœud {node} a expiré (le {expiredAt})',
      en: 'Token {tokenId} of node {node} has expired (at {expiredAt})',
    },
    cause: {
      fr: 'Un jeton ne vit que trente minutes, sauf durée donnée avec --ttl.',
      en: 'A token lives for thirty minutes only, unless --ttl gave another time.',
    },
    next: newToken,
  },
  'HAPY-E163': {
    category: 'PERMISSION_DENIED',
    exit: 2,
    text: {
      fr: 'Le jeton {tokenId} du nœud {node} a été révoqué',
      en: 'Token {tokenId} of node {node} was revoked',
    },
    cause: {
      fr: 'Un administrateur l’a retiré avec hapyctl token revoke.',
      en: 'An administrator withdrew it with hapyctl token revoke.',
    },
    next: newToken,
  },
  'HAPY-E164': {
    category: 'PERMISSION_DENIED',
    exit: 2,
    text: {
      fr: 'Ce jeton est celui du nœud {node}, pas de {asked}',
      en: 'This token belongs to node {node}, not to {asked}',
    },
    cause: {
      fr: 'Chaque jeton ne vaut que pour un nœud ; les jetons de deux nœuds ont été intervertis.',
      en: 'Each token is good for one node only; the tokens of two nodes were mixed up.',
    },
    next: {
      fr: 'Utilisez ce jeton sur {node}, ou faites-en un pour {asked} : hapyctl token create {asked}',
      en: 'Use this token on {node}, or make one for {asked}: hapyctl token create {asked}',
    },
  },
  'HAPY-E165': {
    category: 'PERMISSION_DENIED',
    exit: 2,
    text: {
      fr: 'Le jeton {tokenId} du nœud {node} a déjà servi avec une autre clé',
      en: 'Token {tokenId} of node {node} was already used with another key',
    },
    cause: {
      fr: 'Une autre machine l’a utilisé, ou pki/key.pem a été supprimé sur ce nœud entre deux essais.',
      en: 'Another machine used it, or pki/key.pem was deleted on this node between two attempts.',
    },
    next: {
      fr: 'Si vous ne savez pas qui l’a utilisé : hapyctl token revoke {tokenId} ; puis : hapyctl token create {node}',
      en: 'If you do not know who used it: hapyctl token revoke {tokenId}; then: hapyctl token create {node}',
    },
  },
  'HAPY-E166': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Ce coordinateur est celui de la grappe {here}, le jeton est fait pour {asked}',
      en: 'This is the coordinator of cluster {here}, the token was made for {asked}',
    },
    cause: {
      fr: 'La grappe a été initialisée à nouveau depuis, ou le jeton vient d’une autre grappe.',
      en: 'The cluster was initialised again since, or the token comes from another cluster.',
    },
    next: {
      fr: 'Faites un jeton sur le bon coordinateur : hapyctl token create NŒUD',
      en: 'Make a token on the right coordinator: hapyctl token create NODE',
    },
  },
  'HAPY-E167': {
    category: 'ABORTED',
    exit: 1,
    text: {
      fr: 'L’échange avec le coordinateur a duré plus d’une minute, ou a été rejoué',
      en: 'The exchange with the coordinator took more than a minute, or was replayed',
    },
    cause: {
      fr: 'Le nombre à usage unique donné par le coordinateur n’est plus valable : réseau très lent, coordinateur redémarré, ou requête répétée.',
      en: 'The one-time number given by the coordinator is no longer valid: a very slow network, a restart of the coordinator, or a repeated request.',
    },
    next: {
      fr: 'Relancez sur le nœud avec le même jeton : hapy-agent join',
      en: 'Run again on the node with the same token: hapy-agent join',
    },
  },
  'HAPY-E168': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’horloge de {node} {direction, select, ahead {avance} other {retarde}} de {minutes} {minutes, plural, one {minute} other {minutes}} sur celle du coordinateur',
      en: 'The clock of {node} is {minutes} {minutes, plural, one {minute} other {minutes}} {direction, select, ahead {ahead of} other {behind}} that of the coordinator',
    },
    cause: {
      fr: 'Au-delà de cinq minutes, l’un jugerait non valables les certificats de l’autre. L’une des deux machines n’est pas synchronisée.',
      en: 'Beyond five minutes, one would find the certificates of the other not valid. One of the two machines is not synchronised.',
    },
    next: {
      fr: 'Comparez les deux machines (timedatectl), réglez NTP, puis relancez : hapy-agent join',
      en: 'Compare the two machines (timedatectl), set up NTP, then run again: hapy-agent join',
    },
  },
  'HAPY-E169': {
    category: 'NOT_FOUND',
    exit: 2,
    text: {
      fr: 'Le nœud {node} ne fait pas partie de la grappe',
      en: 'Node {node} is not part of the cluster',
    },
    cause: {
      fr: 'Le nom est mal tapé, ou le nœud n’a pas encore été ajouté à la description de la grappe.',
      en: 'The name is mistyped, or the node was not yet added to the description of the cluster.',
    },
    next: {
      fr: 'Voyez les nœuds connus : hapyctl nodes',
      en: 'See the nodes that are known: hapyctl nodes',
    },
  },
  'HAPY-E170': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'La demande d’adhésion est mal formée (champ {field})',
      en: 'The request to join is malformed (field {field})',
    },
    cause: {
      fr: 'Elle ne vient pas d’un hapy-agent, ou d’une version incompatible.',
      en: 'It does not come from a hapy-agent, or from an incompatible version of it.',
    },
    next: {
      fr: 'Installez la même version sur le nœud et sur le coordinateur, puis relancez : hapy-agent join',
      en: 'Install the same version on node and coordinator, then run again: hapy-agent join',
    },
  },
  'HAPY-E171': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 1,
    text: {
      fr: 'Trop de demandes d’adhésion en même temps ({limit})',
      en: 'Too many requests to join at the same time ({limit})',
    },
    cause: {
      fr: 'Le coordinateur borne les demandes de ceux qui n’ont pas encore de certificat ; quelqu’un les épuise peut-être exprès.',
      en: 'The coordinator bounds the requests of those who have no certificate yet; somebody may be using them up on purpose.',
    },
    next: {
      fr: 'Relancez dans une minute : hapy-agent join',
      en: 'Run again in a minute: hapy-agent join',
    },
  },
  'HAPY-E172': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Une durée de {seconds} s ne convient pas à un jeton : de {minimum} à {maximum} s',
      en: 'A token cannot live for {seconds} s: {minimum} to {maximum} s',
    },
    cause: {
      fr: 'Un jeton doit laisser le temps de le porter sur le nœud, sans rester utilisable des jours durant.',
      en: 'A token must leave the time to carry it to the node, without staying usable for days.',
    },
    next: {
      fr: 'Choisissez une durée permise : hapyctl token create NŒUD --ttl 1800',
      en: 'Choose an allowed time: hapyctl token create NODE --ttl 1800',
    },
  },
  'HAPY-E173': {
    category: 'NOT_FOUND',
    exit: 2,
    text: {
      fr: 'Il n’y a pas de jeton {tokenId}',
      en: 'There is no token {tokenId}',
    },
    cause: {
      fr: 'Le numéro est mal tapé, ou le jeton est expiré depuis si longtemps qu’il a été oublié.',
      en: 'The number is mistyped, or the token expired so long ago that it was forgotten.',
    },
    next: {
      fr: 'Voyez les jetons : hapyctl token list',
      en: 'See the tokens: hapyctl token list',
    },
  },
  'HAPY-E174': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Le jeton {tokenId} a déjà servi : le révoquer ne retire pas le certificat de {node}',
      en: 'Token {tokenId} was already used: revoking it does not withdraw the certificate of {node}',
    },
    cause: {
      fr: 'Le nœud a reçu son certificat avec ce jeton.',
      en: 'The node received its certificate with this token.',
    },
    next: {
      fr: 'Voyez les certificats : hapyctl certs',
      en: 'See the certificates: hapyctl certs',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
