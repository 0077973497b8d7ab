import type { ErrorDefinition } from './definition.ts';

/** HAPY-E50x and E51x: reaching another program, over the network or a socket. */
export const connectionErrors = {
  'HAPY-E500': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : connexion refusée par {where}',
      en: '{what}: connection refused by {where}',
    },
    cause: {
      fr: 'La machine répond, mais le programme n’y est pas démarré ou n’écoute pas sur ce port.',
      en: 'The machine answers, but the program is not started there or does not listen on this port.',
    },
    next: {
      fr: 'Démarrez le service sur cette machine, puis : hapyctl status',
      en: 'Start the service on that machine, then: hapyctl status',
    },
  },
  'HAPY-E501': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : {where} est injoignable ({detail})',
      en: '{what}: {where} cannot be reached ({detail})',
    },
    cause: {
      fr: 'La machine est arrêtée, ou le réseau entre les deux machines est coupé.',
      en: 'The machine is down, or the network between the two machines is cut.',
    },
    next: {
      fr: 'Vérifiez le réseau (ping), puis : hapyctl status',
      en: 'Check the network (ping), then: hapyctl status',
    },
  },
  'HAPY-E502': {
    category: 'DEADLINE_EXCEEDED',
    exit: 1,
    text: {
      fr: '{what} : pas de connexion avec {where} en {seconds} s',
      en: '{what}: no connection to {where} within {seconds} s',
    },
    cause: {
      fr: 'La machine est arrêtée ou un pare-feu jette les paquets. Rien n’a été demandé.',
      en: 'The machine is down or a firewall drops the packets. Nothing was asked of it.',
    },
    next: {
      fr: 'Vérifiez que les ports 2640 et 2641 sont ouverts entre les nœuds, puis : hapyctl status',
      en: 'Check that the ports 2640 and 2641 are open between the nodes, then: hapyctl status',
    },
  },
  'HAPY-E503': {
    category: 'DEADLINE_EXCEEDED',
    exit: 1,
    text: {
      fr: '{what} : {where} n’a pas répondu en {seconds} s',
      en: '{what}: {where} did not answer within {seconds} s',
    },
    cause: {
      fr: 'La machine est surchargée, ou le réseau s’est coupé. Ce qui était demandé a pu être fait ou non.',
      en: 'The machine is overloaded, or the network was cut. What was asked may or may not have been done.',
    },
    next: {
      fr: 'Regardez ce qui est en place : hapyctl status',
      en: 'Look at what stands: hapyctl status',
    },
  },
  'HAPY-E504': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : la connexion avec {where} a été perdue',
      en: '{what}: the connection to {where} was lost',
    },
    cause: {
      fr: 'Le programme s’est arrêté ou le réseau s’est coupé pendant l’appel. Ce qui était demandé a pu être fait ou non.',
      en: 'The program stopped or the network was cut during the call. What was asked may or may not have been done.',
    },
    next: {
      fr: 'Regardez ce qui est en place : hapyctl status',
      en: 'Look at what stands: hapyctl status',
    },
  },
  'HAPY-E505': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: '{what} : le certificat présenté par {where} ne vient pas de l’autorité de cette grappe ({detail})',
      en: '{what}: the certificate presented by {where} does not come from this cluster’s authority ({detail})',
    },
    cause: {
      fr: 'La machine appartient à une autre grappe, ou une autre machine répond à son adresse.',
      en: 'The machine belongs to another cluster, or another machine answers at its address.',
    },
    next: {
      fr: 'Ne continuez pas avant de savoir qui répond : hapyctl nodes',
      en: 'Do not go on before you know who answers: hapyctl nodes',
    },
  },
  'HAPY-E506': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: '{what} : le certificat de {where} n’est pas valable à la date d’aujourd’hui ({detail})',
      en: '{what}: the certificate of {where} is not valid at today’s date ({detail})',
    },
    cause: {
      fr: 'Il a expiré, ou l’horloge de l’une des deux machines est fausse.',
      en: 'It has expired, or the clock of one of the two machines is wrong.',
    },
    next: {
      fr: 'Comparez les horloges des deux machines (timedatectl) et mettez-les à l’heure. Si elles sont justes, sur index 0 : hapyctl certs, puis hapyctl certs approve NŒUD',
      en: 'Compare the clocks of the two machines (timedatectl) and set them right. Where they are right, on index 0: hapyctl certs, then hapyctl certs approve NODE',
    },
  },
  'HAPY-E507': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: '{what} : {where} se présente comme {found} et non comme {expected}',
      en: '{what}: {where} presents itself as {found}, not as {expected}',
    },
    cause: {
      fr: 'Une autre machine de la grappe répond à cette adresse : deux adresses ont été échangées, ou une est en double.',
      en: 'Another machine of the cluster answers at this address: two addresses were swapped, or one is used twice.',
    },
    next: {
      fr: 'Comparez les adresses des nœuds à celles de la grappe : hapyctl nodes',
      en: 'Compare the addresses of the nodes with those of the cluster: hapyctl nodes',
    },
  },
  'HAPY-E508': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: '{what} : le certificat de {where} ne porte pas ce nom ou cette adresse',
      en: '{what}: the certificate of {where} does not carry this name or address',
    },
    cause: {
      fr: 'L’adresse de la machine a changé depuis son enrôlement, ou elle est appelée par un autre nom.',
      en: 'The address of the machine changed since it was enrolled, or it is called by another name.',
    },
    next: {
      fr: 'Corrigez l’adresse, ou enrôlez de nouveau la machine : hapyctl token create',
      en: 'Correct the address, or enrol the machine again: hapyctl token create',
    },
  },
  'HAPY-E509': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : pas de connexion chiffrée avec {where} ({detail})',
      en: '{what}: no encrypted connection with {where} ({detail})',
    },
    cause: {
      fr: 'Ce n’est pas un programme de hapy-cluster qui répond, ou il ne parle pas TLS 1.3.',
      en: 'What answers is no program of hapy-cluster, or does not speak TLS 1.3.',
    },
    next: {
      fr: 'Regardez quel programme écoute sur ce port de cette machine : ss -tlnp',
      en: 'Look which program listens on this port of that machine: ss -tlnp',
    },
  },
  'HAPY-E510': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : le nom {where} ne donne aucune adresse',
      en: '{what}: the name {where} gives no address',
    },
    cause: {
      fr: 'Le DNS ne connaît pas ce nom, ou ne répond pas.',
      en: 'The DNS does not know this name, or does not answer.',
    },
    next: {
      fr: 'Vérifiez le nom avec : getent hosts',
      en: 'Check the name with: getent hosts',
    },
  },
  'HAPY-E511': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : personne n’écoute sur {where}',
      en: '{what}: nobody listens on {where}',
    },
    cause: {
      fr: 'Le programme n’est pas démarré sur cette machine, ou il utilise un autre répertoire (--dir).',
      en: 'The program is not started on this machine, or it uses another directory (--dir).',
    },
    next: {
      fr: 'Démarrez-le, ou donnez le bon répertoire : hapyctl --dir',
      en: 'Start it, or give the right directory: hapyctl --dir',
    },
  },
  'HAPY-E512': {
    category: 'PERMISSION_DENIED',
    exit: 5,
    text: {
      fr: '{what} : accès refusé à {where}',
      en: '{what}: access to {where} denied',
    },
    cause: {
      fr: 'Votre compte n’a pas de droit sur ce socket ou sur le répertoire des preuves.',
      en: 'Your account has no right to this socket or to the claims directory.',
    },
    next: {
      fr: 'Recommencez avec sudo, ou avec le compte qui a démarré la grappe.',
      en: 'Try again with sudo, or with the account that started the cluster.',
    },
  },
  'HAPY-E513': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 1,
    text: {
      fr: '{what} : message trop grand pour {where}, ou trop d’appels à la fois',
      en: '{what}: message too large for {where}, or too many calls at once',
    },
    cause: {
      fr: 'Un message dépasse la taille permise (4 Mio, 64 Kio sans certificat).',
      en: 'A message is larger than allowed (4 MiB, 64 KiB without a certificate).',
    },
    next: {
      fr: 'Recommencez plus tard ; si cela se répète, signalez ce code avec le journal du programme.',
      en: 'Try again later; if it happens again, report this code with the program’s log.',
    },
  },
  'HAPY-E514': {
    category: 'UNIMPLEMENTED',
    exit: 1,
    text: {
      fr: '{what} : {where} ne connaît pas cet appel',
      en: '{what}: {where} does not know this call',
    },
    cause: {
      fr: 'Les deux programmes ne sont pas de la même version.',
      en: 'The two programs are not of the same version.',
    },
    next: {
      fr: 'Comparez les versions installées : hapyctl nodes',
      en: 'Compare the installed versions: hapyctl nodes',
    },
  },
  'HAPY-E515': {
    category: 'CANCELLED',
    exit: 1,
    text: {
      fr: '{what} : l’appel a été interrompu',
      en: '{what}: the call was interrupted',
    },
    cause: {
      fr: 'Celui qui l’avait demandé n’attend plus la réponse. Ce qui était demandé a pu être fait ou non.',
      en: 'Who asked for it does not wait for the answer any more. What was asked may or may not have been done.',
    },
    next: {
      fr: 'Regardez ce qui est en place : hapyctl status',
      en: 'Look at what stands: hapyctl status',
    },
  },
  'HAPY-E516': {
    category: 'INTERNAL',
    exit: 1,
    text: {
      fr: '{what} : réponse incompréhensible de {where} ({detail})',
      en: '{what}: unintelligible answer from {where} ({detail})',
    },
    cause: {
      fr: 'Les deux programmes ne sont pas de la même version, ou ce n’est pas un programme de hapy-cluster qui répond.',
      en: 'The two programs are not of the same version, or what answers is no program of hapy-cluster.',
    },
    next: {
      fr: 'Comparez les versions installées : hapyctl nodes',
      en: 'Compare the installed versions: hapyctl nodes',
    },
  },
  'HAPY-E517': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '{where} est déjà utilisé par un programme qui tourne',
      en: '{where} is already used by a running program',
    },
    cause: {
      fr: 'Le programme a été démarré deux fois avec la même configuration, ou un autre écoute sur ce port.',
      en: 'The program was started twice with the same configuration, or another one listens on this port.',
    },
    next: {
      fr: 'Arrêtez l’autre programme, ou changez le port ou le socket dans le fichier de configuration.',
      en: 'Stop the other program, or change the port or the socket in the configuration file.',
    },
  },
  'HAPY-E518': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Impossible d’écouter sur {where} : {detail}',
      en: 'Cannot listen on {where}: {detail}',
    },
    cause: {
      fr: 'L’adresse n’est pas celle de cette machine, le chemin est trop long (107 octets au plus), ou les droits manquent.',
      en: 'The address is not one of this machine, the path is too long (107 bytes at most), or rights are missing.',
    },
    next: {
      fr: 'Corrigez listen ou socket dans le fichier de configuration.',
      en: 'Correct listen or socket in the configuration file.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
