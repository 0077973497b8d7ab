import type { ErrorDefinition } from './definition.ts';

/** HAPY-E390 to HAPY-E399: what an upgrade or a removal of the packages is refused for. */
export const packageErrors = {
  'HAPY-E390': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'La zone ne peut pas se passer de {node} : {left, plural, =0 {aucun autre serveur ne répond} one {un seul autre serveur répond} other {# autres serveurs répondent}}, il en faut {needed}',
      en: 'The zone cannot do without {node}: {left, plural, =0 {no other server answers} one {one other server answers} other {# other servers answer}}, {needed} are needed',
    },
    cause: {
      fr: 'Le paquet est changé là où est l’un des derniers votants : si cela se passe mal, la zone n’a plus de leader. Ne répondent pas : {silent}.',
      en: 'The package is changed where one of the last voters is: if that goes wrong, the zone has no leader any more. These do not answer: {silent}.',
    },
    next: {
      fr: 'Rétablissez d’abord les autres (sur le nœud 0 : hapyctl doctor), puis recommencez. Sur un serveur retiré, arrêtez d’abord oned pour de bon (systemctl disable --now opennebula). Pour passer outre : touch /run/hapy/allow-without-quorum',
      en: 'Bring the others back first (on node 0: hapyctl doctor), then try again. On a server that was removed, first stop oned for good (systemctl disable --now opennebula). To go ahead all the same: touch /run/hapy/allow-without-quorum',
    },
  },
  'HAPY-E391': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'oned est retenu sur {node} : le garde-démarrage ne peut pas être désinstallé maintenant',
      en: 'oned is held on {node}: the start guard cannot be removed now',
    },
    cause: {
      fr: 'Une exécution est en cours ou interrompue, ou ce serveur a été retiré de la grappe : sans garde, oned pourrait démarrer avec une base à moitié restaurée ou sous l’identité qu’il n’a plus.',
      en: 'A run is going on or was interrupted, or this server was removed from the cluster: without the guard oned could start on a half-restored database, or under the id that it no longer has.',
    },
    next: {
      fr: 'Finissez-la sur le nœud 0 (hapyctl run resume ou hapyctl run abort), puis recommencez. Sur un serveur retiré, arrêtez d’abord oned pour de bon (systemctl disable --now opennebula). Pour passer outre : touch /run/hapy/allow-without-quorum',
      en: 'Finish it on node 0 (hapyctl run resume or hapyctl run abort), then try again. On a server that was removed, first stop oned for good (systemctl disable --now opennebula). To go ahead all the same: touch /run/hapy/allow-without-quorum',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
