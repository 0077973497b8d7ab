import type { ErrorDefinition } from './definition.ts';

/** What the health checks find about a server, its agent and the virtual address. */
export const healthServerErrors = {
  'HAPY-E646': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'L’adresse virtuelle {vip} n’est sur aucun nœud',
      en: 'No node carries the virtual address {vip}',
    },
    cause: {
      fr: 'Personne ne dirige la zone, ou quelque chose a retiré l’adresse du leader (ip address flush, redémarrage du réseau).',
      en: 'Nobody leads the zone, or something removed the address from the leader (ip address flush, a network restart).',
    },
    next: {
      fr: 'Si un leader existe, l’agent la remet en quelques secondes ; sinon réglez d’abord l’absence de leader',
      en: 'If there is a leader, the agent puts it back within seconds; else deal with the missing leader first',
    },
  },
  'HAPY-E647': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’adresse virtuelle {vip} est sur plusieurs nœuds : {nodes} (leader : {leader})',
      en: 'More than one node carries the virtual address {vip}: {nodes} (leader: {leader})',
    },
    cause: {
      fr: 'Un oned tué ou remplacé laisse l’adresse sur sa machine, et le script d’OpenNebula tarde jusqu’à 40 s à la retirer.',
      en: 'An oned that was killed or replaced leaves the address on its machine, and OpenNebula’s script takes up to 40 s to remove it.',
    },
    next: {
      fr: 'L’agent du mauvais nœud la retire de lui-même. Si elle reste : ip address del {vip}/24 dev eth0 sur ce nœud',
      en: 'The agent of the wrong node removes it by itself. If it stays: ip address del {vip}/24 dev eth0 on that node',
    },
  },
  'HAPY-E648': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'L’adresse virtuelle {vip} est sur {nodes}, qui n’est pas le leader ({leader})',
      en: 'The virtual address {vip} is on {nodes}, which is not the leader ({leader})',
    },
    cause: {
      fr: 'Le leader a changé et l’adresse n’a pas suivi.',
      en: 'The leader changed and the address did not follow.',
    },
    next: {
      fr: 'L’agent la déplace en quelques secondes ; sinon : journalctl -u hapy-agent sur {nodes}',
      en: 'The agent moves it within seconds; else: journalctl -u hapy-agent on {nodes}',
    },
  },
  'HAPY-E670': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'oned est arrêté sur {node}',
      en: 'oned is stopped on {node}',
    },
    cause: {
      fr: 'Quelqu’un l’a arrêté, ou la machine vient de redémarrer sans lui.',
      en: 'Somebody stopped it, or the machine has just restarted without it.',
    },
    next: {
      fr: 'Sur {node} : systemctl start opennebula ; ou d’ici : hapyctl apply',
      en: 'On {node}: systemctl start opennebula; or from here: hapyctl apply',
    },
  },
  'HAPY-E671': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'oned s’est arrêté sur {node} avec une erreur',
      en: 'oned ended on {node} with an error',
    },
    cause: {
      fr: 'Base inaccessible, disque plein, configuration erronée, ou la garde de démarrage l’a refusé.',
      en: 'A database that cannot be opened, a full disk, a wrong configuration, or the start guard refused it.',
    },
    next: {
      fr: 'Sur {node} : journalctl -u opennebula -n 50 ; tail /var/log/one/oned.log',
      en: 'On {node}: journalctl -u opennebula -n 50; tail /var/log/one/oned.log',
    },
  },
  'HAPY-E672': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'oned de {node} accepte les connexions et ne répond pas',
      en: 'oned of {node} accepts connections and does not answer',
    },
    cause: {
      fr: 'Il est bloqué (base verrouillée, disque muet) ou surchargé.',
      en: 'It hangs (a locked database, a silent disk) or is overloaded.',
    },
    next: {
      fr: 'Sur {node} : systemctl restart opennebula ; si l’arrêt dure plus de 90 s : systemctl kill -s KILL opennebula',
      en: 'On {node}: systemctl restart opennebula; if the stop takes more than 90 s: systemctl kill -s KILL opennebula',
    },
  },
  'HAPY-E673': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'oned de {node} répond ce qui ne peut pas être lu',
      en: 'oned of {node} answers what cannot be read',
    },
    cause: {
      fr: 'Réponse coupée, démesurée, ou un autre programme sur le port 2633.',
      en: 'A cut or oversized answer, or another program on port 2633.',
    },
    next: {
      fr: 'Sur {node} : ss -tlnp | grep 2633 ; tail /var/log/one/oned.log',
      en: 'On {node}: ss -tlnp | grep 2633; tail /var/log/one/oned.log',
    },
  },
  'HAPY-E674': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'oned de {node} refuse le mot de passe d’oneadmin de ce même nœud',
      en: 'oned of {node} refuses oneadmin’s password of that very node',
    },
    cause: {
      fr: 'Le mot de passe a été changé dans OpenNebula ou dans one_auth, pas dans les deux.',
      en: 'The password was changed in OpenNebula or in one_auth, not in both.',
    },
    next: {
      fr: 'Remettez le one_auth des autres nœuds sur {node} : il ne faut jamais changer ce mot de passe',
      en: 'Put the one_auth of the other nodes back on {node}: that password must never be changed',
    },
  },
  'HAPY-E675': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'oned tourne sur {node} et ne répond pas encore',
      en: 'oned runs on {node} and does not answer yet',
    },
    cause: {
      fr: 'Il démarre (7 à 24 s), ou il n’écoute pas sur son adresse.',
      en: 'It is starting (7 to 24 s), or it does not listen on its address.',
    },
    next: {
      fr: 'Attendez 30 s ; sinon, sur {node} : tail /var/log/one/oned.log',
      en: 'Wait 30 s; else, on {node}: tail /var/log/one/oned.log',
    },
  },
  'HAPY-E676': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'oned est retenu sur {node} sans qu’aucune exécution ne soit en cours',
      en: 'oned is held on {node} although no run is going on',
    },
    cause: {
      fr: 'Une exécution a été interrompue entre l’arrêt et le démarrage.',
      en: 'A run was interrupted between stop and start.',
    },
    next: {
      fr: 'hapyctl runs, puis : hapyctl run resume ou hapyctl apply',
      en: 'hapyctl runs, then: hapyctl run resume or hapyctl apply',
    },
  },
  'HAPY-E680': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Les agents n’ont pas tous la même version : {found}',
      en: 'The agents do not all have the same version: {found}',
    },
    cause: {
      fr: 'Une mise à jour n’est pas terminée.',
      en: 'An update is not finished.',
    },
    next: {
      fr: 'Mettez les autres nœuds à jour : apt install hapy-agent',
      en: 'Update the other nodes: apt install hapy-agent',
    },
  },
  'HAPY-E683': {
    category: 'UNAVAILABLE',
    exit: 3,
    text: {
      fr: 'Les nouvelles de {node} ont {seconds} s',
      en: 'The news of {node} is {seconds} s old',
    },
    cause: {
      fr: 'Son agent est bloqué ou surchargé, ou le réseau ne laisse plus rien passer sans se fermer.',
      en: 'Its agent hangs or is overloaded, or the network lets nothing through without closing.',
    },
    next: {
      fr: 'Sur {node} : systemctl status hapy-agent ; journalctl -u hapy-agent -n 20',
      en: 'On {node}: systemctl status hapy-agent; journalctl -u hapy-agent -n 20',
    },
  },
  'HAPY-E686': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'oned tourne seul sur {node}, à côté de la zone',
      en: 'oned runs alone on {node}, beside the zone',
    },
    cause: {
      fr: 'SERVER_ID = -1 dans oned.conf : ce qui y est écrit n’arrive jamais dans la zone.',
      en: 'SERVER_ID = -1 in oned.conf: what is written there never reaches the zone.',
    },
    next: {
      fr: 'Ne vous servez plus de {node}, puis : hapyctl plan',
      en: 'Stop using {node}, then: hapyctl plan',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
