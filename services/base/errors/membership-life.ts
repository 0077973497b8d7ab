import type { ErrorDefinition } from './definition.ts';

/** What nodes on their way in or out are told about, and what a person has to say for it. */
export const membershipLifeErrors = {
  'HAPY-E581': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'La confirmation ne nomme pas {node} : rien n’a été changé',
      en: 'The confirmation does not name {node}: nothing was changed',
    },
    cause: {
      fr: 'Pour un nœud déclaré mort, il faut taper son nom et dire comment il a été isolé.',
      en: 'For a node that is declared dead, its name and how it was fenced have to be typed.',
    },
    next: {
      fr: 'Tapez par exemple : {node}: courant coupé, prise 7',
      en: 'Type for example: {node}: power cut, outlet 7',
    },
  },
  'HAPY-E582': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: '« {value} » n’est pas de la forme NOM=ADRESSE',
      en: '"{value}" is not of the form NAME=ADDRESS',
    },
    cause: {
      fr: 'Un nœud s’ajoute par son nom court et son adresse IPv4.',
      en: 'A node is added by its short name and its IPv4 address.',
    },
    next: {
      fr: 'Par exemple : hapyctl node add hapy4=192.168.0.119',
      en: 'For example: hapyctl node add hapy4=192.168.0.119',
    },
  },
  'HAPY-E583': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'config.eol de {nodes} ne décrit pas encore la grappe avec {added}',
      en: 'config.eol of {nodes} does not describe the cluster with {added} yet',
    },
    cause: {
      fr: 'Sur EOLE, la liste des nœuds est la même partout, dans l’ordre des index.',
      en: 'On EOLE the list of nodes is the same everywhere, in index order.',
    },
    next: {
      fr: 'Dans gen_config, onglet Virtualisation (mode expert), sur chacun : one_nodes = {list} ; puis recommencez',
      en: 'In gen_config, tab Virtualisation (expert mode), on each of them: one_nodes = {list}; then try again',
    },
  },
  'HAPY-E584': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} est en train de sortir de la grappe',
      en: '{node} is on its way out of the cluster',
    },
    cause: {
      fr: 'Un retrait a été commencé et n’est pas fini.',
      en: 'A removal was begun and is not finished.',
    },
    next: {
      fr: 'Finissez-le : hapyctl apply',
      en: 'Finish it: hapyctl apply',
    },
  },
  'HAPY-E585': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} doit sortir vivant de la grappe, mais son agent ne répond pas',
      en: '{node} is to leave the cluster alive, but its agent does not answer',
    },
    cause: {
      fr: 'Son oned doit être arrêté avant que son serveur soit retiré de la zone.',
      en: 'Its oned has to be stopped before its server is removed from the zone.',
    },
    next: {
      fr: 'Remettez l’agent en marche ; si la machine est perdue : hapyctl node remove {node} --dead',
      en: 'Bring the agent back; if the machine is lost: hapyctl node remove {node} --dead',
    },
  },
  'HAPY-E586': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} n’a pas encore rejoint la grappe : le plan l’attendra',
      en: '{node} has not joined the cluster yet: the plan will wait for it',
    },
    cause: {
      fr: 'Son agent n’a pas de certificat de cette grappe, ou ne tourne pas.',
      en: 'Its agent has no certificate of this cluster, or does not run.',
    },
    next: {
      fr: 'Portez un jeton sur {node} : hapyctl token create {node}, puis là-bas : hapy-agent join',
      en: 'Carry a token to {node}: hapyctl token create {node}, then there: hapy-agent join',
    },
  },
  'HAPY-E587': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'La demande est incompréhensible : {detail}',
      en: 'The request makes no sense: {detail}',
    },
    cause: {
      fr: 'Le client est d’une autre version, ou la demande a été faite à la main.',
      en: 'The client is of another version, or the request was made by hand.',
    },
    next: {
      fr: 'Utilisez le hapyctl de la même version que le coordinateur',
      en: 'Use the hapyctl of the coordinator’s version',
    },
  },
  'HAPY-E588': {
    category: 'PERMISSION_DENIED',
    exit: 1,
    text: {
      fr: 'Le certificat présenté par {node} a été rendu sans valeur',
      en: 'The certificate that {node} presents was made worthless',
    },
    cause: {
      fr: 'Cette machine a été retirée ou remplacée ; elle est revenue.',
      en: 'This machine was removed or replaced; it has come back.',
    },
    next: {
      fr: 'Éteignez-la, ou réinstallez-la avant de l’ajouter de nouveau',
      en: 'Switch it off, or reinstall it before adding it again',
    },
  },
  'HAPY-E589': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '{node} n’est pas membre d’une zone : il n’a pas d’adresse virtuelle à retirer',
      en: '{node} is no member of a zone: it has no virtual address to remove',
    },
    cause: {
      fr: 'Son fichier d’identité ne le dit pas membre.',
      en: 'Its identity file does not say that it is a member.',
    },
    next: {
      fr: 'Regardez l’état du nœud : hapyctl status',
      en: 'Look at the node’s state: hapyctl status',
    },
  },
  'HAPY-E590': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'oned de {node} dirige la zone : l’adresse virtuelle {address} y reste',
      en: 'The oned of {node} leads the zone: the virtual address {address} stays there',
    },
    cause: {
      fr: 'Il vient d’être élu.',
      en: 'It has just been elected.',
    },
    next: {
      fr: 'Faites un nouveau plan : hapyctl plan',
      en: 'Make a new plan: hapyctl plan',
    },
  },
  'HAPY-E591': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '{node} ne peut pas être pris en charge : sa garde de démarrage est « {state} »',
      en: '{node} cannot be taken charge of: its start guard is "{state}"',
    },
    cause: {
      fr: 'Nous avons déjà configuré ce serveur.',
      en: 'We have configured this server already.',
    },
    next: {
      fr: 'Continuez par le plan ordinaire : hapyctl plan',
      en: 'Go on with the ordinary plan: hapyctl plan',
    },
  },
  'HAPY-E592': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'oned.conf de {node} n’est pas celui du serveur {id} avec l’adresse virtuelle {address} ({found})',
      en: 'oned.conf of {node} is not that of server {id} with the virtual address {address} ({found})',
    },
    cause: {
      fr: 'La zone a été faite avec une autre adresse virtuelle, ou sans vip.sh, ou le numéro du serveur est faux.',
      en: 'The zone was made with another virtual address, or without vip.sh, or the server id is wrong.',
    },
    next: {
      fr: 'Corrigez oned.conf sur {node}, ou la description de la grappe, puis recommencez : hapyctl adopt',
      en: 'Correct oned.conf on {node}, or the cluster’s description, then try again: hapyctl adopt',
    },
  },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;
