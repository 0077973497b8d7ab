import type { ErrorDefinition } from './definition.ts';

/** HAPY-E64x to E68x: what the health checks find in the zone: quorum, leader, pool. */
export const healthZoneErrors = {
  'HAPY-E640': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'La zone n’a plus de quorum : {serving} serveurs sur {servers} répondent, il en faut {majority}',
      en: 'The zone has lost its quorum: {serving} of {servers} servers answer, {majority} are needed',
    },
    cause: {
      fr: 'Trop de serveurs sont arrêtés ou isolés. Les machines virtuelles continuent, mais rien ne peut être modifié.',
      en: 'Too many servers are stopped or cut off. Virtual machines go on, but nothing can be changed.',
    },
    next: {
      fr: 'Démarrez un des serveurs arrêtés : systemctl start opennebula ; puis : hapyctl doctor --wait-for healthy',
      en: 'Start one of the stopped servers: systemctl start opennebula; then: hapyctl doctor --wait-for healthy',
    },
  },
  'HAPY-E641': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'Personne ne dirige la zone, bien que {serving} serveurs sur {servers} répondent',
      en: 'Nobody leads the zone although {serving} of {servers} servers answer',
    },
    cause: {
      fr: 'Une élection est en cours (5 à 10 s), ou les serveurs ne se joignent plus sur le port 2633.',
      en: 'An election is going on (5 to 10 s), or the servers no longer reach each other on port 2633.',
    },
    next: {
      fr: 'Attendez : hapyctl doctor --wait-for leader --timeout 60. Si rien ne vient : hapyctl preflight',
      en: 'Wait: hapyctl doctor --wait-for leader --timeout 60. If nothing comes: hapyctl preflight',
    },
  },
  'HAPY-E642': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: '{node} se dit leader sans majorité : il répond aux lectures, et les écritures y restent bloquées',
      en: '{node} calls itself leader without a majority: it answers reads, and writes hang there',
    },
    cause: {
      fr: 'Les autres serveurs sont arrêtés ou ce nœud est coupé d’eux. Un leader qui perd sa majorité ne s’en aperçoit jamais.',
      en: 'The other servers are stopped, or this node is cut off from them. A leader that loses its majority never notices.',
    },
    next: {
      fr: 'Démarrez les autres serveurs, ou rétablissez le réseau de {node} ; puis : hapyctl doctor',
      en: 'Start the other servers, or restore the network of {node}; then: hapyctl doctor',
    },
  },
  'HAPY-E643': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Plusieurs serveurs se disent leaders ({nodes}) : {node} n’est pas celui de la majorité',
      en: 'More than one server calls itself leader ({nodes}): {node} is not the majority’s',
    },
    cause: {
      fr: 'Le réseau est ou était coupé en deux. Ce qui est écrit sur {node} peut être perdu.',
      en: 'The network is or was cut in two. What is written on {node} may be lost.',
    },
    next: {
      fr: 'Rétablissez le réseau entre les nœuds : {node} cédera de lui-même. Puis : hapyctl doctor',
      en: 'Restore the network between the nodes: {node} steps down by itself. Then: hapyctl doctor',
    },
  },
  'HAPY-E644': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le leader {node} ne figure pas dans la zone (serveurs {ids})',
      en: 'The leader {node} does not stand in the zone (servers {ids})',
    },
    cause: {
      fr: 'Il a été retiré de la zone sans être arrêté, ou démarré avant d’y être ajouté : toute écriture échoue avec « no leader found ».',
      en: 'It was removed from the zone without being stopped, or started before it was added: every write fails with “no leader found”.',
    },
    next: {
      fr: 'Arrêtez-le tout de suite : sur {node}, systemctl stop opennebula ; un vrai leader est élu en 5 s. Puis : hapyctl doctor',
      en: 'Stop it now: on {node}, systemctl stop opennebula; a true leader is elected within 5 s. Then: hapyctl doctor',
    },
  },
  'HAPY-E645': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'oned tourne sur {node}, qui ne figure plus dans la zone (vue de {by})',
      en: 'oned runs on {node}, which no longer stands in the zone (as {by} sees it)',
    },
    cause: {
      fr: 'Il a été retiré sans être arrêté. Ne recevant plus rien, il provoque des élections sans fin.',
      en: 'It was removed without being stopped. As it no longer receives anything, it causes elections without end.',
    },
    next: {
      fr: 'Sur {node} : systemctl stop opennebula ; puis : hapyctl plan',
      en: 'On {node}: systemctl stop opennebula; then: hapyctl plan',
    },
  },
  'HAPY-E649': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{from} → {to} : le terme a monté en {minutes} minutes, les élections se suivent',
      en: '{from} → {to}: the term rose within {minutes} minutes, one election follows the other',
    },
    cause: {
      fr: 'Un serveur retiré tourne encore, le réseau perd des paquets, ou une machine est trop chargée pour tenir ses délais.',
      en: 'A removed server still runs, the network loses packets, or a machine is too busy to keep its time-outs.',
    },
    next: {
      fr: 'Regardez qui se porte candidat : grep RCM /var/log/one/oned.log sur chaque nœud',
      en: 'Look at who stands for election: grep RCM /var/log/one/oned.log on every node',
    },
  },
  'HAPY-E650': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} n’est pas au terme du leader {leader} ({term})',
      en: '{node} is not at the term of the leader {leader} ({term})',
    },
    cause: {
      fr: 'Il ne reçoit pas les messages du leader : réseau coupé dans un sens, ou mauvais SERVER_ID.',
      en: 'It does not receive the leader’s messages: a network cut in one direction, or a wrong SERVER_ID.',
    },
    next: {
      fr: 'Depuis {leader}, vérifiez le port 2633 de {node}, puis : hapyctl doctor',
      en: 'From {leader}, check port 2633 of {node}, then: hapyctl doctor',
    },
  },
  'HAPY-E651': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Les nœuds ne voient pas les mêmes serveurs dans la zone : {found}',
      en: 'The nodes do not see the same servers in the zone: {found}',
    },
    cause: {
      fr: 'Un serveur a démarré sur une base trop ancienne, ou attend encore la première écriture.',
      en: 'A server started from a database that is too old, or still waits for the first write.',
    },
    next: {
      fr: 'Faites une écriture : hapyctl apply ; si cela persiste, restaurez le nœud en retard : hapyctl node replace',
      en: 'Make a write: hapyctl apply; if it persists, restore the node that is behind: hapyctl node replace',
    },
  },
  'HAPY-E652': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’adresse de la zone est {found} et non {wanted}',
      en: 'The endpoint of the zone is {found} and not {wanted}',
    },
    cause: {
      fr: 'La zone n’a pas reçu l’adresse virtuelle, ou quelqu’un l’a changée.',
      en: 'The zone was not given the virtual address, or somebody changed it.',
    },
    next: {
      fr: 'hapyctl apply',
      en: 'hapyctl apply',
    },
  },
  'HAPY-E661': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{serving} serveurs sur {servers} sont au travail : {margin, plural, =0 {plus aucun ne peut tomber} one {un seul peut encore tomber} other {# peuvent encore tomber}}',
      en: '{serving} of {servers} servers are at work: {margin, plural, =0 {no more may fail} one {one more may fail} other {# more may fail}}',
    },
    cause: {
      fr: 'Un serveur est arrêté ou ne suit plus. La zone fonctionne, avec une marge réduite.',
      en: 'A server is stopped or no longer follows. The zone works, with less margin.',
    },
    next: {
      fr: 'Voyez lequel dans les valeurs ci-dessous, puis : hapyctl plan',
      en: 'See which one in the values below, then: hapyctl plan',
    },
  },
  'HAPY-E687': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'Des candidats s’empêchent l’un l’autre de diriger : le mandat monte depuis plus d’une minute et personne ne dirige ({serving} serveurs sur {servers} répondent)',
      en: 'Candidates keep one another from leading: the term has risen for more than a minute and nobody leads ({serving} of {servers} servers answer)',
    },
    cause: {
      fr: 'Dans oned, donner sa voix ne retarde pas sa propre candidature : un serveur à qui il manque des écritures peut se présenter sans fin avant les autres, sans pouvoir être élu.',
      en: 'In oned, giving a vote does not postpone one’s own candidacy: a server that lacks records may stand before the others for ever, and cannot be elected.',
    },
    next: {
      fr: 'Redémarrez celui dont le journal est le plus court, un autre est élu pendant ce temps. Sur {node} : systemctl restart opennebula',
      en: 'Restart the one whose log is the shortest; another is elected meanwhile. On {node}: systemctl restart opennebula',
    },
  },
  'HAPY-E688': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} est membre de la grappe mais ne figure pas dans la zone de {by}',
      en: '{node} is a member of the cluster but does not stand in the zone of {by}',
    },
    cause: {
      fr: 'Son entrée a été supprimée (onezone server-del), ou ce nœud appartient à une formation plus ancienne.',
      en: 'Its entry was deleted (onezone server-del), or this node belongs to an earlier formation.',
    },
    next: {
      fr: 'hapyctl plan montre comment le remettre',
      en: 'hapyctl plan shows how to put it back',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
