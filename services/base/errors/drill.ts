import type { ErrorDefinition } from './definition.ts';

/** HAPY-E691 to E693: what the proof through the virtual address fails with. */
export const drillErrors = {
  'HAPY-E691': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '{endpoint} n’est pas l’adresse virtuelle de ce nœud ({expected})',
      en: '{endpoint} is not this node’s virtual address ({expected})',
    },
    cause: {
      fr: 'La session d’oneadmin n’est envoyée qu’à l’adresse que nomme RAFT_LEADER_HOOK dans oned.conf.',
      en: 'oneadmin’s session is sent to no address but the one that RAFT_LEADER_HOOK names in oned.conf.',
    },
    next: {
      fr: 'hapyctl doctor dit si oned.conf a changé ; hapyctl reconfigure remet nos clés en place',
      en: 'hapyctl doctor says whether oned.conf was changed; hapyctl reconfigure puts our keys back',
    },
  },
  'HAPY-E692': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le nouveau leader refuse la connexion d’oneadmin par {endpoint}',
      en: 'The new leader refuses oneadmin’s login through {endpoint}',
    },
    cause: {
      fr: 'one_auth n’est pas le même partout, ou la base du nouveau leader n’est pas une copie de l’ancienne : après un basculement, plus personne ne peut se connecter.',
      en: 'one_auth is not the same everywhere, or the new leader’s database is no copy of the old one: after a fail-over nobody can log in any more.',
    },
    next: {
      fr: 'hapyctl doctor, puis comparez one_auth sur les nœuds ; hapyctl drill ensuite',
      en: 'hapyctl doctor, then compare one_auth on the nodes; hapyctl drill afterwards',
    },
  },
  'HAPY-E693': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: 'Personne ne répond à {endpoint} ({reason}), bien que le leader porte cette adresse',
      en: 'Nobody answers at {endpoint} ({reason}), although the leader holds that address',
    },
    cause: {
      fr: 'Le réseau envoie encore l’adresse virtuelle ailleurs (une entrée ARP qui n’a pas suivi), ou un pare-feu ferme le port.',
      en: 'The network still sends the virtual address elsewhere (an ARP entry that did not follow), or a firewall closes the port.',
    },
    next: {
      fr: 'Depuis un nœud suiveur : ip neigh show, puis hapyctl firewall show ; hapyctl run resume ensuite',
      en: 'From a follower: ip neigh show, then hapyctl firewall show; hapyctl run resume afterwards',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
