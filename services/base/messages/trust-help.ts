import type { Text } from '../errors/definition.ts';

/** Their help; these texts have no parameters. */
export const trustHelpMessages = {
  'help.certs': {
    fr: 'les certificats : liste, renouvellement, accord, secours',
    en: 'certificates: list, renew, approve, rescue',
  },
  'help.certs.renew': {
    fr: 'renouvelle maintenant : tous, ou les nœuds nommés ; avec --identity, celui de la personne',
    en: 'renew now: all, or the nodes named; with --identity, that of the person',
  },
  'help.certs.approve': {
    fr: 'laisse revenir un nœud dont le certificat a expiré (même clé)',
    en: 'let a node back whose certificate has expired (same key)',
  },
  'help.certs.all': {
    fr: 'tous ceux qui attendent',
    en: 'all that wait',
  },
  'help.certs.rescue': {
    fr: 'refait autorité et certificats hors ligne, depuis la clé de la racine',
    en: 'remake authority and certificates offline, from the root key',
  },
  'help.certs.root-key': {
    fr: 'fichier de la clé de la racine (sinon celui du coordinateur)',
    en: 'file of the root key (else the coordinator’s)',
  },
  'help.certs.rotate': {
    fr: 'remplace l’autorité émettrice ; montre les étapes, --yes les exécute',
    en: 'replace the issuing authority; shows the steps, --yes carries them out',
  },
  'help.certs.back': {
    fr: 'reprend la dernière étape',
    en: 'take the last step back',
  },
  'help.certs.one-step': {
    fr: 's’arrête après une étape',
    en: 'stop after one step',
  },
  'help.yes-rotate': {
    fr: 'exécute les étapes sans demander',
    en: 'carry out the steps without asking',
  },
  'help.nodes.arg': {
    fr: 'nom court du nœud',
    en: 'short name of the node',
  },
  'help.operator': {
    fr: 'les personnes qui administrent à distance',
    en: 'the persons who administer from elsewhere',
  },
  'help.operator.create': {
    fr: 'fait la clé et le certificat d’une personne, dans un fichier 0600',
    en: 'make the key and certificate of a person, in a file 0600',
  },
  'help.operator.role': {
    fr: 'operator (agit) ou auditor (lit)',
    en: 'operator (acts) or auditor (reads)',
  },
  'help.operator.out': {
    fr: 'fichier à écrire',
    en: 'file to write',
  },
  'help.operator.list': {
    fr: 'liste les personnes',
    en: 'list the persons',
  },
  'help.operator.revoke': {
    fr: 'retire ses droits à une personne, partout et tout de suite',
    en: 'take a person’s rights away, everywhere and at once',
  },
  'help.operator.name': {
    fr: 'nom de la personne',
    en: 'name of the person',
  },
  'help.node': {
    fr: 'les nœuds, un par un',
    en: 'the nodes, one by one',
  },
  'help.node.revoke': {
    fr: 'retire sa confiance à un nœud, partout et tout de suite',
    en: 'stop believing a node, everywhere and at once',
  },
  'help.reason': {
    fr: 'raison, pour l’audit',
    en: 'reason, for the audit',
  },
  'help.audit': {
    fr: 'qui a fait quoi',
    en: 'who did what',
  },
  'help.audit.verify': {
    fr: 'vérifie que les journaux d’audit sont ce qui a été écrit',
    en: 'check that the audits are what was written',
  },
  'help.audit.node': {
    fr: 'le journal de ce nœud, au lieu de celui du coordinateur',
    en: 'the audit of this node, instead of the coordinator’s',
  },
  'help.audit.newest': {
    fr: 'nombre de lignes',
    en: 'number of lines',
  },
  'help.backup': {
    fr: 'sauvegarde chiffrée du coordinateur ; phrase de passe sur l’entrée standard',
    en: 'encrypted backup of the coordinator; passphrase on standard input',
  },
  'help.backup.out': {
    fr: 'fichier à écrire',
    en: 'file to write',
  },
  'help.restore': {
    fr: 'fait de cette machine le coordinateur, depuis une sauvegarde',
    en: 'make this machine the coordinator, from a backup',
  },
  'help.restore.file': {
    fr: 'fichier de sauvegarde',
    en: 'backup file',
  },
  'help.restore.node': {
    fr: 'le nœud que cette machine est',
    en: 'the node that this machine is',
  },
  'help.restore.root-key': {
    fr: 'fichier de la clé de la racine, si l’autorité a expiré depuis',
    en: 'file of the root key, where the authority has expired since',
  },
  'help.identity': {
    fr: 'certificat d’une personne, pour agir à distance (ou HAPY_IDENTITY)',
    en: 'certificate of a person, to act from elsewhere (or HAPY_IDENTITY)',
  },
} as const satisfies Record<string, Text>;
