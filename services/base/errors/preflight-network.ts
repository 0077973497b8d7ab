import type { ErrorDefinition } from './definition.ts';
import { openPortInEole } from './eole-firewall.ts';

const program = '{port, select, 2633 {opennebula} 2640 {hapy-coordinator} other {hapy-agent}}';
const openPort = {
  fr: `Sur {to} : systemctl status ${program}. Si le service tourne, ${openPortInEole.fr}`,
  en: `On {to}: systemctl status ${program}. If the service runs, ${openPortInEole.en}`,
};

/** HAPY-E632 to E634: the ways between the nodes, and the name that a node has for itself. */
export const preflightNetworkErrors = {
  'HAPY-E632': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'De {from} vers {to} ({address}), le port TCP {port} est refusé',
      en: 'From {from} to {to} ({address}), TCP port {port} is refused',
    },
    cause: {
      fr: 'Le service n’y est pas démarré, ou un pare-feu rejette la connexion.',
      en: 'The service does not run there, or a firewall rejects the connection.',
    },
    next: openPort,
  },
  'HAPY-E633': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'De {from} vers {to} ({address}), le port TCP {port} ne répond pas',
      en: 'From {from} to {to} ({address}), TCP port {port} stays silent',
    },
    cause: {
      fr: 'Un pare-feu jette les paquets sans rien dire, ou la machine est arrêtée.',
      en: 'A firewall drops the packets without a word, or the machine is down.',
    },
    next: openPort,
  },
  'HAPY-E634': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Sur {node}, son propre nom {subject} donne {found} au lieu de {expected}',
      en: 'On {node}, its own name {subject} gives {found} instead of {expected}',
    },
    cause: {
      fr: 'L’installateur de Debian l’écrit ainsi dans /etc/hosts. La grappe s’en accommode, mais les autres nœuds appellent cette machine par {expected}.',
      en: 'Debian’s installer writes it so into /etc/hosts. The cluster can do with it, but the other nodes call this machine by {expected}.',
    },
    next: {
      fr: 'Sur {node}, remplacez {found} par {expected} dans /etc/hosts.',
      en: 'On {node}, replace {found} by {expected} in /etc/hosts.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
