import type { ErrorDefinition } from './definition.ts';

/** HAPY-E5xx: plans, runs and reaching the nodes. */
export const coordinatorErrors = {
  'HAPY-E500': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : connexion refusée par {where}',
      en: '{what}: connection refused by {where}',
    },
    cause: {
      fr: 'La machine répond, mais le programme n’y est pas démarré ou n’écoute pas sur ce port.',
      en: 'The machine answers, but the program is not started there or does not listen on this port.',
    },
    next: {
      fr: 'Démarrez le service sur cette machine, puis : hapyctl status',
      en: 'Start the service on that machine, then: hapyctl status',
    },
  },
  'HAPY-E501': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : {where} est injoignable ({detail})',
      en: '{what}: {where} cannot be reached ({detail})',
    },
    cause: {
      fr: 'La machine est arrêtée, ou le réseau entre les deux machines est coupé.',
      en: 'The machine is down, or the network between the two machines is cut.',
    },
    next: {
      fr: 'Vérifiez le réseau (ping), puis : hapyctl status',
      en: 'Check the network (ping), then: hapyctl status',
    },
  },
  'HAPY-E502': {
    category: 'DEADLINE_EXCEEDED',
    exit: 1,
    text: {
      fr: '{what} : pas de connexion avec {where} en {seconds} s',
      en: '{what}: no connection to {where} within {seconds} s',
    },
    cause: {
      fr: 'La machine est arrêtée ou un pare-feu jette les paquets. Rien n’a été demandé.',
      en: 'The machine is down or a firewall drops the packets. Nothing was asked of it.',
    },
    next: {
      fr: 'Vérifiez que les ports 2640 et 2641 sont ouverts entre les nœuds, puis : hapyctl status',
      en: 'Check that the ports 2640 and 2641 are open between the nodes, then: hapyctl status',
    },
  },
  'HAPY-E503': {
    category: 'DEADLINE_EXCEEDED',
    exit: 1,
    text: {
      fr: '{what} : {where} n’a pas répondu en {seconds} s',
      en: '{what}: {where} did not answer within {seconds} s',
    },
    cause: {
      fr: 'La machine est surchargée, ou le réseau s’est coupé. Ce qui était demandé a pu être fait ou non.',
      en: 'The machine is overloaded, or the network was cut. What was asked may or may not have been done.',
    },
    next: {
      fr: 'Regardez ce qui est en place : hapyctl status',
      en: 'Look at what stands: hapyctl status',
    },
  },
  'HAPY-E504': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : la connexion avec {where} a été perdue',
      en: '{what}: the connection to {where} was lost',
    },
    cause: {
      fr: 'Le programme s’est arrêté ou le réseau s’est coupé pendant l’appel. Ce qui était demandé a pu être fait ou non.',
      en: 'The program stopped or the network was cut during the call. What was asked may or may not have been done.',
    },
    next: {
      fr: 'Regardez ce qui est en place : hapyctl status',
      en: 'Look at what stands: hapyctl status',
    },
  },
  'HAPY-E505': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: '{what} : le certificat présenté par {where} ne vient pas de l’autorité de ce cluster ({detail})',
      en: '{what}: the certificate presented by {where} does not come from this cluster’s authority ({detail})',
    },
    cause: {
      fr: 'La machine appartient à un autre cluster, ou une autre machine répond à son adresse.',
      en: 'The machine belongs to another cluster, or another machine answers at its address.',
    },
    next: {
      fr: 'Ne continuez pas avant de savoir qui répond : hapyctl nodes',
      en: 'Do not go on before you know who answers: hapyctl nodes',
    },
  },
  'HAPY-E506': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: '{what} : le certificat de {where} n’est pas valable à la date d’aujourd’hui ({detail})',
      en: '{what}: the certificate of {where} is not valid at today’s date ({detail})',
    },
    cause: {
      fr: 'Il a expiré, ou l’horloge de l’une des deux machines est fausse.',
      en: 'It has expired, or the clock of one of the two machines is wrong.',
    },
    next: {
      fr: 'Comparez les horloges (date), puis regardez les certificats : hapyctl certs',
      en: 'Compare the clocks (date), then look at the certificates: hapyctl certs',
    },
  },
  'HAPY-E507': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: '{what} : {where} se présente comme {found} et non comme {expected}',
      en: '{what}: {where} presents itself as {found}, not as {expected}',
    },
    cause: {
      fr: 'Une autre machine du cluster répond à cette adresse : deux adresses ont été échangées, ou une est en double.',
      en: 'Another machine of the cluster answers at this address: two addresses were swapped, or one is used twice.',
    },
    next: {
      fr: 'Comparez les adresses des nœuds à celles du cluster : hapyctl nodes',
      en: 'Compare the addresses of the nodes with those of the cluster: hapyctl nodes',
    },
  },
  'HAPY-E508': {
    category: 'UNAUTHENTICATED',
    exit: 5,
    text: {
      fr: '{what} : le certificat de {where} ne porte pas ce nom ou cette adresse',
      en: '{what}: the certificate of {where} does not carry this name or address',
    },
    cause: {
      fr: 'L’adresse de la machine a changé depuis son enrôlement, ou elle est appelée par un autre nom.',
      en: 'The address of the machine changed since it was enrolled, or it is called by another name.',
    },
    next: {
      fr: 'Corrigez l’adresse, ou enrôlez de nouveau la machine : hapyctl token create',
      en: 'Correct the address, or enrol the machine again: hapyctl token create',
    },
  },
  'HAPY-E509': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : pas de connexion chiffrée avec {where} ({detail})',
      en: '{what}: no encrypted connection with {where} ({detail})',
    },
    cause: {
      fr: 'Ce n’est pas un programme de hapy-cluster qui répond, ou il ne parle pas TLS 1.3.',
      en: 'What answers is no program of hapy-cluster, or does not speak TLS 1.3.',
    },
    next: {
      fr: 'Regardez quel programme écoute sur ce port de cette machine : ss -tlnp',
      en: 'Look which program listens on this port of that machine: ss -tlnp',
    },
  },
  'HAPY-E510': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : le nom {where} ne donne aucune adresse',
      en: '{what}: the name {where} gives no address',
    },
    cause: {
      fr: 'Le DNS ne connaît pas ce nom, ou ne répond pas.',
      en: 'The DNS does not know this name, or does not answer.',
    },
    next: {
      fr: 'Vérifiez le nom avec : getent hosts',
      en: 'Check the name with: getent hosts',
    },
  },
  'HAPY-E511': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: '{what} : personne n’écoute sur {where}',
      en: '{what}: nobody listens on {where}',
    },
    cause: {
      fr: 'Le programme n’est pas démarré sur cette machine, ou il utilise un autre répertoire (--dir).',
      en: 'The program is not started on this machine, or it uses another directory (--dir).',
    },
    next: {
      fr: 'Démarrez-le, ou donnez le bon répertoire : hapyctl --dir',
      en: 'Start it, or give the right directory: hapyctl --dir',
    },
  },
  'HAPY-E512': {
    category: 'PERMISSION_DENIED',
    exit: 5,
    text: {
      fr: '{what} : accès refusé à {where}',
      en: '{what}: access to {where} denied',
    },
    cause: {
      fr: 'Votre compte n’a pas de droit sur ce socket ou sur le répertoire des preuves.',
      en: 'Your account has no right to this socket or to the claims directory.',
    },
    next: {
      fr: 'Recommencez avec sudo, ou avec le compte qui a démarré le cluster.',
      en: 'Try again with sudo, or with the account that started the cluster.',
    },
  },
  'HAPY-E513': {
    category: 'RESOURCE_EXHAUSTED',
    exit: 1,
    text: {
      fr: '{what} : message trop grand pour {where}, ou trop d’appels à la fois',
      en: '{what}: message too large for {where}, or too many calls at once',
    },
    cause: {
      fr: 'Un message dépasse la taille permise (4 Mio, 64 Kio sans certificat).',
      en: 'A message is larger than allowed (4 MiB, 64 KiB without a certificate).',
    },
    next: {
      fr: 'Recommencez plus tard ; si cela se répète, signalez ce code avec le journal du programme.',
      en: 'Try again later; if it happens again, report this code with the program’s log.',
    },
  },
  'HAPY-E514': {
    category: 'UNIMPLEMENTED',
    exit: 1,
    text: {
      fr: '{what} : {where} ne connaît pas cet appel',
      en: '{what}: {where} does not know this call',
    },
    cause: {
      fr: 'Les deux programmes ne sont pas de la même version.',
      en: 'The two programs are not of the same version.',
    },
    next: {
      fr: 'Comparez les versions installées : hapyctl nodes',
      en: 'Compare the installed versions: hapyctl nodes',
    },
  },
  'HAPY-E515': {
    category: 'CANCELLED',
    exit: 1,
    text: {
      fr: '{what} : l’appel a été interrompu',
      en: '{what}: the call was interrupted',
    },
    cause: {
      fr: 'Celui qui l’avait demandé n’attend plus la réponse. Ce qui était demandé a pu être fait ou non.',
      en: 'Who asked for it does not wait for the answer any more. What was asked may or may not have been done.',
    },
    next: {
      fr: 'Regardez ce qui est en place : hapyctl status',
      en: 'Look at what stands: hapyctl status',
    },
  },
  'HAPY-E516': {
    category: 'INTERNAL',
    exit: 1,
    text: {
      fr: '{what} : réponse incompréhensible de {where} ({detail})',
      en: '{what}: unintelligible answer from {where} ({detail})',
    },
    cause: {
      fr: 'Les deux programmes ne sont pas de la même version, ou ce n’est pas un programme de hapy-cluster qui répond.',
      en: 'The two programs are not of the same version, or what answers is no program of hapy-cluster.',
    },
    next: {
      fr: 'Comparez les versions installées : hapyctl nodes',
      en: 'Compare the installed versions: hapyctl nodes',
    },
  },
  'HAPY-E517': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '{where} est déjà utilisé par un programme qui tourne',
      en: '{where} is already used by a running program',
    },
    cause: {
      fr: 'Le programme a été démarré deux fois avec la même configuration, ou un autre écoute sur ce port.',
      en: 'The program was started twice with the same configuration, or another one listens on this port.',
    },
    next: {
      fr: 'Arrêtez l’autre programme, ou changez le port ou le socket dans le fichier de configuration.',
      en: 'Stop the other program, or change the port or the socket in the configuration file.',
    },
  },
  'HAPY-E518': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Impossible d’écouter sur {where} : {detail}',
      en: 'Cannot listen on {where}: {detail}',
    },
    cause: {
      fr: 'L’adresse n’est pas celle de cette machine, le chemin est trop long (107 octets au plus), ou les droits manquent.',
      en: 'The address is not one of this machine, the path is too long (107 bytes at most), or rights are missing.',
    },
    next: {
      fr: 'Corrigez listen ou socket dans le fichier de configuration.',
      en: 'Correct listen or socket in the configuration file.',
    },
  },
  'HAPY-E520': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le plan n’est plus valable : l’état observé a changé depuis qu’il a été montré (demandé {expected}, à présent {found})',
      en: 'The plan no longer holds: the observed state has changed since it was shown (asked for {expected}, now {found})',
    },
    cause: {
      fr: 'Un nœud, ou quelqu’un d’autre, a changé quelque chose entre le plan et son application. Rien n’a été modifié.',
      en: 'A node, or somebody else, changed something between the plan and its application. Nothing was changed by us.',
    },
    next: {
      fr: 'Regardez le nouveau plan : hapyctl plan',
      en: 'Look at the new plan: hapyctl plan',
    },
  },
  'HAPY-E521': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Il n’y a rien à faire : l’état observé est celui qui est voulu',
      en: 'There is nothing to do: the observed state is the wanted one',
    },
    cause: {
      fr: 'Le plan est vide.',
      en: 'The plan is empty.',
    },
    next: {
      fr: 'Vérifiez l’ensemble : hapyctl status',
      en: 'See the whole: hapyctl status',
    },
  },
  'HAPY-E522': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'L’exécution {run} est déjà en cours',
      en: 'The run {run} is already going on',
    },
    cause: {
      fr: 'Une seule exécution à la fois peut modifier le cluster.',
      en: 'Only one run at a time may change the cluster.',
    },
    next: {
      fr: 'Suivez-la : hapyctl runs follow {run}',
      en: 'Follow it: hapyctl runs follow {run}',
    },
  },
  'HAPY-E523': {
    category: 'NOT_FOUND',
    exit: 2,
    text: {
      fr: 'L’exécution {run} est inconnue',
      en: 'The run {run} is unknown',
    },
    cause: {
      fr: 'Elle a été faite par un autre coordinateur, ou son nom est mal écrit.',
      en: 'It was made by another coordinator, or its name is mistyped.',
    },
    next: {
      fr: 'Voyez les exécutions connues : hapyctl runs',
      en: 'See the known runs: hapyctl runs',
    },
  },
  'HAPY-E524': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le plan comporte {count} constat(s) bloquant(s), dont {code} : rien n’est modifié',
      en: 'The plan has {count} blocking finding(s), among them {code}: nothing is changed',
    },
    cause: {
      fr: 'Tant qu’un constat bloquant demeure, agir reviendrait à deviner.',
      en: 'While a blocking finding stands, to act would be to guess.',
    },
    next: {
      fr: 'Lisez les constats et leurs remèdes : hapyctl plan',
      en: 'Read the findings and their remedies: hapyctl plan',
    },
  },
  'HAPY-E525': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Un autre coordinateur agit en ce moment : {holder} (époque {epoch}, vu par {node})',
      en: 'Another coordinator is acting right now: {holder} (epoch {epoch}, seen by {node})',
    },
    cause: {
      fr: 'Il tient le bail des agents et le renouvelle ; deux coordinateurs n’agissent jamais ensemble.',
      en: 'It holds the lease of the agents and renews it; two coordinators never act together.',
    },
    next: {
      fr: 'Arrêtez l’autre coordinateur, ou attendez la fin de son exécution, puis : hapyctl apply',
      en: 'Stop the other coordinator, or wait until its run has ended, then: hapyctl apply',
    },
  },
  'HAPY-E526': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: 'Le bail n’a été accordé que par {granted} nœud(s) sur les {needed} nécessaires (manquent : {missing})',
      en: 'The lease was granted by only {granted} of the {needed} nodes that are needed (missing: {missing})',
    },
    cause: {
      fr: 'Des agents sont arrêtés ou injoignables ; sans majorité, rien ne doit être modifié.',
      en: 'Agents are down or cannot be reached; without a majority nothing may be changed.',
    },
    next: {
      fr: 'Voyez quels nœuds répondent : hapyctl nodes',
      en: 'See which nodes answer: hapyctl nodes',
    },
  },
  'HAPY-E527': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'Le bail a été perdu pendant l’exécution : elle s’arrête',
      en: 'The lease was lost during the run: it stops',
    },
    cause: {
      fr: 'Une majorité d’agents ne répond plus, ou un autre coordinateur a pris la suite.',
      en: 'A majority of the agents no longer answers, or another coordinator has taken over.',
    },
    next: {
      fr: 'Regardez ce qui est en place : hapyctl status',
      en: 'Look at what stands: hapyctl status',
    },
  },
  'HAPY-E528': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'L’action {action} n’a pas pu commencer : une condition préalable n’est pas remplie ({condition})',
      en: 'The action {action} could not start: a precondition does not hold ({condition})',
    },
    cause: {
      fr: 'L’état des nœuds n’est plus celui pour lequel le plan a été fait.',
      en: 'The state of the nodes is no longer the one that the plan was made for.',
    },
    next: {
      fr: 'Faites un nouveau plan, il part de ce qui est observé : hapyctl plan',
      en: 'Make a new plan, it starts from what is observed: hapyctl plan',
    },
  },
  'HAPY-E529': {
    category: 'DEADLINE_EXCEEDED',
    exit: 4,
    text: {
      fr: 'L’action {action} n’a pas atteint son but en {seconds} s ({condition})',
      en: 'The action {action} did not reach its goal within {seconds} s ({condition})',
    },
    cause: {
      fr: 'Le nœud est lent ou bloqué, ou ce qui a été demandé n’a pas eu l’effet attendu.',
      en: 'The node is slow or stuck, or what was asked did not have the expected effect.',
    },
    next: {
      fr: 'Regardez ce qui est en place, puis reprenez : hapyctl status, hapyctl apply',
      en: 'Look at what stands, then go on: hapyctl status, hapyctl apply',
    },
  },
  'HAPY-E530': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'L’opération de {action} a été annulée sur son nœud',
      en: 'The operation of {action} was cancelled on its node',
    },
    cause: {
      fr: 'Quelqu’un, ou un autre coordinateur, l’a annulée.',
      en: 'Somebody, or another coordinator, cancelled it.',
    },
    next: {
      fr: 'Faites un nouveau plan : hapyctl plan',
      en: 'Make a new plan: hapyctl plan',
    },
  },
  'HAPY-E531': {
    category: 'UNAVAILABLE',
    exit: 4,
    text: {
      fr: 'L’issue de {action} est inconnue, et l’observation ne la montre pas faite',
      en: 'The outcome of {action} is unknown, and observation does not show it done',
    },
    cause: {
      fr: 'La liaison ou un programme s’est interrompu pendant l’action, et l’agent n’en a pas de trace.',
      en: 'The connection or a program broke off during the action, and the agent has no record of it.',
    },
    next: {
      fr: 'Regardez ce qui est en place, puis reprenez : hapyctl status, hapyctl apply',
      en: 'Look at what stands, then go on: hapyctl status, hapyctl apply',
    },
  },
  'HAPY-E532': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'La zone n’a pas de leader reconnu par une majorité',
      en: 'The zone has no leader that a majority agrees on',
    },
    cause: {
      fr: 'Une élection est en cours, ou trop de serveurs sont arrêtés.',
      en: 'An election is going on, or too many servers are down.',
    },
    next: {
      fr: 'Regardez l’état de la zone : hapyctl status',
      en: 'Look at the state of the zone: hapyctl status',
    },
  },
  'HAPY-E533': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'Le nœud {from} n’a pas de graine à transmettre à {node}',
      en: 'The node {from} has no seed to give to {node}',
    },
    cause: {
      fr: 'Elle n’a pas été faite, ou ses données ont été effacées.',
      en: 'It was not made, or its data has been removed.',
    },
    next: {
      fr: 'Faites un nouveau plan : hapyctl plan',
      en: 'Make a new plan: hapyctl plan',
    },
  },
  'HAPY-E534': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'La graine transmise de {from} à {node} est abîmée ({detail})',
      en: 'The seed that went from {from} to {node} is damaged ({detail})',
    },
    cause: {
      fr: 'Elle a changé pendant le transport, ou son fichier a été modifié sur {from}. Rien n’en a été restauré.',
      en: 'It changed on its way, or its file was altered on {from}. Nothing of it was restored.',
    },
    next: {
      fr: 'Reprenez : hapyctl apply',
      en: 'Go on: hapyctl apply',
    },
  },
  'HAPY-E535': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'Le numéro de serveur de {node} dans la zone n’est pas connu',
      en: 'The server id of {node} in the zone is not known',
    },
    cause: {
      fr: 'Ni le leader ni une graine ne nomme ce nœud, ou il y figure deux fois.',
      en: 'Neither the leader nor a seed names this node, or names it twice.',
    },
    next: {
      fr: 'Faites un nouveau plan : hapyctl plan',
      en: 'Make a new plan: hapyctl plan',
    },
  },
  'HAPY-E536': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'Ce que {action} doit retirer n’est plus là où le plan l’a vu',
      en: 'What {action} has to remove is no longer where the plan saw it',
    },
    cause: {
      fr: 'Quelqu’un d’autre l’a retiré ou remplacé entre-temps.',
      en: 'Somebody else removed or replaced it meanwhile.',
    },
    next: {
      fr: 'Faites un nouveau plan : hapyctl plan',
      en: 'Make a new plan: hapyctl plan',
    },
  },
  'HAPY-E537': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'Le coordinateur s’est arrêté pendant l’exécution {run}',
      en: 'The coordinator stopped during the run {run}',
    },
    cause: {
      fr: 'Il a été arrêté ou redémarré. Les opérations déjà demandées se terminent d’elles-mêmes sur leurs nœuds.',
      en: 'It was stopped or restarted. Operations that were already asked for end by themselves on their nodes.',
    },
    next: {
      fr: 'Regardez ce qui est en place, puis reprenez : hapyctl status, hapyctl apply',
      en: 'Look at what stands, then go on: hapyctl status, hapyctl apply',
    },
  },
  'HAPY-E538': {
    category: 'DEADLINE_EXCEEDED',
    exit: 1,
    text: {
      fr: 'Des opérations d’une exécution précédente ne se terminent pas : {operations}',
      en: 'Operations of an earlier run do not come to an end: {operations}',
    },
    cause: {
      fr: 'Elles tournent encore sur leurs nœuds ; rien de nouveau ne commence avant leur fin.',
      en: 'They still run on their nodes; nothing new starts before they have ended.',
    },
    next: {
      fr: 'Attendez, ou voyez sur ces nœuds ce qui les retient, puis : hapyctl apply',
      en: 'Wait, or see on those nodes what holds them up, then: hapyctl apply',
    },
  },
  'HAPY-E540': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La base {file} ne peut pas être utilisée ({detail})',
      en: 'The database {file} cannot be used ({detail})',
    },
    cause: {
      fr: 'Elle est abîmée, ses droits sont faux, ou elle vient d’une version plus récente de hapy-cluster.',
      en: 'It is damaged, its permissions are wrong, or it comes from a newer version of hapy-cluster.',
    },
    next: {
      fr: 'Vérifiez ses droits et la version installée, ou restaurez une sauvegarde.',
      en: 'Check its permissions and the installed version, or restore a backup.',
    },
  },
  'HAPY-E541': {
    category: 'UNAVAILABLE',
    exit: 1,
    text: {
      fr: 'Le nœud {node} n’a encore jamais répondu',
      en: 'The node {node} has never answered so far',
    },
    cause: {
      fr: 'Le coordinateur vient de démarrer, ou ce nœud n’a pas encore rejoint le cluster.',
      en: 'The coordinator has just started, or this node has not joined the cluster yet.',
    },
    next: {
      fr: 'S’il n’a pas rejoint le cluster : hapyctl token create {node}',
      en: 'If it has not joined the cluster: hapyctl token create {node}',
    },
  },
  'HAPY-E542': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'L’exécution s’arrête parce que {action} a échoué',
      en: 'The run stops because {action} has failed',
    },
    cause: {
      fr: 'Une action échouée empêche les suivantes de commencer ; celles qui étaient en cours se sont terminées.',
      en: 'One failed action keeps new ones from starting; those that were running have ended.',
    },
    next: {
      fr: 'Corrigez sa cause, puis reprenez d’où l’on en est : hapyctl apply',
      en: 'Remove its cause, then go on from where things stand: hapyctl apply',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
