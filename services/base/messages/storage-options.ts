import type { Text } from '../errors/definition.ts';

/** What each option of the volume is for, as a plan tells it before it is set; some have a text for one value besides. */
export const storageOptionMessages: Readonly<Record<string, Text>> = {
  'auth.allow': {
    fr: 'seuls les nœuds de la grappe montent le volume',
    en: 'nobody but the nodes of the cluster mounts the volume',
  },
  'storage.owner-uid': {
    fr: 'le volume appartient à oneadmin (son numéro)',
    en: 'the volume belongs to oneadmin (its number)',
  },
  'storage.owner-gid': { fr: 'et à son groupe', en: 'and to its group' },
  'cluster.quorum-type': {
    fr: 'n’écrire que si la majorité des copies est là : pas deux vérités',
    en: 'write only while most of the copies are there: no two truths',
  },
  'cluster.server-quorum-type': {
    fr: 'arrêter les briques d’un serveur isolé',
    en: 'stop the bricks of a server that is cut off',
  },
  'network.ping-timeout': {
    fr: 'secondes d’attente d’un serveur muet, au lieu de 42',
    en: 'seconds to wait for a silent server, instead of 42',
  },
  'cluster.self-heal-daemon': {
    fr: 'recopier ce qui manque sans qu’on le demande',
    en: 'copy what is missing without being asked',
  },
  'cluster.data-self-heal-algorithm': {
    fr: 'recopier les morceaux entiers, plus vite que de les comparer',
    en: 'copy whole pieces, faster than comparing them',
  },
  'cluster.locking-scheme': {
    fr: 'verrouiller par morceaux : la réparation ne bloque pas les machines',
    en: 'lock by pieces: healing does not block the machines',
  },
  'cluster.shd-max-threads': { fr: 'réparations en parallèle', en: 'pieces that are healed side by side' },
  'cluster.shd-wait-qlength': { fr: 'réparations en attente', en: 'pieces that wait to be healed' },
  'cluster.eager-lock': {
    fr: 'garder le verrou entre deux écritures qui se suivent',
    en: 'keep the lock between writes that follow each other',
  },
  'cluster.choose-local': { fr: 'lire aussi ailleurs que sur ce serveur', en: 'read from other servers too' },
  'features.shard': {
    fr: 'ranger les images par morceaux de 64 Mio : on ne recopie que ce qui a changé',
    en: 'keep images in pieces of 64 MiB: only what has changed is copied',
  },
  'features.shard=off': {
    fr: 'garder les images entières : leurs morceaux se mêleraient entre deux datastores montés à part',
    en: 'keep images whole: the pieces of two datastores that are mounted apart would mix',
  },
  'cluster.data-self-heal-algorithm=diff': {
    fr: 'd’une image entière, ne recopier que ce qui diffère',
    en: 'of a whole image copy only what differs',
  },
  'performance.quick-read': {
    fr: 'pas de cache des petits fichiers : les images changent',
    en: 'no cache of small files: images change',
  },
  'performance.read-ahead': {
    fr: 'pas de lecture anticipée : l’hyperviseur la fait',
    en: 'no reading ahead: the hypervisor does that',
  },
  'performance.io-cache': {
    fr: 'pas de second cache : l’hyperviseur a le sien',
    en: 'no second cache: the hypervisor has its own',
  },
  'performance.low-prio-threads': {
    fr: 'fils pour le travail de fond',
    en: 'threads for the work in the background',
  },
  'performance.strict-o-direct': {
    fr: 'respecter O_DIRECT : ce qui est écrit est écrit',
    en: 'obey O_DIRECT: what is written is written',
  },
  'performance.client-io-threads': { fr: 'plusieurs fils par montage', en: 'several threads for each mount' },
  'network.remote-dio': {
    fr: 'ne pas retirer O_DIRECT en route',
    en: 'do not take O_DIRECT away on the way',
  },
  'client.event-threads': { fr: 'fils de réseau des montages', en: 'network threads of the mounts' },
  'server.event-threads': { fr: 'fils de réseau des briques', en: 'network threads of the bricks' },
  'user.cifs': { fr: 'pas de partage Windows', en: 'no Windows share' },
};
