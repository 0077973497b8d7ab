import type { ErrorDefinition } from './definition.ts';

/** HAPY-E811 to E825: what a node must have before it gets storage. */
export const storagePreflightErrors = {
  'HAPY-E811': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'glusterd ne répond pas',
      en: 'glusterd does not answer',
    },
    cause: {
      fr: 'Le service est arrêté, ou il démarre encore.',
      en: 'The service is stopped, or still starts.',
    },
    next: {
      fr: 'Sur ce nœud : systemctl start glusterd ; puis : systemctl status glusterd',
      en: 'On that node: systemctl start glusterd; then: systemctl status glusterd',
    },
  },
  'HAPY-E812': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'GlusterFS n’est pas installé sur {node}',
      en: 'GlusterFS is not installed on {node}',
    },
    cause: {
      fr: 'La description de la grappe demande un stockage répliqué, et le programme gluster n’y est pas.',
      en: 'The cluster’s description wants replicated storage, and the program gluster is not there.',
    },
    next: {
      fr: 'Sur {node} : apt-eole install eole-glusterfs (ou apt install glusterfs-server glusterfs-client)',
      en: 'On {node}: apt-eole install eole-glusterfs (or apt install glusterfs-server glusterfs-client)',
    },
  },
  'HAPY-E813': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'GlusterFS n’a pas la même version partout : {found}',
      en: 'GlusterFS does not have the same version everywhere: {found}',
    },
    cause: {
      fr: 'Des versions majeures différentes ne se comprennent pas toujours, et un volume ne peut servir que ce que la plus ancienne sait faire.',
      en: 'Different major versions do not always understand each other, and a volume can serve only what the oldest knows.',
    },
    next: {
      fr: 'Mettez tous les nœuds à la même version, un par un',
      en: 'Bring all nodes to one version, one after the other',
    },
  },
  'HAPY-E814': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le dossier de la brique {path} manque sur {node}',
      en: 'The folder of the brick {path} is missing on {node}',
    },
    cause: {
      fr: 'Le système de fichiers de la brique n’est pas monté, ou son dossier n’a pas été créé.',
      en: 'The brick’s file system is not mounted, or its folder was not made.',
    },
    next: {
      fr: 'Sur {node} : montez-y un XFS ou un LVM (mkfs.xfs -i size=512), puis : mkdir -p du dossier qui le contient',
      en: 'On {node}: mount an XFS or LVM there (mkfs.xfs -i size=512), then: mkdir -p of the folder that holds it',
    },
  },
  'HAPY-E815': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La brique {path} de {node} n’est pas vide',
      en: 'The brick {path} of {node} is not empty',
    },
    cause: {
      fr: 'Ce que contient une brique avant la création du volume n’est copié nulle part.',
      en: 'What a brick contains before the volume is made is copied nowhere.',
    },
    next: {
      fr: 'Sur {node}, déplacez ces fichiers ailleurs ; ils pourront être copiés ensuite dans le volume monté',
      en: 'On {node}, move those files elsewhere; they can be copied into the mounted volume afterwards',
    },
  },
  'HAPY-E816': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La brique {path} de {node} appartient à un autre volume ({volume})',
      en: 'The brick {path} of {node} belongs to another volume ({volume})',
    },
    cause: {
      fr: 'GlusterFS y a laissé ses traces (.glusterfs) : un volume d’avant, ou un autre qui sert encore.',
      en: 'GlusterFS has left its traces there (.glusterfs): a volume of before, or another one that still serves.',
    },
    next: {
      fr: 'Choisissez un autre dossier, ou recréez le système de fichiers s’il ne sert plus',
      en: 'Choose another folder, or make the file system anew if it is of no more use',
    },
  },
  'HAPY-E817': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La brique {path} de {node} est sur le disque système',
      en: 'The brick {path} of {node} lies on the root disk',
    },
    cause: {
      fr: 'Quand elle sera pleine, le serveur entier le sera aussi : oned et sa base s’arrêteront.',
      en: 'When it is full, so is the whole server: oned and its database will stop.',
    },
    next: {
      fr: 'Donnez-lui un système de fichiers à elle (XFS ou LVM)',
      en: 'Give it a file system of its own (XFS or LVM)',
    },
  },
  'HAPY-E818': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La brique {path} de {node} est sur {filesystem}, pas sur XFS',
      en: 'The brick {path} of {node} lies on {filesystem}, not on XFS',
    },
    cause: {
      fr: 'XFS est ce que GlusterFS recommande et essaie ; les attributs étendus d’autres systèmes sont plus à l’étroit.',
      en: 'XFS is what GlusterFS recommends and tests; the extended attributes of others have less room.',
    },
    next: {
      fr: 'Cela fonctionne ; pour faire mieux : mkfs.xfs -i size=512',
      en: 'It works; to do better: mkfs.xfs -i size=512',
    },
  },
  'HAPY-E819': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Les inodes de la brique {path} de {node} font {bytes} octets, 512 au moins sont nécessaires',
      en: 'The inodes of the brick {path} of {node} have {bytes} bytes, at least 512 are needed',
    },
    cause: {
      fr: 'Les attributs étendus de GlusterFS n’y tiennent pas : chaque fichier coûterait un bloc et une lecture de plus.',
      en: 'GlusterFS’s extended attributes do not fit: each file would cost one more block and one more read.',
    },
    next: {
      fr: 'Recréez-le : mkfs.xfs -f -i size=512',
      en: 'Make it anew: mkfs.xfs -f -i size=512',
    },
  },
  'HAPY-E820': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La place manque pour la brique {path} de {node} : {found} Mio libres, {expected} nécessaires',
      en: 'There is no room for the brick {path} of {node}: {found} MiB free, {expected} needed',
    },
    cause: {
      fr: 'La plus petite brique d’un groupe décide de ce que le volume peut contenir.',
      en: 'The smallest brick of a group decides what the volume can hold.',
    },
    next: {
      fr: 'Libérez de la place ou agrandissez le système de fichiers',
      en: 'Free some room or enlarge the file system',
    },
  },
  'HAPY-E821': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le client FUSE de GlusterFS manque sur {node}',
      en: 'GlusterFS’s FUSE client is missing on {node}',
    },
    cause: {
      fr: 'Ni mount.glusterfs ni /dev/fuse ne doivent manquer pour monter le volume.',
      en: 'Neither mount.glusterfs nor /dev/fuse may be missing to mount the volume.',
    },
    next: {
      fr: 'Sur {node} : apt install glusterfs-client ; modprobe fuse',
      en: 'On {node}: apt install glusterfs-client; modprobe fuse',
    },
  },
  'HAPY-E822': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Un volume {volume} existe déjà et n’est pas le nôtre : {bricks}',
      en: 'A volume {volume} exists already and is not ours: {bricks}',
    },
    cause: {
      fr: 'Ses briques ne sont pas celles de la description de la grappe : il a été fait à la main, ou pour une autre grappe.',
      en: 'Its bricks are not those of the cluster’s description: it was made by hand, or for another cluster.',
    },
    next: {
      fr: 'Donnez un autre nom sous volume:, ou décrivez ses briques telles qu’elles sont',
      en: 'Give another name under volume:, or describe its bricks as they are',
    },
  },
  'HAPY-E823': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le glusterd de {node} fait partie d’un autre groupe : {peers}',
      en: 'The glusterd of {node} is part of another pool: {peers}',
    },
    cause: {
      fr: 'Il connaît des machines qui ne sont pas de cette grappe ; les joindre mêlerait deux stockages.',
      en: 'It knows machines that are none of this cluster; joining them would mix two storages.',
    },
    next: {
      fr: 'Sur {node} : gluster pool list ; s’il ne sert plus : gluster peer detach NOM',
      en: 'On {node}: gluster pool list; if it is of no more use: gluster peer detach NAME',
    },
  },
  'HAPY-E824': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le point de montage {path} de {node} n’est pas vide',
      en: 'The mount point {path} of {node} is not empty',
    },
    cause: {
      fr: 'Des fichiers y sont déjà : le volume monté les cacherait, et leurs machines virtuelles ne démarreraient plus.',
      en: 'Files are there already: the mounted volume would hide them, and their virtual machines would start no more.',
    },
    next: {
      fr: 'Sur {node}, déplacez-les ailleurs ; ils pourront être copiés ensuite dans le volume monté',
      en: 'On {node}, move them elsewhere; they can be copied into the mounted volume afterwards',
    },
  },
  'HAPY-E825': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Autre chose est déjà monté sur {path} de {node} : {source}',
      en: 'Something else is mounted on {path} of {node} already: {source}',
    },
    cause: {
      fr: 'Un partage NFS ou un autre volume sert déjà les datastores.',
      en: 'An NFS share or another volume serves the datastores already.',
    },
    next: {
      fr: 'Démontez-le s’il ne sert plus, ou changez mount:',
      en: 'Unmount it if it is of no more use, or change mount:',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
