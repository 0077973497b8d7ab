import type { ErrorDefinition } from './definition.ts';

/** HAPY-E6xx: what the planner and the health checks find in an observation. */
export const findingErrors = {
  'HAPY-E600': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'Pas de nouvelles de l’agent de {node} ({reason})',
      en: 'No news from the agent of {node} ({reason})',
    },
    cause: {
      fr: 'Le code dit comment : HAPY-E500, l’agent est arrêté ; HAPY-E501 à HAPY-E504, la machine est éteinte, le réseau coupé ou le port 2641 bloqué ; HAPY-E505 à HAPY-E508, son certificat a expiré ou n’est pas celui attendu. oned marche peut-être, mais personne ne le sait.',
      en: 'The code says how: HAPY-E500, the agent is stopped; HAPY-E501 to HAPY-E504, the machine is off, the network is cut or port 2641 is blocked; HAPY-E505 to HAPY-E508, its certificate has expired or is not the expected one. oned may be well, but nobody knows.',
    },
    next: {
      fr: 'hapyctl doctor explain {reason}. Sur {node} : systemctl status hapy-agent ; puis ici : hapyctl nodes',
      en: 'hapyctl doctor explain {reason}. On {node}: systemctl status hapy-agent; then here: hapyctl nodes',
    },
  },
  'HAPY-E601': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La zone contient le serveur {server} ({endpoint}), qui n’est pas dans la liste des nœuds',
      en: 'The zone contains server {server} ({endpoint}), which is not in the list of nodes',
    },
    cause: {
      fr: 'Un serveur d’une ancienne grappe, ou ajouté à la main, est resté dans la zone : il compte dans le quorum.',
      en: 'A server of an earlier cluster, or one added by hand, is still in the zone: it counts in the quorum.',
    },
    next: {
      fr: 'Vérifiez qu’il est arrêté, puis sur le leader : onezone server-del 0 ID',
      en: 'Make sure that it is stopped, then on the leader: onezone server-del 0 ID',
    },
  },
  'HAPY-E602': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le nœud {node} figure plusieurs fois dans la zone (serveurs {ids})',
      en: 'Node {node} stands in the zone more than once (servers {ids})',
    },
    cause: {
      fr: 'L’ajout d’un serveur a été fait deux fois : OpenNebula l’accepte, et chaque entrée compte dans le quorum.',
      en: 'A server was added twice: OpenNebula accepts that, and each entry counts in the quorum.',
    },
    next: {
      fr: 'Sur le leader, supprimez l’entrée au plus grand numéro : onezone server-del 0 ID',
      en: 'On the leader, delete the entry with the highest id: onezone server-del 0 ID',
    },
  },
  'HAPY-E603': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La base de {node} n’est pas vide et serait remplacée : {contents}',
      en: 'The database of {node} is not empty and would be replaced: {contents}',
    },
    cause: {
      fr: 'Un nœud qui rejoint la grappe reçoit la base du nœud d’index 0 ; la sienne serait perdue.',
      en: 'A node that joins the cluster receives the database of index 0; its own would be lost.',
    },
    next: {
      fr: 'Faites de {node} le nœud d’index 0. Si tout cela peut être perdu : hapyctl plan --discard-database {node}={digest} (l’ancienne base est gardée sur {node})',
      en: 'Make {node} the node of index 0. If all of it may be lost: hapyctl plan --discard-database {node}={digest} (the old database is kept on {node})',
    },
  },
  'HAPY-E604': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le fichier d’identité de {node} est illisible : oned n’y démarrera pas',
      en: 'The identity file of {node} cannot be read: oned will not start there',
    },
    cause: {
      fr: 'Disque plein ou abîmé, ou fichier modifié à la main.',
      en: 'A full or damaged disk, or a file edited by hand.',
    },
    next: {
      fr: 'Sur {node} : ls -l /var/lib/hapy/helper/identity.json ; journalctl -u hapy-helper',
      en: 'On {node}: ls -l /var/lib/hapy/helper/identity.json; journalctl -u hapy-helper',
    },
  },
  'HAPY-E605': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'oned tourne sur {node} avec le SERVER_ID {found} alors que la zone lui donne {expected}',
      en: 'oned runs on {node} with SERVER_ID {found} although the zone gives it {expected}',
    },
    cause: {
      fr: 'oned.conf a été réécrit, ou oned a été lancé avant l’ajout du serveur. Un tel serveur peut s’élire seul et valider des écritures.',
      en: 'oned.conf was rewritten, or oned was started before its server was added. Such a server can elect itself and commit writes alone.',
    },
    next: {
      fr: 'Arrêtez-le tout de suite : sur {node}, systemctl stop opennebula ; puis : hapyctl plan',
      en: 'Stop it now: on {node}, systemctl stop opennebula; then: hapyctl plan',
    },
  },
  'HAPY-E606': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Les nœuds n’ont pas le même moteur de base de données : {found}',
      en: 'The nodes do not have the same database engine: {found}',
    },
    cause: {
      fr: 'La base d’un nœud ne se restaure que sur le même moteur.',
      en: 'A database can be restored on the same engine only.',
    },
    next: {
      fr: 'Choisissez le même moteur partout (gen_config, onglet Virtualisation), puis instance sur les nœuds changés.',
      en: 'Choose the same engine everywhere (gen_config, tab Virtualisation), then instance on the changed nodes.',
    },
  },
  'HAPY-E607': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{count} nœuds : il en faut au moins 3',
      en: '{count} nodes: at least 3 are needed',
    },
    cause: {
      fr: 'Avec deux nœuds, la perte d’un seul arrête la grappe.',
      en: 'With two nodes, losing one stops the cluster.',
    },
    next: {
      fr: 'Ajoutez un nœud à la liste, puis refaites hapyctl init.',
      en: 'Add a node to the list, then run hapyctl init again.',
    },
  },
  'HAPY-E608': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{count} nœuds : un nombre pair ne tolère pas plus de pannes que {count} moins un',
      en: '{count} nodes: an even number survives no more failures than {count} minus one',
    },
    cause: {
      fr: 'La majorité de 4 est 3, comme celle de 5 : le quatrième nœud ajoute un risque de panne et aucune tolérance.',
      en: 'The majority of 4 is 3, like that of 5: the fourth node adds a chance to fail and no tolerance.',
    },
    next: {
      fr: 'Préférez 3 ou 5 nœuds. Ce n’est qu’un avertissement.',
      en: 'Prefer 3 or 5 nodes. This is a warning only.',
    },
  },
  'HAPY-E609': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Les nœuds n’ont pas la même version d’OpenNebula : {found}',
      en: 'The nodes do not run the same version of OpenNebula: {found}',
    },
    cause: {
      fr: 'Le format des échanges et de la base change d’une version à l’autre.',
      en: 'The wire format and the database change from one version to the next.',
    },
    next: {
      fr: 'Mettez les nœuds à jour (Maj-Auto), puis : hapyctl plan',
      en: 'Update the nodes (Maj-Auto), then: hapyctl plan',
    },
  },
  'HAPY-E610': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le nœud {node} appartient à une autre grappe ({found})',
      en: 'Node {node} belongs to another cluster ({found})',
    },
    cause: {
      fr: 'Il a déjà été membre d’une grappe, et son fichier d’identité le dit encore.',
      en: 'It was a member of a cluster before, and its identity file still says so.',
    },
    next: {
      fr: 'Retirez-le d’abord de cette grappe : hapyctl node remove {node}',
      en: 'Remove it from that cluster first: hapyctl node remove {node}',
    },
  },
  'HAPY-E612': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le terme de {node} est 4294967295 : un serveur aux identifiants différents a été ajouté à la zone',
      en: 'The term of {node} is 4294967295: a server with other credentials was added to the zone',
    },
    cause: {
      fr: 'Le refus d’authentification du nouveau serveur a été pris pour un terme ; les élections ne s’arrêtent plus.',
      en: 'The new server’s authentication failure was taken for a term; elections no longer end.',
    },
    next: {
      fr: 'Arrêtez le serveur ajouté, redémarrez le leader, puis : hapyctl plan',
      en: 'Stop the added server, restart the leader, then: hapyctl plan',
    },
  },
  'HAPY-E613': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La zone a déjà démarré : ce qui est en place est gardé (membres : {nodes})',
      en: 'The zone has started already: what stands is kept (members: {nodes})',
    },
    cause: {
      fr: 'Après le premier démarrage en haute disponibilité, les membres peuvent avoir enregistré des écritures : rien ne peut plus être défait.',
      en: 'After the first start in high availability, the members may have recorded writes: nothing can be undone any more.',
    },
    next: {
      fr: 'Voyez ce qui est en place : hapyctl status ; puis terminez la formation : hapyctl apply',
      en: 'See what stands: hapyctl status; then complete the formation: hapyctl apply',
    },
  },
  'HAPY-E614': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La base de {node} n’est plus celle qui pouvait être perdue ({allowed}) : {contents}',
      en: 'The database of {node} is not the one that might be lost any more ({allowed}): {contents}',
    },
    cause: {
      fr: 'Quelque chose y a été écrit depuis, ou l’empreinte a été mal recopiée.',
      en: 'Something was written to it since, or the digest was mistyped.',
    },
    next: {
      fr: 'Regardez ce qu’elle contient. Si tout cela peut être perdu : hapyctl plan --discard-database {node}={digest}',
      en: 'Look at what it holds. If all of it may be lost: hapyctl plan --discard-database {node}={digest}',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
