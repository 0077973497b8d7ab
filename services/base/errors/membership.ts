import type { ErrorDefinition } from './definition.ts';

/** What forbids that nodes come, leave or are reconfigured now. */
export const membershipErrors = {
  'HAPY-E560': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Sans {node} il ne resterait que {count} serveurs : aucun ne pourrait plus tomber en panne',
      en: 'Without {node} only {count} servers would be left: none of them could fail any more',
    },
    cause: {
      fr: 'Une zone hautement disponible a au moins 3 serveurs.',
      en: 'A highly available zone has at least 3 servers.',
    },
    next: {
      fr: 'Ajoutez d’abord un nœud (hapyctl node add), ou remplacez celui-ci (hapyctl node replace {node})',
      en: 'Add a node first (hapyctl node add), or replace this one (hapyctl node replace {node})',
    },
  },
  'HAPY-E561': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Arrêter {node} maintenant ferait perdre le quorum à la zone',
      en: 'Stopping {node} now would cost the zone its quorum',
    },
    cause: {
      fr: 'Un autre serveur de la zone est arrêté ou en retard : sans {node}, il n’y aurait plus de majorité.',
      en: 'Another server of the zone is down or behind: without {node} there would be no majority.',
    },
    next: {
      fr: 'Remettez d’abord l’autre serveur en service : hapyctl status, hapyctl apply',
      en: 'Bring the other server back first: hapyctl status, hapyctl apply',
    },
  },
  'HAPY-E562': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} ne peut pas entrer dans la zone : le serveur {server} ne répond pas',
      en: '{node} cannot join the zone: the server {server} does not answer',
    },
    cause: {
      fr: 'Un serveur de plus augmente la majorité nécessaire ; avec un absent, la zone s’arrêterait.',
      en: 'One more server raises the majority that is needed; with one missing the zone would stop.',
    },
    next: {
      fr: 'Remettez {server} en service, ou retirez-le d’abord : hapyctl node remove {server} --dead',
      en: 'Bring {server} back, or remove it first: hapyctl node remove {server} --dead',
    },
  },
  'HAPY-E563': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La zone n’a pas de leader reconnu par une majorité : sa composition ne peut pas changer',
      en: 'The zone has no leader that a majority agrees on: its membership cannot change',
    },
    cause: {
      fr: 'Trop de serveurs sont arrêtés, ou la zone n’est pas encore formée.',
      en: 'Too many servers are down, or the zone is not formed yet.',
    },
    next: {
      fr: 'Remettez une majorité de serveurs en service : hapyctl status, hapyctl apply',
      en: 'Bring a majority of the servers back: hapyctl status, hapyctl apply',
    },
  },
  'HAPY-E564': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: '{node} porte le coordinateur : il ne peut être ni retiré ni remplacé d’ici',
      en: '{node} carries the coordinator: it can be neither removed nor replaced from here',
    },
    cause: {
      fr: 'L’autorité de certification et la description de la grappe sont sur ce serveur.',
      en: 'The certificate authority and the cluster’s description are on this server.',
    },
    next: {
      fr: 'Restaurez le coordinateur sur un autre serveur, puis retirez ou remplacez {node} de là : hapyctl backup --out F, sur l’autre hapyctl restore F --node AUTRE',
      en: 'Restore the coordinator on another server, then remove or replace {node} from there: hapyctl backup --out F, on the other hapyctl restore F --node OTHER',
    },
  },
  'HAPY-E565': {
    category: 'NOT_FOUND',
    exit: 2,
    text: {
      fr: 'La grappe n’a pas de nœud {node}',
      en: 'The cluster has no node {node}',
    },
    cause: {
      fr: 'Le nom est mal écrit, ou le nœud est déjà retiré.',
      en: 'The name is misspelt, or the node is removed already.',
    },
    next: {
      fr: 'Regardez les noms : hapyctl nodes',
      en: 'Look at the names: hapyctl nodes',
    },
  },
  'HAPY-E566': {
    category: 'ALREADY_EXISTS',
    exit: 2,
    text: {
      fr: '{node} ne peut pas être ajouté : {value} est déjà pris dans la grappe',
      en: '{node} cannot be added: {value} is taken in the cluster already',
    },
    cause: {
      fr: 'Chaque nom et chaque adresse n’appartient qu’à un nœud, ou à l’adresse virtuelle.',
      en: 'Each name and each address belongs to one node only, or to the virtual address.',
    },
    next: {
      fr: 'Donnez un autre nom ou une autre adresse ; pour une machine neuve sous le même nom : hapyctl node replace',
      en: 'Give another name or address; for a new machine under the same name: hapyctl node replace',
    },
  },
  'HAPY-E567': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: '{node} a été déclaré mort, mais son agent répond',
      en: '{node} was declared dead, but its agent answers',
    },
    cause: {
      fr: 'La machine est en marche et joignable : l’isolement déclaré n’est pas réel.',
      en: 'The machine runs and can be reached: the fencing that was declared is not real.',
    },
    next: {
      fr: 'Si elle doit sortir vivante : hapyctl node remove {node} ; sinon, éteignez-la vraiment',
      en: 'If it is to leave alive: hapyctl node remove {node}; otherwise really switch it off',
    },
  },
  'HAPY-E568': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Il manque la preuve que {node} est isolé',
      en: 'The proof that {node} is fenced is missing',
    },
    cause: {
      fr: 'Une machine déclarée morte qui tourne encore trouble la zone ; une personne doit dire comment elle a été isolée.',
      en: 'A machine that is declared dead but runs disturbs the zone; a person has to say how it was fenced.',
    },
    next: {
      fr: 'Éteignez-la ou débranchez-la, puis dites comment : --fenced "{node}: courant coupé"',
      en: 'Switch it off or unplug it, then say how: --fenced "{node}: power cut"',
    },
  },
  'HAPY-E569': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{count, plural, one {Une machine virtuelle est encore inscrite} other {# machines virtuelles sont encore inscrites}} sur {node}, qui est mort{machines, select, unknown {} other { (VM {machines})}}',
      en: '{count, plural, one {One virtual machine is} other {# virtual machines are}} still booked on {node}, which is dead{machines, select, unknown {} other { (VM {machines})}}',
    },
    cause: {
      fr: 'OpenNebula les croit en marche là-bas ; retirer l’hyperviseur les laisserait orphelines.',
      en: 'OpenNebula believes that they run there; removing the host would leave them orphaned.',
    },
    next: {
      fr: 'Récupérez-les d’abord (onevm recover), ou remplacez le nœud : hapyctl node replace {node}',
      en: 'Recover them first (onevm recover), or replace the node: hapyctl node replace {node}',
    },
  },
  'HAPY-E570': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Les serveurs de la zone ne sont pas tous synchronisés : on n’en arrête pas un autre',
      en: 'Not all servers of the zone are in sync: no other one is stopped',
    },
    cause: {
      fr: 'Un serveur est arrêté, en retard ou ne répond pas.',
      en: 'A server is down, behind or does not answer.',
    },
    next: {
      fr: 'Rétablissez d’abord la zone : hapyctl status, hapyctl apply',
      en: 'Make the zone whole first: hapyctl status, hapyctl apply',
    },
  },
  'HAPY-E580': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{count, plural, one {Une machine virtuelle tourne} other {# machines virtuelles tournent}} sur {node}, qui sort de la grappe{machines, select, unknown {} other { (VM {machines})}}',
      en: '{count, plural, one {One virtual machine runs} other {# virtual machines run}} on {node}, which leaves the cluster{machines, select, unknown {} other { (VM {machines})}}',
    },
    cause: {
      fr: 'Elles doivent tourner ailleurs, ou s’arrêter, avant que l’hyperviseur soit retiré.',
      en: 'They have to run elsewhere, or stop, before the host is removed.',
    },
    next: {
      fr: 'Migrez-les (onevm migrate --live) pendant que le plan attend',
      en: 'Migrate them (onevm migrate --live) while the plan waits',
    },
  },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;
