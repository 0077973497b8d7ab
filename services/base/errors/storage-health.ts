import type { ErrorDefinition } from './definition.ts';

/** HAPY-E840 to E857: what is wrong with the storage that stands, and what would be. */
export const storageHealthErrors = {
  'HAPY-E840': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le glusterd de {node} est coupé des autres',
      en: 'The glusterd of {node} is cut off from the others',
    },
    cause: {
      fr: 'Le serveur est arrêté, le réseau est coupé, ou un pare-feu bloque le port 24007.',
      en: 'The server is down, the network is cut, or a firewall blocks port 24007.',
    },
    next: {
      fr: 'Sur {node} : systemctl status glusterd',
      en: 'On {node}: systemctl status glusterd',
    },
  },
  'HAPY-E841': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le glusterd de {node} est refusé par les autres (Peer Rejected)',
      en: 'The glusterd of {node} is refused by the others (Peer Rejected)',
    },
    cause: {
      fr: 'Sa copie de la description des volumes diffère de la leur, par exemple après une sauvegarde remise ou une coupure pendant un changement.',
      en: 'Its copy of the volumes’ description differs from theirs, for example after a backup was put back or a cut during a change.',
    },
    next: {
      fr: 'hapyctl plan, puis hapyctl apply : sa description est reprise des autres, ses fichiers restent',
      en: 'hapyctl plan, then hapyctl apply: its description is taken from the others anew, its files stay',
    },
  },
  'HAPY-E842': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La brique {brick} n’est pas servie',
      en: 'The brick {brick} is not served',
    },
    cause: {
      fr: 'Son serveur est arrêté, son système de fichiers n’est pas monté, ou son processus (glusterfsd) est mort.',
      en: 'Its server is down, its file system is not mounted, or its process (glusterfsd) has died.',
    },
    next: {
      fr: 'Si le serveur tourne : gluster volume start {volume} force',
      en: 'If the server runs: gluster volume start {volume} force',
    },
  },
  'HAPY-E843': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le volume {volume} n’a plus de majorité de briques : il n’accepte plus d’écriture',
      en: 'The volume {volume} has no majority of bricks left: it takes no writes',
    },
    cause: {
      fr: 'Moins de deux copies sur trois sont servies. Les machines virtuelles qui écrivent restent en attente ou passent en lecture seule.',
      en: 'Fewer than two copies of three are served. Virtual machines that write are kept waiting or turn read-only.',
    },
    next: {
      fr: 'Ramenez d’abord un des serveurs arrêtés : hapyctl doctor',
      en: 'Bring one of the stopped servers back first: hapyctl doctor',
    },
  },
  'HAPY-E844': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{count} entrées du volume {volume} restent à recopier ({trend, select, shrinking {leur nombre baisse} growing {leur nombre augmente} steady {leur nombre ne baisse pas} other {depuis peu}})',
      en: '{count} entries of the volume {volume} remain to be copied ({trend, select, shrinking {they become fewer} growing {they become more} steady {they do not become fewer} other {since a short time}})',
    },
    cause: {
      fr: 'Une brique a manqué des écritures. Tant que ce n’est pas fini, aucune autre ne doit être arrêtée ni échangée.',
      en: 'A brick has missed writes. Until this has ended no other one may be stopped or exchanged.',
    },
    next: {
      fr: 'Attendez ; pour suivre : gluster volume heal {volume} info summary',
      en: 'Wait; to follow it: gluster volume heal {volume} info summary',
    },
  },
  'HAPY-E845': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{count} fichiers du volume {volume} ont deux vérités (split-brain) : {files}',
      en: '{count} files of the volume {volume} have two truths (split-brain): {files}',
    },
    cause: {
      fr: 'Des copies ont été changées chacune de leur côté ; GlusterFS ne choisit pas, et ces fichiers ne s’ouvrent plus.',
      en: 'Copies were changed each on its own; GlusterFS does not choose, and these files cannot be opened.',
    },
    next: {
      fr: 'Pour chacun, gardez la copie la plus récente : gluster volume heal {volume} split-brain latest-mtime FICHIER ; à la même seconde (« No difference in mtime ») ou si gluster le demande (« metadata split-brain »), celle d’un serveur : … split-brain source-brick SERVEUR:BRIQUE FICHIER',
      en: 'For each, keep the newest copy: gluster volume heal {volume} split-brain latest-mtime FILE; of the same second (“No difference in mtime”) or where gluster asks for it (“metadata split-brain”), that of one server: … split-brain source-brick SERVER:BRICK FILE',
    },
  },
  'HAPY-E846': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La brique de {node} n’a plus que {percent} % de libre',
      en: 'The brick of {node} has only {percent} % left',
    },
    cause: {
      fr: 'La plus pleine des briques arrête les écritures du volume entier.',
      en: 'The fullest of the bricks stops the writes of the whole volume.',
    },
    next: {
      fr: 'Supprimez des images, ou agrandissez les systèmes de fichiers de toutes les briques',
      en: 'Delete images, or enlarge the file systems of all bricks',
    },
  },
  'HAPY-E847': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le volume {volume} n’est pas monté sur {node}',
      en: 'The volume {volume} is not mounted on {node}',
    },
    cause: {
      fr: 'Le montage a échoué au démarrage, ou quelqu’un l’a retiré. Ce qui s’écrit dans {path} va sur le disque système.',
      en: 'The mount failed at the start, or somebody took it away. What is written into {path} goes to the root disk.',
    },
    next: {
      fr: 'hapyctl plan, puis hapyctl apply',
      en: 'hapyctl plan, then hapyctl apply',
    },
  },
  'HAPY-E848': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Des options du volume {volume} ne sont plus celles de la description : {options}',
      en: 'Options of the volume {volume} are no longer those of the description: {options}',
    },
    cause: {
      fr: 'Quelqu’un les a changées avec gluster volume set.',
      en: 'Somebody has changed them with gluster volume set.',
    },
    next: {
      fr: 'hapyctl plan montre ce qui serait remis ; pour garder le changement, mettez-le dans la description',
      en: 'hapyctl plan shows what would be put back; to keep the change, put it into the description',
    },
  },
  'HAPY-E849': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le volume {volume} manque ou est arrêté',
      en: 'The volume {volume} is missing or stopped',
    },
    cause: {
      fr: 'Il n’a pas encore été formé, ou quelqu’un l’a arrêté (gluster volume stop).',
      en: 'It was not formed yet, or somebody has stopped it (gluster volume stop).',
    },
    next: {
      fr: 'hapyctl plan, puis hapyctl apply',
      en: 'hapyctl plan, then hapyctl apply',
    },
  },
  'HAPY-E850': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le stockage de {node} n’est pas observable ({reason})',
      en: 'The storage of {node} cannot be seen ({reason})',
    },
    cause: {
      fr: 'glusterd y est arrêté, ou n’y est pas installé.',
      en: 'glusterd is stopped there, or not installed.',
    },
    next: {
      fr: 'Sur {node} : systemctl start glusterd',
      en: 'On {node}: systemctl start glusterd',
    },
  },
  'HAPY-E851': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le datastore {name} n’est pas comme le veut la description ({found})',
      en: 'The datastore {name} is not as the description wants it ({found})',
    },
    cause: {
      fr: 'Il a été supprimé, ou créé autrement : un datastore partagé a TM_MAD=shared.',
      en: 'It was deleted, or made otherwise: a shared datastore has TM_MAD=shared.',
    },
    next: {
      fr: 'Regardez : onedatastore list ; absent, hapyctl apply le recrée ; autre, renommez-le : onedatastore rename',
      en: 'Look: onedatastore list; where it is absent, hapyctl apply makes it again; where it is another, rename it: onedatastore rename',
    },
  },
  'HAPY-E852': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Les nœuds ne voient pas le même volume {volume} : {found}',
      en: 'The nodes do not see the same volume {volume}: {found}',
    },
    cause: {
      fr: 'La description du volume diffère d’un glusterd à l’autre.',
      en: 'The description of the volume differs from one glusterd to another.',
    },
    next: {
      fr: 'Sur le nœud qui diffère : systemctl restart glusterd',
      en: 'On the node that differs: systemctl restart glusterd',
    },
  },
  'HAPY-E853': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Une machine étrangère est dans le groupe GlusterFS : {peers}',
      en: 'A foreign machine is in the GlusterFS pool: {peers}',
    },
    cause: {
      fr: 'Elle n’est pas un nœud de la grappe : un ancien serveur, ou un pair ajouté à la main.',
      en: 'It is no node of the cluster: a former server, or a peer added by hand.',
    },
    next: {
      fr: 'Si elle ne sert plus : gluster peer detach NOM',
      en: 'If it is of no more use: gluster peer detach NAME',
    },
  },
  'HAPY-E854': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'La brique de {node} n’a pas d’autre nœud où aller',
      en: 'The brick of {node} has no other node to go to',
    },
    cause: {
      fr: 'Le volume garde trois copies : sans {node}, il n’y en aurait plus que deux.',
      en: 'The volume keeps three copies: without {node} there would be only two.',
    },
    next: {
      fr: 'Remplacez-le : hapyctl node replace {node}, ou ajoutez d’abord un nœud sans brique',
      en: 'Replace it: hapyctl node replace {node}, or add a node without a brick first',
    },
  },
  'HAPY-E855': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Le volume {volume} existe : son nom, ses briques et son montage ne changent plus ainsi',
      en: 'The volume {volume} stands: its name, bricks and mount point are not changed this way',
    },
    cause: {
      fr: 'Des fichiers y sont. Les briques changent avec les nœuds qui les portent, pas par la description.',
      en: 'Files lie there. Bricks change with the nodes that carry them, not by the description.',
    },
    next: {
      fr: 'Gardez volume, brick, replica et mount ; changez options ou datastores',
      en: 'Keep volume, brick, replica and mount; change options or datastores',
    },
  },
  'HAPY-E856': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Pas d’exercice sur un stockage qui n’est pas entier : {condition, select, heal_finished {une brique manque, ou quelque chose reste à recopier} volume_started {le volume n’est pas démarré} volume_as_wanted {le volume n’a pas les briques voulues} volume_mounted {le volume n’est pas monté sur {node}} peer_joined {{node} ne fait pas partie du groupe GlusterFS} other {{condition}}}',
      en: 'No drill on a storage that is not whole: {condition, select, heal_finished {a brick is missing, or something remains to be copied} volume_started {the volume is not started} volume_as_wanted {the volume has not the bricks that are wanted} volume_mounted {the volume is not mounted on {node}} peer_joined {{node} is not part of the GlusterFS pool} other {{condition}}}',
    },
    cause: {
      fr: 'L’exercice prend une copie sur trois : les deux autres doivent être entières, et chacun doit les voir.',
      en: 'The drill takes one copy of three: the other two must be whole, and everybody must see them.',
    },
    next: {
      fr: 'hapyctl doctor ; puis recommencez',
      en: 'hapyctl doctor; then try again',
    },
  },
  'HAPY-E857': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Cette grappe n’a pas de stockage répliqué à éprouver',
      en: 'This cluster has no replicated storage to be proved',
    },
    cause: {
      fr: 'Sa description ne contient pas storage:.',
      en: 'Its description has no storage: in it.',
    },
    next: {
      fr: 'hapyctl storage set storage.yaml en donne un ; sans --storage, hapyctl drill éprouve la zone',
      en: 'hapyctl storage set storage.yaml gives it one; without --storage, hapyctl drill proves the zone',
    },
  },
  'HAPY-E860': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le glusterd de {node} n’est entré qu’à moitié dans le groupe : {peer} en dit « {state} »',
      en: 'The glusterd of {node} has come into the pool only half-way: {peer} says of it “{state}”',
    },
    cause: {
      fr: 'Une poignée de main entre démons a été interrompue, et GlusterFS ne la reprend pas de cet état-là.',
      en: 'A handshake between daemons was cut off, and GlusterFS does not go on from this state.',
    },
    next: {
      fr: 'hapyctl plan, puis hapyctl apply ; si cela reste : sur {peer}, systemctl stop glusterd, écrire state=3 dans /var/lib/glusterd/peers/{uuid}, systemctl start glusterd',
      en: 'hapyctl plan, then hapyctl apply; if it stays: on {peer}, systemctl stop glusterd, write state=3 into /var/lib/glusterd/peers/{uuid}, systemctl start glusterd',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
