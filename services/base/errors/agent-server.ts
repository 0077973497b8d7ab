import type { ErrorDefinition } from './definition.ts';

/** HAPY-E366 to E389: the OpenNebula and EOLE programs of a node, and what they stand on. */
export const serverErrors = {
  'HAPY-E366': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'oned.conf demande la base « {backend} », que nous ne savons ni sauvegarder ni restaurer',
      en: 'oned.conf asks for the database "{backend}", which we can neither back up nor restore',
    },
    cause: {
      fr: 'Seules SQLite et MySQL/MariaDB conviennent à une zone hautement disponible.',
      en: 'Only SQLite and MySQL/MariaDB serve a highly available zone.',
    },
    next: {
      fr: 'Choisissez SQLite ou MySQL (gen_config, onglet Virtualisation), puis reconfigure.',
      en: 'Choose SQLite or MySQL (gen_config, tab Virtualisation), then reconfigure.',
    },
  },
  'HAPY-E367': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'DB/{key} d’oned.conf contient un caractère que onedb ne supporte pas',
      en: 'DB/{key} of oned.conf has a character that onedb cannot bear',
    },
    cause: {
      fr: 'onedb le donne à un interpréteur de commandes sans le protéger ; nous ne l’appelons pas ainsi.',
      en: 'onedb hands it to a shell without protection; we do not call it like that.',
    },
    next: {
      fr: 'Changez cette valeur dans la base et dans oned.conf : lettres, chiffres, et pas d’apostrophe.',
      en: 'Change that value in the database and in oned.conf: letters, digits, and no apostrophe.',
    },
  },
  'HAPY-E368': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 1,
    text: {
      fr: 'Il manque de la place dans {path} : {neededMib} Mio nécessaires, {freeMib} Mio libres ; rien n’a été écrit',
      en: 'Not enough room in {path}: {neededMib} MiB needed, {freeMib} MiB free; nothing was written',
    },
    cause: {
      fr: 'Une graine prend la place de la base deux ou trois fois : sauvegarde, ancienne base gardée, nouvelle base.',
      en: 'A seed takes the room of the database two or three times: backup, old database kept, new database.',
    },
    next: {
      fr: 'Libérez de la place sur le nœud (df -h {path}), puis : hapyctl apply',
      en: 'Make room on the node (df -h {path}), then: hapyctl apply',
    },
  },
  'HAPY-E369': {
    category: 'ABORTED',
    exit: 1,
    text: {
      fr: 'La base n’a pas pu être remise en place ; elle est gardée dans {path} ({reason})',
      en: 'The database could not be put back; it is kept in {path} ({reason})',
    },
    cause: {
      fr: 'La restauration a échoué, et le retour en arrière aussi. oned reste retenu.',
      en: 'The restore failed, and so did going back. oned stays held.',
    },
    next: {
      fr: 'Réparez le serveur de base de données, puis : onedb restore -f … {path}, ou : hapyctl apply',
      en: 'Repair the database server, then: onedb restore -f … {path}, or: hapyctl apply',
    },
  },
  'HAPY-E370': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La première ligne de {path} n’est pas « utilisateur:mot de passe »',
      en: 'The first line of {path} is not "user:password"',
    },
    cause: {
      fr: 'one_auth est vide, coupé, ou a été modifié à la main.',
      en: 'one_auth is empty, cut, or was edited by hand.',
    },
    next: {
      fr: 'Remettez la ligne d’oneadmin dans {path} (propriétaire oneadmin, mode 0600).',
      en: 'Put oneadmin’s line back into {path} (owner oneadmin, mode 0600).',
    },
  },
  'HAPY-E371': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Une commande d’EOLE est en cours sur ce nœud : {program} n’a pas été lancé ({lock})',
      en: 'A command of EOLE is running on this node: {program} was not started ({lock})',
    },
    cause: {
      fr: 'reconfigure, Maj-Auto ou instance tient un verrou CreoleLock de niveau système.',
      en: 'reconfigure, Maj-Auto or instance holds a CreoleLock of level system.',
    },
    next: {
      fr: 'Attendez sa fin (ls /var/lock/eole/eole-system), puis : hapyctl apply',
      en: 'Wait for its end (ls /var/lock/eole/eole-system), then: hapyctl apply',
    },
  },
  'HAPY-E372': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '{path} est lisible par d’autres que root (mode {mode}) : `instance` n’a pas été lancé',
      en: '{path} can be read by others than root (mode {mode}): `instance` was not started',
    },
    cause: {
      fr: 'Ce fichier contient les mots de passe de root et d’eole.',
      en: 'That file holds the passwords of root and eole.',
    },
    next: {
      fr: 'Sur le nœud : chown root: {path} ; chmod 600 {path} ; puis : hapyctl apply',
      en: 'On the node: chown root: {path}; chmod 600 {path}; then: hapyctl apply',
    },
  },
  'HAPY-E373': {
    category: 'DEADLINE_EXCEEDED',
    exit: 1,
    text: {
      fr: '`instance` a attendu une réponse qui n’est pas venue : {output}',
      en: '`instance` waited for an answer that did not come: {output}',
    },
    cause: {
      fr: 'Il pose une question à laquelle instance-unattended ne sait pas répondre.',
      en: 'It asks a question that instance-unattended cannot answer.',
    },
    next: {
      fr: 'Lancez `instance` à la main sur ce nœud et répondez « non » à l’inscription de nœuds.',
      en: 'Run `instance` by hand on this node and answer "non" to the registration of nodes.',
    },
  },
  'HAPY-E374': {
    category: 'ABORTED',
    exit: 1,
    text: {
      fr: 'oned ne s’arrête pas, même tué : {evidence}',
      en: 'oned does not end, even killed: {evidence}',
    },
    cause: {
      fr: 'Un oned lancé hors de systemd, ou un processus bloqué sur un disque, tourne encore.',
      en: 'An oned started outside of systemd, or a process stuck on a disk, still runs.',
    },
    next: {
      fr: 'Sur le nœud : ps -C oned -o pid,stat,args ; puis arrêtez-le et relancez : hapyctl apply',
      en: 'On the node: ps -C oned -o pid,stat,args; then stop it and run again: hapyctl apply',
    },
  },
  'HAPY-E375': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La base MySQL d’oned.conf est injoignable : {reason}',
      en: 'The MySQL database of oned.conf cannot be reached: {reason}',
    },
    cause: {
      fr: 'Le serveur MySQL/MariaDB est arrêté, ou le compte d’oned.conf n’est plus le bon.',
      en: 'The MySQL/MariaDB server is stopped, or the account in oned.conf is no longer right.',
    },
    next: {
      fr: 'Sur le nœud : systemctl status mariadb ; et la section DB de /etc/one/oned.conf',
      en: 'On the node: systemctl status mariadb; and the section DB of /etc/one/oned.conf',
    },
  },
  'HAPY-E376': {
    category: 'ABORTED',
    exit: 1,
    text: {
      fr: 'La sauvegarde de la base n’est pas complète : {reason}',
      en: 'The backup of the database is not whole: {reason}',
    },
    cause: {
      fr: 'Le disque s’est rempli pendant la sauvegarde, ou la base est abîmée ; onedb ne le dit pas toujours.',
      en: 'The disk filled up during the backup, or the database is damaged; onedb does not always say so.',
    },
    next: {
      fr: 'Vérifiez la place (df -h /var/lib) et la base (onedb fsck), puis : hapyctl apply',
      en: 'Check the room (df -h /var/lib) and the database (onedb fsck), then: hapyctl apply',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
