import type { ErrorDefinition } from './definition.ts';

/** HAPY-E45x and E46x: what doctor, drill, watchdog and events refuse. */
export const doctorErrors = {
  'HAPY-E450': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '« {code} » n’est pas un code de hapy-cluster',
      en: '“{code}” is no code of hapy-cluster',
    },
    cause: {
      fr: 'Un code s’écrit HAPY-E suivi de trois chiffres.',
      en: 'A code is HAPY-E and three digits.',
    },
    next: {
      fr: 'Recopiez le code tel qu’il est affiché : hapyctl doctor explain HAPY-E647',
      en: 'Copy the code as it is shown: hapyctl doctor explain HAPY-E647',
    },
  },
  'HAPY-E451': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Ce nœud n’est pas membre : l’adresse virtuelle n’y a pas sa place',
      en: 'This node is no member: the virtual address does not belong here',
    },
    cause: {
      fr: 'Son fichier d’identité ne dit pas « member ».',
      en: 'Its identity file does not say “member”.',
    },
    next: { fr: 'hapyctl nodes', en: 'hapyctl nodes' },
  },
  'HAPY-E452': {
    category: 'INTERNAL',
    exit: 1,
    text: {
      fr: 'L’adresse virtuelle {address} ne peut pas être changée : {reason}',
      en: 'The virtual address {address} cannot be changed: {reason}',
    },
    cause: {
      fr: 'L’interface n’existe plus ou porte un autre nom.',
      en: 'The interface is gone or has another name.',
    },
    next: {
      fr: 'Sur ce nœud : ip address show ; puis : hapyctl doctor',
      en: 'On this node: ip address show; then: hapyctl doctor',
    },
  },
  'HAPY-E453': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Pas d’exercice sur une grappe qui n’est pas entière : {condition, select, zone_in_sync {les serveurs de la zone ne sont pas tous synchronisés} vip_on_leader {l’adresse virtuelle n’est pas sur le leader seul} all_hosts_on {un hyperviseur n’est pas en service (on)} contents_equal {les bases n’ont pas toutes le même contenu} other {{condition}}}',
      en: 'No drill on a cluster that is not whole: {condition, select, zone_in_sync {not all servers of the zone are in sync} vip_on_leader {the virtual address is not on the leader alone} all_hosts_on {a host is not on} contents_equal {not all databases hold the same} other {{condition}}}',
    },
    cause: {
      fr: 'Un serveur, un hyperviseur ou l’adresse virtuelle n’est pas en place ; arrêter le leader ferait pire.',
      en: 'A server, a host or the virtual address is not in place; stopping the leader would make it worse.',
    },
    next: {
      fr: 'hapyctl doctor ; puis recommencez',
      en: 'hapyctl doctor; then try again',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
