import type { ErrorDefinition } from './definition.ts';

/** HAPY-E1xx: certificates, roles, tokens and who may call what. */
export const trustErrors = {
  'HAPY-E100': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Aucun certificat n’a été présenté',
      en: 'No certificate was presented',
    },
    cause: {
      fr: 'L’appelant n’a pas encore été enrôlé, ou son certificat n’a pas été trouvé.',
      en: 'The caller was not enrolled yet, or its certificate was not found.',
    },
    next: {
      fr: 'Sur un nœud : hapy-agent join. Pour une personne : demandez un certificat d’opérateur à l’administrateur du nœud d’index 0.',
      en: 'On a node: hapy-agent join. For a person: ask the administrator of the index-0 node for an operator certificate.',
    },
  },
  'HAPY-E101': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Le certificat présenté ne vient pas de l’autorité de cette grappe ({reason})',
      en: 'The certificate presented does not come from this cluster’s authority ({reason})',
    },
    cause: {
      fr: 'Il a été émis pour une autre grappe, ou par une autorité que ce programme ne connaît pas.',
      en: 'It was issued for another cluster, or by an authority that this program does not know.',
    },
    next: {
      fr: 'Enrôlez de nouveau la machine : hapyctl token create, puis hapy-agent join',
      en: 'Enrol the machine again: hapyctl token create, then hapy-agent join',
    },
  },
  'HAPY-E102': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Le certificat présenté a expiré',
      en: 'The certificate presented has expired',
    },
    cause: {
      fr: 'Il n’a pas été renouvelé à temps, ou l’horloge de l’une des deux machines est fausse.',
      en: 'It was not renewed in time, or the clock of one of the two machines is wrong.',
    },
    next: {
      fr: 'Comparez les horloges (timedatectl). Si elles sont justes, rien n’est à enrôler de nouveau : un nœud redemande seul (sur index 0 : hapyctl certs, puis hapyctl certs approve NŒUD), une personne par hapyctl certs renew --identity FICHIER',
      en: 'Compare the clocks (timedatectl). Where they are right, nothing is to be enrolled again: a node asks by itself (on index 0: hapyctl certs, then hapyctl certs approve NODE), a person by hapyctl certs renew --identity FILE',
    },
  },
  'HAPY-E103': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Le certificat présenté n’est pas encore valable',
      en: 'The certificate presented is not valid yet',
    },
    cause: {
      fr: 'L’horloge de cette machine retarde sur celle de la machine qui a émis le certificat.',
      en: 'The clock of this machine is behind that of the machine that issued the certificate.',
    },
    next: {
      fr: 'Mettez les horloges à l’heure (timedatectl), puis recommencez.',
      en: 'Set the clocks right (timedatectl), then try again.',
    },
  },
  'HAPY-E104': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Le certificat présenté est celui de la grappe {found}, et non de la grappe {expected}',
      en: 'The certificate presented is of cluster {found}, not of cluster {expected}',
    },
    cause: {
      fr: 'La machine a été enrôlée dans une autre grappe.',
      en: 'The machine was enrolled in another cluster.',
    },
    next: {
      fr: 'Enrôlez la machine dans cette grappe : hapyctl token create, puis hapy-agent join',
      en: 'Enrol the machine in this cluster: hapyctl token create, then hapy-agent join',
    },
  },
  'HAPY-E105': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Le certificat présenté ne porte pas de nom lisible',
      en: 'The certificate presented carries no readable name',
    },
    cause: {
      fr: 'Il n’a pas été émis par hapy-cluster : il lui faut exactement un URI spiffe:// dans ses noms.',
      en: 'It was not issued by hapy-cluster: its names need exactly one spiffe:// URI.',
    },
    next: {
      fr: 'Enrôlez de nouveau la machine : hapyctl token create, puis hapy-agent join',
      en: 'Enrol the machine again: hapyctl token create, then hapy-agent join',
    },
  },
  'HAPY-E106': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'L’identité de l’appelant n’a pas pu être prouvée sur le socket local',
      en: 'The identity of the caller could not be proved on the local socket',
    },
    cause: {
      fr: 'La preuve par répertoire n’a pas été donnée à temps, ou le répertoire créé n’est pas celui qui était attendu.',
      en: 'The directory proof was not given in time, or the directory made is not the one expected.',
    },
    next: {
      fr: 'Relancez la commande ; si cela se répète, vérifiez claimsDirectory dans coordinator.yaml.',
      en: 'Run the command again; if it happens again, check claimsDirectory in coordinator.yaml.',
    },
  },
  'HAPY-E110': {
    category: 'PERMISSION_DENIED',
    exit: 5,
    text: {
      fr: 'Le rôle {role} n’a pas le droit d’appeler {rpc}',
      en: 'The role {role} may not call {rpc}',
    },
    cause: {
      fr: 'Chaque appel est réservé à certains rôles ; celui de votre certificat ou de votre jeton n’en fait pas partie.',
      en: 'Every call is reserved for some roles; the one of your certificate or token is not among them.',
    },
    next: {
      fr: 'Recommencez avec un certificat d’opérateur, ou en root sur le nœud d’index 0.',
      en: 'Try again with an operator certificate, or as root on the index-0 node.',
    },
  },
  'HAPY-E111': {
    category: 'PERMISSION_DENIED',
    exit: 5,
    text: {
      fr: 'Le compte d’uid {uid} n’administre pas cette grappe',
      en: 'The account with uid {uid} does not administer this cluster',
    },
    cause: {
      fr: 'Seuls root et les membres du groupe hapy-admin le peuvent (avec --dir : le seul compte qui a démarré la grappe).',
      en: 'Only root and the members of the group hapy-admin do (with --dir: only the account that started the cluster).',
    },
    next: {
      fr: 'Recommencez avec sudo, ou faites ajouter votre compte au groupe hapy-admin.',
      en: 'Try again with sudo, or have your account added to the group hapy-admin.',
    },
  },
  'HAPY-E113': {
    category: 'NOT_FOUND',
    exit: 2,
    text: {
      fr: 'Cette adresse n’existe pas : {path}',
      en: 'There is no such address: {path}',
    },
    cause: {
      fr: 'L’adresse est mal écrite, ou cette version de la passerelle ne la connaît pas.',
      en: 'The address is misspelt, or this version of the gateway does not know it.',
    },
    next: {
      fr: 'Les adresses commencent par /api/v1 : voyez /api/v1/reference',
      en: 'Addresses begin with /api/v1: see /api/v1/reference',
    },
  },
  'HAPY-E114': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Requête HTTP refusée ({detail})',
      en: 'HTTP request refused ({detail})',
    },
    cause: {
      fr: 'La requête est mal formée ou trop grande.',
      en: 'The request is malformed or too large.',
    },
    next: {
      fr: 'Corrigez la requête, puis recommencez.',
      en: 'Correct the request, then try again.',
    },
  },
  'HAPY-E112': {
    category: 'UNIMPLEMENTED',
    exit: 1,
    text: {
      fr: 'Ce programme ne sert pas {rpc}',
      en: 'This program does not serve {rpc}',
    },
    cause: {
      fr: 'L’appel a été adressé au mauvais port, ou les deux programmes ne sont pas de la même version.',
      en: 'The call went to the wrong port, or the two programs are not of the same version.',
    },
    next: {
      fr: 'Comparez les versions installées : hapyctl nodes',
      en: 'Compare the installed versions: hapyctl nodes',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
