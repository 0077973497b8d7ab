import type { Text } from '../errors/definition.ts';
import { consoleTrustMessages } from './console-trust.ts';
import { consoleWorkMessages } from './console-work.ts';

/** What the web console says: its frame and the cluster at a glance. */
export const consoleMessages = {
  ...consoleWorkMessages,
  ...consoleTrustMessages,

  'page.cluster': { fr: 'Grappe', en: 'Cluster' },
  'page.plan': { fr: 'Plan', en: 'Plan' },
  'page.runs': { fr: 'Exécutions', en: 'Runs' },
  'page.runs-title': { fr: 'Exécutions et exercices', en: 'Runs and drills' },
  'page.trust': { fr: 'Confiance', en: 'Trust' },
  'page.audit': { fr: 'Audit', en: 'Audit' },
  'page.title': { fr: '{page} · {cluster}', en: '{page} · {cluster}' },
  'page.navigation': { fr: 'Pages', en: 'Pages' },
  'page.skip': { fr: 'Aller au contenu', en: 'Skip to content' },
  'page.language': { fr: 'English', en: 'Français' },
  'page.theme': {
    fr: 'Couleurs : {theme, select, light {claires} dark {sombres} other {celles du système}}',
    en: 'Colours: {theme, select, light {light} dark {dark} other {as the system}}',
  },
  'page.loading': { fr: 'Un instant…', en: 'One moment…' },
  'page.unknown': { fr: 'Cette page n’existe pas.', en: 'There is no such page.' },
  'page.older': { fr: 'Montrer plus ancien', en: 'Show older ones' },
  'page.close': { fr: 'Fermer', en: 'Close' },
  'page.cancel': { fr: 'Annuler', en: 'Cancel' },

  'link.live': { fr: 'en direct', en: 'live' },
  'link.stale': { fr: 'état d’il y a {ago}', en: 'state of {ago} ago' },
  'link.coordinator': {
    fr: 'Le coordinateur ne répond pas. Ce qui suit date de {time} et a pu changer ; la page se remet à jour d’elle-même.',
    en: 'The coordinator does not answer. What follows is of {time} and may have changed; the page catches up by itself.',
  },
  'link.network': {
    fr: 'La passerelle n’est pas joignable. Ce qui suit date de {time} et a pu changer ; la page se remet à jour d’elle-même.',
    en: 'The gateway cannot be reached. What follows is of {time} and may have changed; the page catches up by itself.',
  },

  'login.title': { fr: 'Se connecter', en: 'Sign in' },
  'login.how': {
    fr: 'Collez un jeton d’API. Sur le nœud 0 : hapyctl api-token create --name NOM --scope operate (ou read, pour regarder seulement).',
    en: 'Paste an API token. On node 0: hapyctl api-token create --name NAME --scope operate (or read, to look only).',
  },
  'login.certificate': {
    fr: 'Avec un certificat d’opérateur ou d’auditeur dans le navigateur, aucun jeton n’est demandé.',
    en: 'With an operator’s or auditor’s certificate in the browser, no token is asked for.',
  },
  'login.token': { fr: 'Jeton d’API', en: 'API token' },
  'login.enter': { fr: 'Entrer', en: 'Enter' },
  'login.leave': { fr: 'Se déconnecter', en: 'Sign out' },
  'role.operator': { fr: 'opérateur', en: 'operator' },
  'role.auditor': { fr: 'auditeur, lecture seule', en: 'auditor, read only' },

  'verdict.healthy': { fr: 'La grappe est en bonne santé', en: 'The cluster is healthy' },
  'verdict.warnings': {
    fr: 'La grappe fonctionne, avec {count, plural, one {un avertissement} other {# avertissements}}',
    en: 'The cluster works, with {count, plural, one {one warning} other {# warnings}}',
  },
  'verdict.errors': {
    fr: 'La grappe a besoin de vous : {count, plural, one {une erreur} other {# erreurs}}',
    en: 'The cluster needs you: {count, plural, one {one error} other {# errors}}',
  },
  'verdict.unformed': { fr: 'La grappe n’est pas encore formée', en: 'The cluster is not formed yet' },
  'verdict.running': { fr: 'Une exécution est en cours', en: 'A run is going on' },
  'verdict.see-plan': { fr: 'Voir le plan', en: 'See the plan' },
  'verdict.see-run': { fr: 'Suivre l’exécution', en: 'Follow the run' },

  'fact.leader': { fr: 'Leader', en: 'Leader' },
  'fact.vip': { fr: 'Adresse virtuelle', en: 'Virtual address' },
  'fact.nodes': { fr: 'Nœuds qui répondent', en: 'Nodes that answer' },
  'fact.lag': { fr: 'Retard de réplication', en: 'Replication lag' },
  'fact.proved': { fr: 'Basculement prouvé', en: 'Fail-over proved' },
  'fact.storage': { fr: 'Briques servies', en: 'Bricks served' },
  'fact.none': { fr: 'aucun', en: 'none' },
  'fact.never': { fr: 'jamais', en: 'never' },
  'fact.ago': { fr: 'il y a {duration}', en: '{duration} ago' },
  'fact.of': { fr: '{count} sur {total}', en: '{count} of {total}' },
  'fact.records': {
    fr: '{count, plural, =0 {aucun} one {un enregistrement} other {# enregistrements}}',
    en: '{count, plural, =0 {none} one {one record} other {# records}}',
  },
  'fact.vip-holders': {
    fr: '{count, plural, =0 {portée par personne} one {sur {holders}} other {sur # nœuds : {holders}}}',
    en: '{count, plural, =0 {held by nobody} one {on {holders}} other {on # nodes: {holders}}}',
  },
  'fact.sandbox': {
    fr: 'Bac à sable : OpenNebula est un double, son horloge va {factor} fois plus vite.',
    en: 'Sandbox: OpenNebula is a double whose clock runs {factor} times faster.',
  },

  'picture.title': { fr: 'La grappe', en: 'The cluster' },
  'picture.summary': {
    fr: '{nodes, plural, one {un nœud} other {# nœuds}} ; leader : {leader} ; adresse virtuelle : {holders} ; {hears, plural, one {un suiveur entend le leader} other {# suiveurs entendent le leader}}, {deaf} non.',
    en: '{nodes, plural, one {one node} other {# nodes}}; leader: {leader}; virtual address: {holders}; {hears, plural, one {one follower hears the leader} other {# followers hear the leader}}, {deaf} do not.',
  },
  'picture.legend-hears': { fr: 'entend le leader', en: 'hears the leader' },
  'picture.legend-deaf': { fr: 'ne l’entend pas', en: 'does not hear it' },
  'picture.lag': { fr: '{count} en retard', en: '{count} behind' },
  'picture.in-sync': { fr: 'à jour', en: 'in sync' },
  'storage.title': { fr: 'Stockage {volume}', en: 'Storage {volume}' },
  'storage.bricks': {
    fr: '{served} {bricks, plural, one {brique} other {briques}} sur {bricks} {bricks, plural, one {servie} other {servies}}',
    en: '{served} of {bricks} {bricks, plural, one {brick} other {bricks}} served',
  },
  'storage.copies': {
    fr: '{pending, plural, =0 {toutes les copies sont égales} one {une entrée à copier} other {# entrées à copier}}{splitBrain, plural, =0 {} other {, # en conflit}}',
    en: '{pending, plural, =0 {all copies are alike} one {one entry to copy} other {# entries to copy}}{splitBrain, plural, =0 {} other {, # in conflict}}',
  },
  'storage.mounted': {
    fr: 'monté sur {count} nœuds sur {total}',
    en: 'mounted on {count} of {total} nodes',
  },
  'bricks.node': { fr: 'Brique', en: 'Brick' },
  'bricks.state': { fr: 'État', en: 'State' },
  'bricks.pending': { fr: 'À recopier ailleurs', en: 'To be copied elsewhere' },
  'bricks.free': { fr: 'Libre', en: 'Free' },
  'bricks.conflicts': { fr: '{count} en conflit', en: '{count} in conflict' },
  'bricks.is': {
    fr: '{state, select, online {servie} offline {pas servie} absent {hors du volume} other {sans nouvelles}}',
    en: '{state, select, online {served} offline {not served} absent {not in the volume} other {not heard of}}',
  },
  'node.leader': { fr: 'leader', en: 'leader' },
  'node.follower': { fr: 'suiveur', en: 'follower' },
  'node.candidate': { fr: 'candidat', en: 'candidate' },
  'node.solo': { fr: 'seul', en: 'solo' },
  'node.stopped': { fr: 'oned arrêté', en: 'oned stopped' },
  'node.failed': { fr: 'oned en échec', en: 'oned failed' },
  'node.mute': { fr: 'oned muet', en: 'oned silent' },
  'node.silent': { fr: 'injoignable', en: 'unreachable' },
  'node.held': { fr: 'oned retenu', en: 'oned held' },
  'node.unenrolled': { fr: 'pas encore inscrit', en: 'not enrolled yet' },
  'node.free': { fr: 'prêt', en: 'ready' },

  'nodes.title': { fr: 'Nœuds', en: 'Nodes' },
  'nodes.name': { fr: 'Nœud', en: 'Node' },
  'nodes.state': { fr: 'État', en: 'State' },
  'nodes.term': { fr: 'Mandat', en: 'Term' },
  'nodes.index': { fr: 'Journal', en: 'Log' },
  'nodes.lag': { fr: 'Retard', en: 'Lag' },
  'nodes.heard': { fr: 'Nouvelles', en: 'Last heard' },
  'nodes.disk': { fr: 'Disque libre', en: 'Free disk' },
  'nodes.find': { fr: 'Chercher un nœud', en: 'Find a node' },
  'nodes.vip': { fr: 'VIP', en: 'VIP' },
  'nodes.gib': { fr: '{gib} Gio ({percent} %)', en: '{gib} GiB ({percent}%)' },

  'findings.title': { fr: 'Constats', en: 'Findings' },
  'findings.none': {
    fr: '{passed, plural, one {La seule vérification n’a rien trouvé.} other {Les # vérifications n’ont rien trouvé.}}',
    en: '{passed, plural, one {The only check found nothing.} other {All # checks found nothing.}}',
  },
  'findings.cause': { fr: 'Cause', en: 'Cause' },
  'findings.next': { fr: 'À faire', en: 'Next' },
  'findings.seen': { fr: 'Ce qui a été vu', en: 'What was seen' },
  'findings.follows': { fr: 'Il en découle', en: 'From this follow' },
  'severity.error': { fr: 'erreur', en: 'error' },
  'severity.warning': { fr: 'avertissement', en: 'warning' },
  'severity.info': { fr: 'information', en: 'note' },

  'events.title': { fr: 'Ce qui se passe', en: 'What happens' },
  'events.none': { fr: 'Rien encore.', en: 'Nothing yet.' },
} as const satisfies Record<string, Text>;

export type ConsoleText = keyof typeof consoleMessages;
