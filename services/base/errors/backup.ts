import type { ErrorDefinition } from './definition.ts';

/** HAPY-E130 to HAPY-E139: backup, restore, rescue and what wants attention. */
export const backupErrors = {
  'HAPY-E130': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'La phrase de passe doit avoir au moins {minimum} caractères',
      en: 'The passphrase must have at least {minimum} characters',
    },
    cause: {
      fr: 'La sauvegarde contient la clé de l’autorité : sa phrase de passe est tout ce qui la protège.',
      en: 'The backup holds the authority’s key: its passphrase is all that protects it.',
    },
    next: {
      fr: 'Donnez-la sur l’entrée standard, par exemple : hapyctl backup --out F < phrase.txt',
      en: 'Give it on standard input, for example: hapyctl backup --out F < passphrase.txt',
    },
  },
  'HAPY-E131': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file} ne s’ouvre pas : phrase de passe fausse, ou fichier abîmé',
      en: '{file} does not open: wrong passphrase, or damaged file',
    },
    cause: {
      fr: 'Le contenu est chiffré et scellé ; rien n’en est lu avant que le sceau soit vérifié.',
      en: 'The content is encrypted and sealed; nothing of it is read before the seal was checked.',
    },
    next: {
      fr: 'Vérifiez la phrase de passe, ou prenez une autre copie de la sauvegarde.',
      en: 'Check the passphrase, or take another copy of the backup.',
    },
  },
  'HAPY-E132': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file} n’est pas une sauvegarde de hapyctl ({detail})',
      en: '{file} is not a backup by hapyctl ({detail})',
    },
    cause: {
      fr: 'C’est un autre fichier, ou une version plus récente l’a écrit.',
      en: 'It is another file, or a newer version wrote it.',
    },
    next: {
      fr: 'Vérifiez le fichier ; une sauvegarde s’écrit par : hapyctl backup --out F',
      en: 'Check the file; a backup is written by: hapyctl backup --out F',
    },
  },
  'HAPY-E133': {
    category: 'ALREADY_EXISTS',
    exit: 2,
    text: {
      fr: 'Il y a déjà l’état d’un coordinateur dans {directory}',
      en: 'There is the state of a coordinator in {directory} already',
    },
    cause: {
      fr: 'Restaurer par-dessus perdrait ce qui s’y trouve.',
      en: 'Restoring over it would lose what is there.',
    },
    next: {
      fr: 'S’il doit être remplacé, arrêtez le coordinateur et mettez ce dossier de côté (mv), puis recommencez.',
      en: 'If it is to be replaced, stop the coordinator and move that folder away (mv), then try again.',
    },
  },
  'HAPY-E134': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{node} n’est pas un nœud de la grappe sauvegardée',
      en: '{node} is not a node of the cluster in the backup',
    },
    cause: {
      fr: 'Le coordinateur restauré doit tourner sur l’un de ses nœuds : {nodes}.',
      en: 'The restored coordinator must run on one of its nodes: {nodes}.',
    },
    next: {
      fr: 'Dites lequel : hapyctl restore F --node NOM',
      en: 'Say which one: hapyctl restore F --node NAME',
    },
  },
  'HAPY-E135': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La grappe a changé depuis la dernière sauvegarde ({when})',
      en: 'The cluster has changed since the last backup ({when})',
    },
    cause: {
      fr: 'Un nœud, une personne ou une autorité a été ajouté ou retiré ; la sauvegarde ne le sait pas.',
      en: 'A node, a person or an authority was added or removed; the backup does not know.',
    },
    next: {
      fr: 'Faites une sauvegarde : hapyctl backup --out F',
      en: 'Make a backup: hapyctl backup --out F',
    },
  },
  'HAPY-E136': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le certificat de {holder} expire le {expiresAt} et n’a pas pu être renouvelé',
      en: 'The certificate of {holder} expires on {expiresAt} and could not be renewed',
    },
    cause: {
      fr: 'Il se renouvelle seul à la moitié de sa vie ; celui-ci essaie depuis des jours.',
      en: 'It is renewed by itself at half of its life; this one has been trying for days.',
    },
    next: {
      fr: 'Voyez pourquoi : hapyctl certs, puis hapyctl certs renew {name}',
      en: 'See why: hapyctl certs, then hapyctl certs renew {name}',
    },
  },
  'HAPY-E137': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{holder} attend votre accord pour renouveler son certificat expiré',
      en: '{holder} waits for your approval to renew its expired certificate',
    },
    cause: {
      fr: 'La machine est revenue après une longue absence. Sa clé est celle qui a été enrôlée.',
      en: 'The machine came back after a long absence. Its key is the one that was enrolled.',
    },
    next: {
      fr: 'Comparez les mots (hapyctl certs), puis : hapyctl certs approve {name}',
      en: 'Compare the words (hapyctl certs), then: hapyctl certs approve {name}',
    },
  },
  'HAPY-E138': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’autorité émettrice expire le {expiresAt}',
      en: 'The issuing authority expires on {expiresAt}',
    },
    cause: {
      fr: 'Elle vit deux ans, et son remplacement demande la clé de la racine.',
      en: 'It lives two years, and replacing it needs the root’s key.',
    },
    next: {
      fr: 'Rapportez la clé de la racine, puis : hapyctl certs rotate-ca',
      en: 'Bring the root’s key back, then: hapyctl certs rotate-ca',
    },
  },
  'HAPY-E139': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le coordinateur tourne : le secours se fait à l’arrêt',
      en: 'The coordinator is running: the rescue is done while it is stopped',
    },
    cause: {
      fr: 'Les certificats seraient écrits sous un programme qui les renouvelle lui-même.',
      en: 'The certificates would be written under a program that renews them itself.',
    },
    next: {
      fr: 'Si le coordinateur répond, hapyctl certs renew suffit. Sinon : systemctl stop hapy-coordinator, puis recommencez.',
      en: 'If the coordinator answers, hapyctl certs renew is enough. Otherwise: systemctl stop hapy-coordinator, then try again.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
