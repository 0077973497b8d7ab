import type { Text } from '../errors/definition.ts';

/** What the commands about certificates, persons, audit and backup say. */
export const trustMessages = {
  'column.holder': {
    fr: 'TITULAIRE',
    en: 'HOLDER',
  },
  'column.left': {
    fr: 'RESTE',
    en: 'LEFT',
  },
  'column.until': {
    fr: 'JUSQU’AU',
    en: 'UNTIL',
  },
  'column.state': {
    fr: 'ÉTAT',
    en: 'STATE',
  },
  'column.when': {
    fr: 'QUAND',
    en: 'WHEN',
  },
  'column.who': {
    fr: 'QUI',
    en: 'WHO',
  },
  'column.what': {
    fr: 'QUOI',
    en: 'WHAT',
  },
  'column.details': {
    fr: 'DÉTAILS',
    en: 'DETAILS',
  },
  'column.audit': {
    fr: 'JOURNAL',
    en: 'AUDIT',
  },
  'column.lines': {
    fr: 'LIGNES',
    en: 'LINES',
  },
  'value.days': {
    fr: '{days, plural, one {1 jour} other {# jours}}',
    en: '{days, plural, one {1 day} other {# days}}',
  },
  'value.cert.valid': {
    fr: 'valable',
    en: 'valid',
  },
  'value.cert.expired': {
    fr: 'expiré',
    en: 'expired',
  },
  'value.cert.waiting': {
    fr: 'attend un accord',
    en: 'waits for approval',
  },
  'value.cert.revoked': {
    fr: 'révoqué',
    en: 'revoked',
  },
  'value.audit.whole': {
    fr: 'intact',
    en: 'whole',
  },
  'value.audit.unreadable': {
    fr: 'la ligne {line} est illisible',
    en: 'line {line} cannot be read',
  },
  'value.audit.changed': {
    fr: 'la ligne {line} a été modifiée',
    en: 'line {line} was changed',
  },
  'value.audit.missing': {
    fr: 'il manque une ligne avant la ligne {line}',
    en: 'a line is missing before line {line}',
  },
  'value.audit.order': {
    fr: 'la ligne {line} n’est pas à sa place',
    en: 'line {line} is out of order',
  },
  'value.audit.shortened': {
    fr: 'la fin manque, à partir de la ligne {line}',
    en: 'the end is missing, from line {line}',
  },
  'value.audit.unreachable': {
    fr: 'injoignable ({code})',
    en: 'unreachable ({code})',
  },
  'certs.backup': {
    fr: 'Dernière sauvegarde : {when}',
    en: 'Last backup: {when}',
  },
  'certs.no-backup': {
    fr: 'Aucune sauvegarde : hapyctl backup --out F',
    en: 'No backup: hapyctl backup --out F',
  },
  'certs.root-key-here': {
    fr: 'La clé de la racine est encore sur cette machine : mettez-la en lieu sûr (voir docs/trust.md).',
    en: 'The root’s key is still on this machine: put it in a safe place (see docs/trust.md).',
  },
  'certs.renewed': {
    fr: '{holder} : renouvelé, valable jusqu’au {until}',
    en: '{holder}: renewed, valid until {until}',
  },
  'certs.not-renewed': {
    fr: '{holder} : {code} {text}',
    en: '{holder}: {code} {text}',
  },
  'certs.approved': {
    fr: 'Accord donné : {holders}. Un nœud revient dans les 15 s ; une personne relance sa commande.',
    en: 'Approved: {holders}. A node comes back within 15 s; a person runs their command again.',
  },
  'certs.compare': {
    fr: 'Comparez les six mots avec ceux que le nœud a affichés en rejoignant la grappe, puis : hapyctl certs approve NŒUD',
    en: 'Compare the six words with those that the node showed when it joined, then: hapyctl certs approve NODE',
  },
  'certs.nobody-waits': {
    fr: 'Personne n’attend d’accord.',
    en: 'Nobody waits for an approval.',
  },
  'certs.rescued': {
    fr: 'Autorité et certificats refaits, valables jusqu’au {until}. Démarrez le coordinateur (systemctl start hapy-coordinator) ; les nœuds dont le certificat a expiré reviennent par : hapyctl certs approve --all',
    en: 'Authority and certificates remade, valid until {until}. Start the coordinator (systemctl start hapy-coordinator); nodes whose certificate has expired come back by: hapyctl certs approve --all',
  },
  'rotation.title': {
    fr: 'Remplacer l’autorité émettrice',
    en: 'Replace the issuing authority',
  },
  'rotation.prepare': {
    fr: 'créer la nouvelle autorité, sous la racine',
    en: 'make the new authority, under the root',
  },
  'rotation.accept': {
    fr: 'la faire accepter par tous les nœuds, et vérifier',
    en: 'have it accepted by all nodes, and check',
  },
  'rotation.reissue': {
    fr: 'refaire le certificat de chaque nœud, et vérifier',
    en: 'remake the certificate of each node, and check',
  },
  'rotation.remove': {
    fr: 'ne plus accepter l’ancienne, et vérifier',
    en: 'no longer accept the old one, and check',
  },
  'rotation.done': {
    fr: 'fait',
    en: 'done',
  },
  'rotation.next': {
    fr: 'à faire',
    en: 'next',
  },
  'rotation.later': {
    fr: 'ensuite',
    en: 'later',
  },
  'rotation.waiting': {
    fr: 'attend {nodes}',
    en: 'waits for {nodes}',
  },
  'rotation.dry': {
    fr: 'Rien n’a été modifié. Pour exécuter : hapyctl certs rotate-ca --yes (pour revenir en arrière : --back)',
    en: 'Nothing was changed. To carry it out: hapyctl certs rotate-ca --yes (to go back: --back)',
  },
  'rotation.finished': {
    fr: 'L’autorité émettrice est remplacée ; aucun nœud n’a été coupé. Les personnes à distance renouvellent leur fichier : hapyctl certs renew --identity FICHIER',
    en: 'The issuing authority is replaced; no node was cut off. Persons elsewhere renew their file: hapyctl certs renew --identity FILE',
  },
  'rotation.taken-back': {
    fr: 'Étape annulée : elle est de nouveau à faire.',
    en: 'Step taken back: it is to be done again.',
  },
  'operator.written': {
    fr: '{holder} : clé et certificat dans {file} (0600), valables jusqu’au {until}. Sur sa machine : HAPY_IDENTITY={file} hapyctl status',
    en: '{holder}: key and certificate in {file} (0600), valid until {until}. On their machine: HAPY_IDENTITY={file} hapyctl status',
  },
  'operator.none': {
    fr: 'Aucune personne. Pour en ajouter une : hapyctl operator create NOM --role operator --out F',
    en: 'Nobody. To add a person: hapyctl operator create NAME --role operator --out F',
  },
  'revoke.done': {
    fr: '{holder} est révoqué : {count, plural, =0 {aucun certificat} one {un certificat} other {# certificats}}, refusé dès maintenant par {reached}.',
    en: '{holder} is revoked: {count, plural, =0 {no certificate} one {one certificate} other {# certificates}}, refused from now on by {reached}.',
  },
  'revoke.missed': {
    fr: 'Injoignables : {missed}. Ils l’apprendront avant toute autre demande.',
    en: 'Unreachable: {missed}. They will be told before anything else is asked of them.',
  },
  'revoke.coordinator': {
    fr: 'le coordinateur',
    en: 'the coordinator',
  },
  'audit.none': {
    fr: 'Aucune ligne.',
    en: 'No line.',
  },
  'audit.whole': {
    fr: 'Les {count} journaux sont intacts.',
    en: 'The {count} audits are whole.',
  },
  'backup.written': {
    fr: 'Sauvegarde chiffrée écrite dans {file} ({size} Kio). Elle contient la clé de l’autorité : gardez-la, et sa phrase de passe, ailleurs que sur les nœuds.',
    en: 'Encrypted backup written to {file} ({size} KiB). It holds the authority’s key: keep it, and its passphrase, elsewhere than on the nodes.',
  },
  'restore.done': {
    fr: 'Coordinateur restauré pour {node}, sauvegarde du {when}. L’ancien coordinateur est révoqué. Démarrez hapy-coordinator : il prend la main dès qu’une majorité répond.',
    en: 'Coordinator restored for {node}, backup of {when}. The old coordinator is revoked. Start hapy-coordinator: it takes over as soon as a majority answers.',
  },
} as const satisfies Record<string, Text>;
