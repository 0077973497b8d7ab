import type { ErrorDefinition } from './definition.ts';

/** HAPY-E115 to HAPY-E124: certificates that were revoked, replaced, or wait to be renewed. */
export const trustLifeErrors = {
  'HAPY-E115': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Le certificat de {holder} a été révoqué',
      en: 'The certificate of {holder} was revoked',
    },
    cause: {
      fr: 'Un administrateur l’a retiré : hapyctl node revoke ou hapyctl operator revoke.',
      en: 'An administrator withdrew it: hapyctl node revoke or hapyctl operator revoke.',
    },
    next: {
      fr: 'Voyez qui et pourquoi (hapyctl audit). Un nœud revient par un nouveau jeton (hapyctl token create), une personne par hapyctl operator create.',
      en: 'See who and why (hapyctl audit). A node comes back by a new token (hapyctl token create), a person by hapyctl operator create.',
    },
  },
  'HAPY-E116': {
    category: 'FAILED_PRECONDITION',
    exit: 5,
    text: {
      fr: 'Le certificat de {holder} a expiré le {expiredAt} ; son renouvellement attend l’accord d’un administrateur',
      en: 'The certificate of {holder} expired on {expiredAt}; its renewal waits for an administrator’s approval',
    },
    cause: {
      fr: 'La machine est restée arrêtée ou injoignable pendant plus de la moitié de la vie de son certificat. Sa clé est toujours reconnue.',
      en: 'The machine was off or unreachable for more than half of its certificate’s life. Its key is still recognised.',
    },
    next: {
      fr: 'Sur le nœud d’index 0, comparez les mots (hapyctl certs), puis : hapyctl certs approve {name}',
      en: 'On the index-0 node, compare the words (hapyctl certs), then: hapyctl certs approve {name}',
    },
  },
  'HAPY-E117': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Le certificat de {holder} vient d’une autorité qui a été remplacée',
      en: 'The certificate of {holder} comes from an authority that was replaced',
    },
    cause: {
      fr: 'L’autorité émettrice a été changée (hapyctl certs rotate-ca) et ce certificat n’a pas été renouvelé à temps.',
      en: 'The issuing authority was changed (hapyctl certs rotate-ca) and this certificate was not renewed in time.',
    },
    next: {
      fr: 'Un nœud en redemande un de lui-même. Une personne : hapyctl certs renew --identity FICHIER. Un coordinateur restauré d’une sauvegarde antérieure : arrêtez-le, puis hapyctl certs rescue --root-key FICHIER',
      en: 'A node asks for another by itself. A person: hapyctl certs renew --identity FILE. A coordinator that was restored from a backup of before: stop it, then hapyctl certs rescue --root-key FILE',
    },
  },
  'HAPY-E118': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: 'Renouvellement refusé à {holder}',
      en: 'Renewal refused to {holder}',
    },
    cause: {
      fr: 'La clé présentée n’est pas celle qui a été enrôlée sous ce nom, ou ce nom n’est plus dans la grappe.',
      en: 'The key presented is not the one that was enrolled under this name, or the name is no longer in the cluster.',
    },
    next: {
      fr: 'Enrôlez de nouveau : hapyctl token create, puis hapy-agent join (une personne : hapyctl operator create).',
      en: 'Enrol again: hapyctl token create, then hapy-agent join (a person: hapyctl operator create).',
    },
  },
  'HAPY-E119': {
    category: 'NOT_FOUND',
    exit: 2,
    text: {
      fr: 'Personne n’a de certificat au nom de {holder}',
      en: 'Nobody has a certificate as {holder}',
    },
    cause: {
      fr: 'Le nom est mal tapé, ou n’a jamais été enrôlé.',
      en: 'The name is mistyped, or was never enrolled.',
    },
    next: {
      fr: 'Voyez les noms connus : hapyctl certs',
      en: 'See the names that are known: hapyctl certs',
    },
  },
  'HAPY-E120': {
    category: 'ALREADY_EXISTS',
    exit: 2,
    text: {
      fr: 'Le nom {holder} est déjà pris par une autre clé',
      en: 'The name {holder} is already taken by another key',
    },
    cause: {
      fr: 'Un certificat encore valable porte ce nom.',
      en: 'A certificate that is still valid carries this name.',
    },
    next: {
      fr: 'Choisissez un autre nom, ou révoquez d’abord le premier : hapyctl operator revoke {name}',
      en: 'Choose another name, or revoke the first one before: hapyctl operator revoke {name}',
    },
  },
  'HAPY-E121': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '« {name} » ne peut pas nommer une personne',
      en: '"{name}" cannot name a person',
    },
    cause: {
      fr: 'Un nom a 1 à 63 lettres, chiffres, points, tirets ou soulignés, et commence par une lettre ou un chiffre.',
      en: 'A name has 1 to 63 letters, digits, dots, dashes or underscores, and begins with a letter or digit.',
    },
    next: {
      fr: 'Choisissez par exemple : hapyctl operator create anne.martin --out anne.pem',
      en: 'Choose for example: hapyctl operator create anne.martin --out anne.pem',
    },
  },
  'HAPY-E122': {
    category: 'NOT_FOUND',
    exit: 2,
    text: {
      fr: 'Aucun renouvellement n’attend d’accord pour {node}',
      en: 'No renewal waits for an approval for {node}',
    },
    cause: {
      fr: 'Le certificat est valable, ou la machine ne s’est pas encore présentée : elle le fait toutes les 15 s quand son agent tourne.',
      en: 'The certificate is valid, or the machine has not asked yet: it does so every 15 s while its agent runs.',
    },
    next: {
      fr: 'Vérifiez que l’agent tourne sur {node} (systemctl status hapy-agent), puis : hapyctl certs',
      en: 'Check that the agent runs on {node} (systemctl status hapy-agent), then: hapyctl certs',
    },
  },
  'HAPY-E123': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 1,
    text: {
      fr: 'Trop de demandes refusées depuis {address} ; réessayez dans une minute',
      en: 'Too many refused requests from {address}; try again in a minute',
    },
    cause: {
      fr: 'Dix demandes d’adhésion ou de renouvellement de cette adresse ont été refusées en une minute.',
      en: 'Ten requests to join or to renew from this address were refused within a minute.',
    },
    next: {
      fr: 'Attendez une minute. Si ce n’était pas vous, voyez d’où cela vient : hapyctl audit',
      en: 'Wait a minute. If it was not you, see where it came from: hapyctl audit',
    },
  },
  'HAPY-E124': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La clé de la racine n’est pas sur cette machine ({path})',
      en: 'The key of the root is not on this machine ({path})',
    },
    cause: {
      fr: 'Elle a été mise en lieu sûr, comme il est conseillé. Seuls le remplacement de l’autorité et le secours en ont besoin.',
      en: 'It was put in a safe place, as is advised. Only replacing the authority and rescuing need it.',
    },
    next: {
      fr: 'Rapportez-la (0600) à cet endroit, ou donnez-la : --root-key FICHIER',
      en: 'Bring it back (0600) to that place, or give it: --root-key FILE',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
