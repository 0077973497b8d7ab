import type { ErrorDefinition } from './definition.ts';

/** HAPY-E360 to E379: what a node finds when it looks at its surroundings. */
export const preflightErrors = {
  'HAPY-E360': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Vu de {node}, le nom {subject} n’est pas résolu',
      en: 'Seen from {node}, the name {subject} does not resolve',
    },
    cause: {
      fr: 'Il manque dans le DNS et dans /etc/hosts de ce nœud.',
      en: 'It is missing in the DNS and in /etc/hosts of this node.',
    },
    next: {
      fr: 'Déclarez-le dans gen_config, « Déclarer des noms d’hôtes supplémentaires », puis reconfigure.',
      en: 'Declare it in gen_config, « Déclarer des noms d’hôtes supplémentaires », then reconfigure.',
    },
  },
  'HAPY-E361': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Vu de {node}, {subject} donne {found} au lieu de {expected}',
      en: 'Seen from {node}, {subject} gives {found} instead of {expected}',
    },
    cause: {
      fr: 'Le DNS ou /etc/hosts de ce nœud date d’avant, ou se trompe (127.0.1.1 par exemple).',
      en: 'The DNS or /etc/hosts of this node is older, or wrong (127.0.1.1 for instance).',
    },
    next: {
      fr: 'Sur {node} : getent hosts {subject}',
      en: 'On {node}: getent hosts {subject}',
    },
  },
  'HAPY-E362': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} ne peut pas joindre {subject} : {found}',
      en: '{node} cannot reach {subject}: {found}',
    },
    cause: {
      fr: 'Le service est arrêté là-bas, ou un pare-feu ferme ce port.',
      en: 'The service is stopped there, or a firewall closes that port.',
    },
    next: {
      fr: 'Ouvrez ce port entre les nœuds, puis : hapyctl plan',
      en: 'Open that port between the nodes, then: hapyctl plan',
    },
  },
  'HAPY-E363': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’adresse virtuelle {subject} répond déjà, vu de {node}',
      en: 'The virtual address {subject} already answers, seen from {node}',
    },
    cause: {
      fr: 'Une autre machine porte cette adresse, ou une ancienne grappe fonctionne encore.',
      en: 'Another machine has that address, or an older cluster still runs.',
    },
    next: {
      fr: 'Trouvez-la : arping {subject}, puis choisissez une autre adresse ou arrêtez-la.',
      en: 'Find it: arping {subject}, then choose another address or stop it.',
    },
  },
  'HAPY-E364': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 3,
    text: {
      fr: 'Place libre insuffisante sur {node} : {found} Mio, il en faut {expected}',
      en: 'Not enough free space on {node}: {found} MiB, {expected} are needed',
    },
    cause: {
      fr: 'La graine et l’ancienne base doivent tenir côte à côte.',
      en: 'The seed and the old database must fit side by side.',
    },
    next: { fr: 'Libérez de la place sur {node}.', en: 'Free some space on {node}.' },
  },
  'HAPY-E365': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Aucune interface de ce nœud ne porte l’adresse {address}',
      en: 'No interface of this node carries the address {address}',
    },
    cause: {
      fr: 'L’adresse de ce nœud a changé, ou la description de la grappe se trompe.',
      en: 'The address of this node has changed, or the description of the cluster is wrong.',
    },
    next: { fr: 'Sur le nœud : ip address show', en: 'On the node: ip address show' },
  },
} as const satisfies Record<string, ErrorDefinition>;
