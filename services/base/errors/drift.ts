import type { ErrorDefinition } from './definition.ts';

/** What has moved away from what was set up. */
export const driftErrors = {
  'HAPY-E571': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La configuration de {node} a été changée et n’est pas appliquée',
      en: 'The configuration of {node} was changed and is not applied',
    },
    cause: {
      fr: 'config.eol diffère de config.eol.bak.',
      en: 'config.eol differs from config.eol.bak.',
    },
    next: {
      fr: 'Appliquez-la, un votant à la fois : hapyctl reconfigure {node}',
      en: 'Apply it, one voter at a time: hapyctl reconfigure {node}',
    },
  },
  'HAPY-E572': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La configuration d’oned sur {node} ne dit pas ce que la grappe demande ({keys})',
      en: 'oned’s configuration on {node} does not say what the cluster asks for ({keys})',
    },
    cause: {
      fr: 'Quelqu’un, ou un programme, a changé des clés qui dépendent de la grappe, ou la zone a été faite à la main sans elles.',
      en: 'Somebody, or a program, has changed keys that depend on the cluster, or the zone was made by hand without them.',
    },
    next: {
      fr: 'Remettez-les : hapyctl repair',
      en: 'Put them back: hapyctl repair',
    },
  },
  'HAPY-E573': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Les membres de la zone n’ont pas tous le même mot de passe d’oneadmin ({found})',
      en: 'Not all members of the zone have the same password of oneadmin ({found})',
    },
    cause: {
      fr: 'one_auth a été changé sur un nœud ; le leader refuserait ce serveur, ou serait ruiné par lui.',
      en: 'one_auth was changed on a node; the leader would refuse that server, or be ruined by it.',
    },
    next: {
      fr: 'Remettez le one_auth des autres membres sur ce nœud avant tout redémarrage d’oned',
      en: 'Put the other members’ one_auth on that node before its oned restarts',
    },
  },
  'HAPY-E574': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'config.eol de {node} décrit une autre grappe : {key} vaut « {found} », la grappe attend « {expected} »',
      en: 'config.eol of {node} describes another cluster: {key} is "{found}", the cluster expects "{expected}"',
    },
    cause: {
      fr: 'Le fichier a été changé sur ce nœud, ou ne l’a pas été quand la grappe a changé.',
      en: 'The file was changed on this node, or was not when the cluster changed.',
    },
    next: {
      fr: 'Dans gen_config, onglet Virtualisation (mode expert), mettez {key} à « {expected} », puis : hapyctl reconfigure {node}',
      en: 'In gen_config, tab Virtualisation (expert mode), set {key} to "{expected}", then: hapyctl reconfigure {node}',
    },
  },
  'HAPY-E575': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{program} est à l’œuvre sur {node}, sans que nous l’ayons lancé',
      en: '{program} is at work on {node}, and we did not start it',
    },
    cause: {
      fr: 'EOLE entretient ses serveurs à ses propres heures, et peut redémarrer oned à tout moment.',
      en: 'EOLE maintains its servers at hours of its own, and may restart oned at any moment.',
    },
    next: {
      fr: 'Rien à faire : le plan attend la fin ; on peut suivre /var/log/reconfigure.log sur {node}',
      en: 'Nothing to do: the plan waits for its end; follow /var/log/reconfigure.log on {node}',
    },
  },
  'HAPY-E576': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{node} est trop en retard pour se rattraper par le journal',
      en: '{node} is too far behind to catch up by the log',
    },
    cause: {
      fr: 'Le leader n’a plus les enregistrements qui lui manquent.',
      en: 'The leader no longer has the records that it lacks.',
    },
    next: {
      fr: 'Donnez-lui une nouvelle graine : hapyctl repair',
      en: 'Give it a new seed: hapyctl repair',
    },
  },
  'HAPY-E577': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’adresse virtuelle {address} est restée sur {node}, qui n’est pas le leader',
      en: 'The virtual address {address} stayed on {node}, which does not lead',
    },
    cause: {
      fr: 'oned y a été tué, ou une double élection l’y a laissée.',
      en: 'oned was killed there, or a double election has left it.',
    },
    next: {
      fr: 'Retirez-la : hapyctl repair',
      en: 'Remove it: hapyctl repair',
    },
  },
  'HAPY-E578': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Les agents n’ont pas tous la même version ({found})',
      en: 'Not all agents have the same version ({found})',
    },
    cause: {
      fr: 'Une mise à jour n’est pas passée partout.',
      en: 'An update has not reached all of them.',
    },
    next: {
      fr: 'Mettez les paquets hapy-cluster à jour sur les autres nœuds',
      en: 'Update the hapy-cluster packages on the other nodes',
    },
  },
  'HAPY-E579': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'oned de {node} est déjà membre d’une zone que nous n’avons pas formée',
      en: 'oned of {node} is already a member of a zone that we have not formed',
    },
    cause: {
      fr: 'La zone a été faite à la main ou par l’ancienne procédure.',
      en: 'The zone was made by hand or by the old procedure.',
    },
    next: {
      fr: 'Prenez-la en charge sans y toucher : hapyctl adopt',
      en: 'Take charge of it without touching it: hapyctl adopt',
    },
  },
} as const satisfies Readonly<Record<string, ErrorDefinition>>;
