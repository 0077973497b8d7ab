import type { ErrorDefinition } from './definition.ts';

/** HAPY-E140 to HAPY-E154: keys, certificate requests, the authority and the files they lie in. */
export const certificateErrors = {
  'HAPY-E140': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'La demande de certificat fait {sizeBytes} octets, plus que les {limitBytes} admis',
      en: 'The certificate request has {sizeBytes} bytes, more than the {limitBytes} allowed',
    },
    cause: {
      fr: 'Une demande de hapy-agent tient en quelques centaines d’octets : celle-ci ne vient pas de lui.',
      en: 'A request by hapy-agent takes a few hundred bytes: this one does not come from it.',
    },
    next: {
      fr: 'Relancez sur le nœud : hapy-agent join',
      en: 'Run again on the node: hapy-agent join',
    },
  },
  'HAPY-E141': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'La demande de certificat est illisible',
      en: 'The certificate request cannot be read',
    },
    cause: {
      fr: 'Ce n’est pas une demande PKCS#10 signée par une clé EC, ou elle a été abîmée en route.',
      en: 'It is not a PKCS#10 request signed by an EC key, or it was damaged on its way.',
    },
    next: {
      fr: 'Relancez sur le nœud : hapy-agent join',
      en: 'Run again on the node: hapy-agent join',
    },
  },
  'HAPY-E142': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'La clé publique présentée n’est pas une clé EC P-256',
      en: 'The public key presented is not an EC P-256 key',
    },
    cause: {
      fr: 'La grappe n’admet que ce type de clé ; hapy-agent n’en fabrique pas d’autre.',
      en: 'The cluster admits this kind of key only; hapy-agent makes no other.',
    },
    next: {
      fr: 'Mettez de côté pki/key.pem sur le nœud, puis relancez : hapy-agent join',
      en: 'Move pki/key.pem away on the node, then run again: hapy-agent join',
    },
  },
  'HAPY-E143': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'La signature de la demande de certificat est fausse',
      en: 'The signature of the certificate request is wrong',
    },
    cause: {
      fr: 'Celui qui demande n’a pas la clé privée correspondante, ou la demande a été modifiée en route.',
      en: 'Whoever asks does not hold the private key that belongs to it, or the request was changed on its way.',
    },
    next: {
      fr: 'Relancez sur le nœud : hapy-agent join',
      en: 'Run again on the node: hapy-agent join',
    },
  },
  'HAPY-E144': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'Le nom « {name} » ne peut pas figurer dans un certificat de type {profile}',
      en: 'The name "{name}" cannot stand in a certificate of type {profile}',
    },
    cause: {
      fr: 'Ce n’est ni un nom DNS ni une adresse IP, ou c’est l’adresse virtuelle de la grappe, que seuls le coordinateur et la passerelle peuvent porter.',
      en: 'It is neither a DNS name nor an IP address, or it is the virtual address of the cluster, which only coordinator and gateway may carry.',
    },
    next: {
      fr: 'Corrigez les noms et adresses du nœud dans la description de la grappe : hapyctl nodes',
      en: 'Correct the names and addresses of the node in the description of the cluster: hapyctl nodes',
    },
  },
  'HAPY-E145': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La clé de l’autorité ne correspond pas à son certificat racine',
      en: 'The key of the authority does not belong to its root certificate',
    },
    cause: {
      fr: 'La clé donnée est celle d’une autre grappe, ou une partie de l’état du coordinateur vient d’une autre sauvegarde, ou a été abîmée.',
      en: 'The key that was given is another cluster’s, or a part of the state of the coordinator comes from another backup, or was damaged.',
    },
    next: {
      fr: 'Donnez la clé de la racine de cette grappe (--root-key FICHIER), ou restaurez l’état entier du coordinateur : hapyctl restore F',
      en: 'Give the key of this cluster’s root (--root-key FILE), or restore the whole state of the coordinator: hapyctl restore F',
    },
  },
  'HAPY-E146': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le certificat racine de la grappe n’est pas valable aujourd’hui : il l’est du {from} au {until}',
      en: 'The root certificate of the cluster is not valid today: it is from {from} to {until}',
    },
    cause: {
      fr: 'L’horloge de cette machine est fausse, ou elle avançait quand la grappe a été créée, ou les dix ans de la racine sont passés.',
      en: 'The clock of this machine is wrong, or it was ahead when the cluster was made, or the ten years of the root are over.',
    },
    next: {
      fr: 'Vérifiez l’heure et mettez-la juste (timedatectl set-ntp true), puis relancez la même commande. Si l’heure est juste, seule une nouvelle racine aide : arrêtez le coordinateur, mettez de côté /var/lib/hapy/coordinator (mv) et sur chaque nœud /var/lib/hapy/agent/pki, puis hapyctl init, token create et hapy-agent join (zone déjà fondée : init --from cluster.yaml, avec le clusterId de /var/lib/hapy/agent/cluster.json) ; les machines virtuelles et OpenNebula n’en savent rien',
      en: 'Check the time and set it right (timedatectl set-ntp true), then run the same command again. Where the time is right only a new root helps: stop the coordinator, move away /var/lib/hapy/coordinator (mv) and on each node /var/lib/hapy/agent/pki, then hapyctl init, token create and hapy-agent join (a zone that is founded already: init --from cluster.yaml, with the clusterId of /var/lib/hapy/agent/cluster.json); virtual machines and OpenNebula notice nothing',
    },
  },
  'HAPY-E147': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le fichier {path} n’existe pas',
      en: 'The file {path} does not exist',
    },
    cause: {
      fr: 'Cette machine n’a pas encore reçu son certificat.',
      en: 'This machine has not received its certificate yet.',
    },
    next: {
      fr: 'Sur un nœud : hapy-agent join ; sur le coordinateur : hapyctl init',
      en: 'On a node: hapy-agent join; on the coordinator: hapyctl init',
    },
  },
  'HAPY-E148': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le fichier {path} ne peut pas être lu ({reason})',
      en: 'The file {path} cannot be read ({reason})',
    },
    cause: {
      fr: 'Le programme ne tourne pas sous le compte à qui ce fichier appartient, ou le disque est en panne.',
      en: 'The program does not run as the user who owns this file, or the disk is failing.',
    },
    next: {
      fr: 'Regardez les droits : ls -l {path}',
      en: 'Look at the permissions: ls -l {path}',
    },
  },
  'HAPY-E149': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le fichier {path} est abîmé',
      en: 'The file {path} is damaged',
    },
    cause: {
      fr: 'Son contenu n’est pas ce que ce programme y écrit : modification à la main ou disque défaillant.',
      en: 'Its content is not what this program writes there: it was edited by hand, or the disk is failing.',
    },
    next: {
      fr: 'Mettez ce fichier de côté, puis relancez hapy-agent join avec un nouveau jeton',
      en: 'Move this file away, then run hapy-agent join again with a new token',
    },
  },
  'HAPY-E150': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Dans {directory}, la clé et le certificat ne vont pas ensemble',
      en: 'In {directory}, key and certificate do not belong together',
    },
    cause: {
      fr: 'L’un des deux fichiers a été remplacé sans l’autre.',
      en: 'One of the two files was replaced without the other.',
    },
    next: {
      fr: 'Demandez un nouveau certificat : hapy-agent join avec un nouveau jeton',
      en: 'Ask for a new certificate: hapy-agent join with a new token',
    },
  },
  'HAPY-E151': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La clé {path} est ouverte à d’autres comptes (droits {mode})',
      en: 'The key {path} is open to other users (mode {mode})',
    },
    cause: {
      fr: 'Une clé privée ne doit être lisible que par son propriétaire (droits 0600).',
      en: 'A private key must be readable by its owner only (mode 0600).',
    },
    next: {
      fr: 'chmod 600 {path} ; si d’autres ont pu la lire, mettez-la de côté et refaites hapy-agent join',
      en: 'chmod 600 {path}; if others may have read it, move it away and run hapy-agent join again',
    },
  },
  'HAPY-E152': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Impossible d’écrire {path} ({reason})',
      en: 'Cannot write {path} ({reason})',
    },
    cause: {
      fr: 'Disque plein (ENOSPC), droits insuffisants (EACCES) ou système de fichiers en lecture seule (EROFS). Rien n’a été laissé à moitié écrit.',
      en: 'The disk is full (ENOSPC), permissions are missing (EACCES) or the file system is read-only (EROFS). Nothing was left half written.',
    },
    next: {
      fr: 'Faites de la place ou corrigez les droits (df -h ; ls -ld), puis relancez la même commande',
      en: 'Make room or correct the permissions (df -h; ls -ld), then run the same command again',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
