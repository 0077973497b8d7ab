import type { ErrorDefinition } from './definition.ts';

/** HAPY-E800 to E810, E858 and E859: what a description of the storage cannot be. */
export const storageInputErrors = {
  'HAPY-E800': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : replica 2 est refusé pour le stockage répliqué',
      en: '{where}: replica 2 is refused for the replicated storage',
    },
    cause: {
      fr: 'Avec deux copies, personne ne sait laquelle est la bonne après une coupure : soit l’écriture s’arrête dès qu’un serveur manque, soit les copies divergent (split-brain). Trois copies décident à la majorité.',
      en: 'With two copies nobody knows which one is right after a cut: either writing stops as soon as one server is missing, or the copies drift apart (split-brain). Three copies decide by majority.',
    },
    next: {
      fr: 'Écrivez replica: 3 (la valeur par défaut) et trois briques',
      en: 'Write replica: 3 (the default) and three bricks',
    },
  },
  'HAPY-E801': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : replica {value} n’est pas possible : seul 3 l’est',
      en: '{where}: replica {value} is not possible: only 3 is',
    },
    cause: {
      fr: 'Une seule copie ne protège de rien, deux ne savent pas trancher, et davantage ralentit chaque écriture sans protéger mieux d’une panne.',
      en: 'A single copy protects from nothing, two cannot decide, and more slow every write down without protecting better from one failure.',
    },
    next: {
      fr: 'Écrivez replica: 3, ou retirez la ligne',
      en: 'Write replica: 3, or leave the line out',
    },
  },
  'HAPY-E802': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : {count} briques ne font pas un nombre entier de groupes de {replica}',
      en: '{where}: {count} bricks make no whole number of groups of {replica}',
    },
    cause: {
      fr: 'Chaque fichier est copié sur un groupe de {replica} briques ; une brique en trop n’aurait pas de groupe.',
      en: 'Each file is copied onto a group of {replica} bricks; one brick too many would have no group.',
    },
    next: {
      fr: 'Nommez sous brick: les nœuds qui en portent une, par groupes de {replica} ; les autres monteront le volume sans brique',
      en: 'Name the nodes that carry one under brick:, in groups of {replica}; the others mount the volume without a brick',
    },
  },
  'HAPY-E803': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : {node} porterait deux briques',
      en: '{where}: {node} would carry two bricks',
    },
    cause: {
      fr: 'Deux copies sur une machine sont perdues avec elle : la majorité des copies tomberait d’un coup.',
      en: 'Two copies on one machine are lost with it: the majority of the copies would fall at once.',
    },
    next: {
      fr: 'Une brique par nœud sous brick:',
      en: 'One brick for each node under brick:',
    },
  },
  'HAPY-E804': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : La brique de {node} n’est celle d’aucun nœud de la grappe',
      en: '{where}: The brick of {node} is none of a node of the cluster',
    },
    cause: {
      fr: 'Le nom ne figure pas dans la liste des nœuds.',
      en: 'The name does not stand in the list of nodes.',
    },
    next: {
      fr: 'Corrigez le nom sous brick:, ou ajoutez le nœud',
      en: 'Correct the name under brick:, or add the node',
    },
  },
  'HAPY-E805': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : {path} n’est pas un chemin possible ici',
      en: '{where}: {path} is no path that is possible here',
    },
    cause: {
      fr: 'Il doit être absolu, sans espace, sans « .. » et fait de lettres, chiffres, points, tirets et soulignés.',
      en: 'It must be absolute, without blanks, without “..”, and made of letters, digits, dots, dashes and underscores.',
    },
    next: {
      fr: 'Par exemple : brick: /srv/gluster/one/brick',
      en: 'For example: brick: /srv/gluster/one/brick',
    },
  },
  'HAPY-E806': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : La brique {path} et le montage {mount} sont l’un dans l’autre',
      en: '{where}: The brick {path} and the mount point {mount} lie within each other',
    },
    cause: {
      fr: 'Le volume monté cacherait la brique dont il est fait.',
      en: 'The mounted volume would hide the brick that it is made of.',
    },
    next: {
      fr: 'Placez la brique ailleurs, par exemple sous /srv/gluster',
      en: 'Put the brick elsewhere, for example below /srv/gluster',
    },
  },
  'HAPY-E807': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : L’option {option} = {value} n’est pas de celles que l’on règle ici',
      en: '{where}: The option {option} = {value} is none of those that are set here',
    },
    cause: {
      fr: 'Seules les familles cluster., performance., network., client., features.shard, storage.owner et server.event sont ouvertes : les autres nomment des chemins ou ouvrent le volume à d’autres machines.',
      en: 'Only the families cluster., performance., network., client., features.shard, storage.owner and server.event are open: the others name paths or open the volume to other machines.',
    },
    next: {
      fr: 'Retirez l’option, ou réglez-la à la main : gluster volume set',
      en: 'Leave the option out, or set it by hand: gluster volume set',
    },
  },
  'HAPY-E808': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : L’option {option} = {value} retirerait la protection contre deux vérités',
      en: '{where}: The option {option} = {value} would take away the protection against two truths',
    },
    cause: {
      fr: 'Sans quorum, chaque moitié d’une coupure continue d’écrire, et les fichiers divergent (split-brain).',
      en: 'Without a quorum each half of a cut goes on writing, and the files drift apart (split-brain).',
    },
    next: {
      fr: 'Retirez l’option : auto et server sont réglés d’office',
      en: 'Leave the option out: auto and server are set anyway',
    },
  },
  'HAPY-E809': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : Des datastores sont demandés, mais {mount} n’est pas {location}',
      en: '{where}: Datastores are wanted, but {mount} is not {location}',
    },
    cause: {
      fr: 'OpenNebula cherche chaque datastore sous {location} ; ailleurs le volume ne lui servirait pas.',
      en: 'OpenNebula looks for every datastore below {location}; elsewhere the volume would not serve it.',
    },
    next: {
      fr: 'Montez le volume sur {location}, ou écrivez datastores: []',
      en: 'Mount the volume on {location}, or write datastores: []',
    },
  },
  'HAPY-E810': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : Deux datastores s’appellent {name}',
      en: '{where}: Two datastores are called {name}',
    },
    cause: {
      fr: 'OpenNebula n’accepte chaque nom qu’une fois.',
      en: 'OpenNebula takes each name once only.',
    },
    next: {
      fr: 'Donnez-leur des noms différents',
      en: 'Give them different names',
    },
  },
  'HAPY-E858': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : per-datastore sans datastore : il n’y aurait rien à monter',
      en: '{where}: per-datastore without a datastore: there would be nothing to mount',
    },
    cause: {
      fr: 'Avec mount: per-datastore, chaque datastore de la liste est monté pour lui-même ; la liste est vide.',
      en: 'With mount: per-datastore each datastore of the list is mounted for itself; the list is empty.',
    },
    next: {
      fr: 'Retirez datastores: [] (deux sont déclarés d’office), ou donnez un chemin à mount:',
      en: 'Leave datastores: [] out (two are declared by default), or give mount: a path',
    },
  },
  'HAPY-E859': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{where} : {option} ne peut pas être activé avec mount: per-datastore',
      en: '{where}: {option} cannot be on with mount: per-datastore',
    },
    cause: {
      fr: 'GlusterFS range les morceaux des fichiers à la racine du montage, sous une identité unique dans le volume : ceux de deux datastores se mêleraient, et des images seraient perdues.',
      en: 'GlusterFS keeps the pieces of files at the root of the mount, under one identity in the whole volume: those of two datastores would mix, and images would be lost.',
    },
    next: {
      fr: 'Retirez l’option (elle est à off), ou montez le volume entier',
      en: 'Leave the option out (it is off), or mount the whole volume',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
