import type { ErrorDefinition } from './definition.ts';
import { openPortInEole } from './eole-firewall.ts';

const openPort = {
  fr: `Sur {to} : systemctl status hapy-coordinator. S’il tourne, ${openPortInEole.fr}. Le même jeton servira de nouveau.`,
  en: `On {to}: systemctl status hapy-coordinator. If it runs, ${openPortInEole.en}. The same token will do again.`,
};

/** HAPY-E175 to HAPY-E186: what a node finds out by itself while it joins. */
export const joiningErrors = {
  'HAPY-E175': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'De {from} vers {to}, le port TCP {port} est refusé',
      en: 'From {from} to {to}, TCP port {port} is refused',
    },
    cause: {
      fr: 'Le coordinateur n’est pas démarré sur cette machine, ou un pare-feu rejette la connexion.',
      en: 'The coordinator does not run on that machine, or a firewall rejects the connection.',
    },
    next: openPort,
  },
  'HAPY-E176': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'De {from} vers {to}, le port TCP {port} ne répond pas (attendu {seconds} s)',
      en: 'From {from} to {to}, TCP port {port} stays silent (waited {seconds} s)',
    },
    cause: {
      fr: 'Un pare-feu jette les paquets sans rien dire, ou la machine est arrêtée.',
      en: 'A firewall drops the packets without a word, or the machine is down.',
    },
    next: openPort,
  },
  'HAPY-E177': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'De {from}, la machine {to} est injoignable ({reason})',
      en: 'From {from}, machine {to} cannot be reached ({reason})',
    },
    cause: {
      fr: 'Le nom ne se résout pas sur ce nœud (ENOTFOUND, EAI_AGAIN), aucune route ne mène à cette adresse (ENETUNREACH, EHOSTUNREACH), ou un pare-feu le prétend (EHOSTUNREACH pour « admin-prohibited »).',
      en: 'The name does not resolve on this node (ENOTFOUND, EAI_AGAIN), no route leads to that address (ENETUNREACH, EHOSTUNREACH), or a firewall says so (EHOSTUNREACH for "admin-prohibited").',
    },
    next: {
      fr: 'Sur {from} : getent hosts {to} ; ip route get {to}. Si la machine répond à ping, ouvrez le port TCP {port} sur {to}, puis relancez la même commande avec le même jeton',
      en: 'On {from}: getent hosts {to}; ip route get {to}. If the machine answers ping, open TCP port {port} on {to}, then run the same command again with the same token',
    },
  },
  'HAPY-E178': {
    category: 'UNAUTHENTICATED',
    exit: 3,
    text: {
      fr: 'Ce qui répond sur {to}:{port} n’est pas le coordinateur de la grappe {cluster}',
      en: 'What answers on {to}:{port} is not the coordinator of cluster {cluster}',
    },
    cause: {
      fr: 'Son certificat n’est pas signé par la racine que porte le jeton, ou n’est pas celui d’un coordinateur sous ce nom : autre grappe, grappe initialisée à nouveau depuis, ou interception.',
      en: 'Its certificate is not signed by the root that the token carries, or is not that of a coordinator under this name: another cluster, a cluster that was initialised again since, or an interception.',
    },
    next: {
      fr: 'Faites un nouveau jeton sur le coordinateur (hapyctl token create) et comparez les six mots des deux côtés',
      en: 'Make a new token on the coordinator (hapyctl token create) and compare the six words on both sides',
    },
  },
  'HAPY-E179': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'D’après l’horloge de {node} ({now}), le certificat de {to} {state, select, early {n’est pas encore} other {n’est plus}} valable',
      en: 'By the clock of {node} ({now}), the certificate of {to} is {state, select, early {not yet} other {no longer}} valid',
    },
    cause: {
      fr: 'L’horloge de ce nœud est fausse, ou celle du coordinateur ; plus rarement, son certificat n’a pas été renouvelé.',
      en: 'The clock of this node is wrong, or that of the coordinator; less often, its certificate was not renewed.',
    },
    next: {
      fr: 'Comparez les deux machines (timedatectl), réglez NTP, puis relancez : hapy-agent join',
      en: 'Compare the two machines (timedatectl), set up NTP, then run again: hapy-agent join',
    },
  },
  'HAPY-E180': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Ce jeton est celui du nœud {node}, cette machine est {here}',
      en: 'This token belongs to node {node}, this machine is {here}',
    },
    cause: {
      fr: 'Chaque jeton ne vaut que pour un nœud ; les jetons de deux nœuds ont été intervertis.',
      en: 'Each token is good for one node only; the tokens of two nodes were mixed up.',
    },
    next: {
      fr: 'Utilisez ce jeton sur {node}, ou faites-en un pour celui-ci : hapyctl token create {here}',
      en: 'Use this token on {node}, or make one for this node: hapyctl token create {here}',
    },
  },
  'HAPY-E181': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Cette machine est déjà le nœud {node} de la grappe {cluster}',
      en: 'This machine is already node {node} of cluster {cluster}',
    },
    cause: {
      fr: 'Le jeton est d’une autre grappe ou d’un autre nœud ; un nœud n’est que d’une grappe à la fois.',
      en: 'The token is of another cluster or of another node; a node belongs to one cluster at a time.',
    },
    next: {
      fr: 'Pour quitter l’ancienne grappe, retirez-y le nœud (hapyctl node remove {node}), puis mettez de côté {path}',
      en: 'To leave the old cluster, remove the node there (hapyctl node remove {node}), then move {path} away',
    },
  },
  'HAPY-E182': {
    category: 'INTERNAL',
    exit: 1,
    text: {
      fr: 'Le coordinateur {to} a rendu un certificat qui ne convient pas à ce nœud',
      en: 'Coordinator {to} returned a certificate that does not suit this node',
    },
    cause: {
      fr: 'Il n’est pas fait pour la clé de ce nœud, pas à son nom, ou pas signé par la racine que porte le jeton.',
      en: 'It is not for the key of this node, not in its name, or not signed by the root that the token carries.',
    },
    next: {
      fr: 'Rien n’a été enregistré ; installez la même version des deux côtés, puis relancez : hapy-agent join',
      en: 'Nothing was kept; install the same version on both sides, then run again: hapy-agent join',
    },
  },
  'HAPY-E183': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: 'De {from} vers {to}, la connexion au port TCP {port} a été perdue pendant l’adhésion',
      en: 'From {from} to {to}, the connection to TCP port {port} was lost while joining',
    },
    cause: {
      fr: 'Le coordinateur s’est arrêté, le réseau s’est coupé ou un pare-feu a coupé la connexion.',
      en: 'The coordinator stopped, the network was cut or a firewall ended the connection.',
    },
    next: {
      fr: 'Relancez la même commande avec le même jeton : il vaut encore pour ce nœud. Si cela se répète, voyez sur {to} : systemctl status hapy-coordinator ; ss -tlnp',
      en: 'Run the same command again with the same token: it still holds for this node. If it happens again, look on {to}: systemctl status hapy-coordinator; ss -tlnp',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
