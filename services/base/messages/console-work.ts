import type { Text } from '../errors/definition.ts';

/** What the web console says of plans and runs. */
export const consoleWorkMessages = {
  'plan.title': { fr: 'Ce qui serait fait', en: 'What would be done' },
  'plan.read-again': { fr: 'Relire le plan', en: 'Read the plan again' },
  'plan.nothing': {
    fr: 'Rien à faire : la grappe est comme vous la voulez.',
    en: 'Nothing to do: the cluster is as you want it.',
  },
  'plan.blocked': {
    fr: 'Aucune action tant que ces constats ne sont pas levés.',
    en: 'No action while these findings stand.',
  },
  'plan.count': {
    fr: '{actions, plural, one {une action} other {# actions}} sur {nodes, plural, one {un nœud} other {# nœuds}}',
    en: '{actions, plural, one {one action} other {# actions}} on {nodes, plural, one {one node} other {# nodes}}',
  },
  'plan.after': { fr: 'après {numbers}', en: 'after {numbers}' },
  'plan.within': { fr: '≤ {duration}', en: '≤ {duration}' },
  'plan.why': { fr: 'But :', en: 'Aim:' },
  'plan.requires': { fr: 'Condition :', en: 'Requires:' },
  'plan.zone': { fr: 'zone', en: 'zone' },
  'plan.left-alone': { fr: 'Laissé en l’état', en: 'Left alone' },
  'plan.apply': { fr: 'Exécuter ce plan', en: 'Carry out this plan' },
  'plan.confirm': { fr: 'Exécuter ce plan ?', en: 'Carry out this plan?' },
  'plan.confirm-text': {
    fr: '{actions, plural, one {Une action sera faite} other {# actions seront faites}}. Chacune n’est faite que si ses conditions sont encore vraies ; l’exécution peut être reprise ou abandonnée.',
    en: '{actions, plural, one {One action is} other {# actions are}} carried out. Each is done only while its conditions still hold; the run can be resumed or aborted.',
  },
  'plan.confirm-drill': {
    fr: 'Le leader va être arrêté : quelques secondes sans OpenNebula ; les machines virtuelles continuent.',
    en: 'The leader will be stopped: some seconds without OpenNebula; virtual machines go on.',
  },
  'plan.confirm-drill-storage': {
    fr: 'Une brique va être arrêtée : les autres copies servent seules, puis elle recopie ce qui lui a manqué. OpenNebula et les machines virtuelles continuent.',
    en: 'A brick will be stopped: the other copies serve alone, then it copies what it missed. OpenNebula and virtual machines go on.',
  },
  'plan.reason': { fr: 'Pourquoi (écrit dans l’audit)', en: 'Why (written in the audit)' },

  'verb.title': { fr: 'Autre chose', en: 'Something else' },
  'verb.way': { fr: 'La grappe voulue', en: 'The cluster that is wanted' },
  'verb.drill': { fr: 'Exercice de basculement', en: 'Fail-over drill' },
  'verb.drill-about': {
    fr: 'Arrête le leader exprès et chronomètre la reprise.',
    en: 'Stops the leader on purpose and times the recovery.',
  },
  'verb.drill-storage': { fr: 'Exercice du stockage', en: 'Storage drill' },
  'verb.drill-storage-about': {
    fr: 'Arrête une brique exprès, écrit, relit partout, et chronomètre le retour des copies.',
    en: 'Stops a brick on purpose, writes, reads everywhere, and times how the copies come back.',
  },
  'verb.add': { fr: 'Ajouter un nœud', en: 'Add a node' },
  'verb.add-about': {
    fr: 'Le nœud doit ensuite rejoindre la grappe avec un jeton d’adhésion.',
    en: 'The node then has to join with a join token.',
  },
  'verb.remove': { fr: 'Retirer un nœud', en: 'Remove a node' },
  'verb.remove-about': {
    fr: 'Le retire de toutes les couches : hyperviseur, zone, certificat.',
    en: 'Takes it out of every layer: host, zone, certificate.',
  },
  'verb.replace': { fr: 'Remplacer un nœud', en: 'Replace a node' },
  'verb.replace-about': {
    fr: 'Une machine neuve prend la place d’une machine morte.',
    en: 'A new machine takes the place of a dead one.',
  },
  'verb.reconfigure': { fr: 'Reconfigurer', en: 'Reconfigure' },
  'verb.reconfigure-about': {
    fr: 'reconfigure sur un votant après l’autre, le leader en dernier.',
    en: 'reconfigure on one voter after the other, the leader last.',
  },
  'verb.repair': { fr: 'Réparer', en: 'Repair' },
  'verb.repair-about': {
    fr: 'Remet en ordre ce qui a été dérangé à la main.',
    en: 'Puts right what went wrong by hand.',
  },
  'verb.adopt': { fr: 'Adopter', en: 'Adopt' },
  'verb.adopt-about': {
    fr: 'Prend en charge une zone qui a été faite à la main.',
    en: 'Takes over a zone that was made by hand.',
  },
  'verb.node': { fr: 'Nœud', en: 'Node' },
  'verb.name': { fr: 'Nom', en: 'Name' },
  'verb.address': { fr: 'Adresse IPv4', en: 'IPv4 address' },
  'verb.dead': { fr: 'La machine est morte', en: 'The machine is dead' },
  'verb.fence': {
    fr: 'Comment elle a été isolée (par exemple : courant coupé)',
    en: 'How it was fenced (for example: power cut)',
  },
  'verb.show': { fr: 'Montrer le plan', en: 'Show the plan' },

  'run.title': { fr: 'Exécution {run}', en: 'Run {run}' },
  'run.now': { fr: 'En cours', en: 'Going on' },
  'run.history': { fr: 'Toutes les exécutions', en: 'All runs' },
  'run.none': { fr: 'Aucune exécution encore.', en: 'No run yet.' },
  'run.status': {
    fr: '{status, select, running {en cours} succeeded {réussie} failed {échouée} partial {faite en partie} aborted {abandonnée} other {{status}}}',
    en: '{status, select, running {going on} succeeded {succeeded} failed {failed} partial {partly done} aborted {aborted} other {{status}}}',
  },
  'run.done': { fr: '{done} actions sur {total}', en: '{done} of {total} actions' },
  'run.by': { fr: 'par {name}', en: 'by {name}' },
  'run.column-run': { fr: 'Exécution', en: 'Run' },
  'run.column-status': { fr: 'Issue', en: 'Outcome' },
  'run.column-started': { fr: 'Début', en: 'Started' },
  'run.column-took': { fr: 'Durée', en: 'Took' },
  'run.column-by': { fr: 'Par', en: 'By' },
  'run.column-done': { fr: 'Actions', en: 'Actions' },
  'run.state': {
    fr: '{state, select, done {fait} going {en cours} failed {échec} skipped {inutile} other {à venir}}',
    en: '{state, select, done {done} going {going on} failed {failed} skipped {not needed} other {to come}}',
  },
  'run.resume': { fr: 'Reprendre', en: 'Resume' },
  'run.resume-about': {
    fr: 'Voici ce qui reste. Reprendre l’exécution ?',
    en: 'This is what is left. Resume the run?',
  },
  'run.abort': { fr: 'Abandonner', en: 'Abort' },
  'run.abort-about': {
    fr: 'L’exécution s’arrête au prochain point sûr. Avant le premier démarrage en haute disponibilité, ce qui suit est défait :',
    en: 'The run stops at the next safe point. Before the first start in high availability, this is taken back:',
  },
  'run.abort-nothing': { fr: 'Rien ne sera défait.', en: 'Nothing will be taken back.' },

  'drill.title': { fr: 'Temps de basculement', en: 'Fail-over times' },
  'drill.none': {
    fr: 'Aucun exercice réussi encore. Une grappe est formée quand un basculement l’a prouvé.',
    en: 'No drill has succeeded yet. A cluster is formed when a fail-over has proved it.',
  },
  'drill.list': { fr: 'Les exercices de basculement', en: 'The fail-over drills' },
  'drill.when': { fr: 'Quand', en: 'When' },
  'drill.node': { fr: 'Leader arrêté', en: 'Leader stopped' },
  'drill.login': { fr: 'connexion', en: 'login' },
  'drill.led': { fr: 'autre leader', en: 'another leader' },
  'drill.vip': { fr: 'adresse virtuelle', en: 'virtual address' },
  'drill.written': { fr: 'écriture', en: 'write' },
  'drill.whole': { fr: 'grappe entière', en: 'whole again' },
  'drill-storage.list': { fr: 'Les exercices du stockage', en: 'The drills of the storage' },
  'drill-storage.node': { fr: 'Brique arrêtée', en: 'Brick stopped' },
  'drill-storage.written': { fr: 'écriture', en: 'write' },
  'drill-storage.read': { fr: 'relecture partout', en: 'read everywhere' },
  'drill-storage.back': { fr: 'brique servie', en: 'brick served' },
  'drill-storage.healed': { fr: 'tout recopié', en: 'all copied' },
  'drill-storage.whole': { fr: 'dernière relecture', en: 'last reading' },
  'lag.title': { fr: 'Retard de réplication', en: 'Replication lag' },
  'lag.since': {
    fr: 'Enregistrements en retard sur le leader : le suiveur le plus en retard, depuis {duration}.',
    en: 'Records behind the leader: the follower that is farthest behind, over {duration}.',
  },
  'lag.none': { fr: 'Pas encore de mesure.', en: 'Nothing measured yet.' },

  'why-not.stale': {
    fr: 'L’état montré n’est pas à jour.',
    en: 'The state that is shown is not current.',
  },
  'why-not.of': { fr: '{label} :', en: '{label}:' },
  'why-not.nothing': { fr: 'Il n’y a rien à faire.', en: 'There is nothing to do.' },
  'why-not.blocked': {
    fr: 'Des constats s’y opposent.',
    en: 'Findings stand in the way.',
  },
  'why-not.unknown': {
    fr: 'On ne sait pas encore si c’est possible.',
    en: 'Whether it is possible is not known yet.',
  },
} as const satisfies Record<string, Text>;
