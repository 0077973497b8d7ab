import type { Text } from '../errors/definition.ts';

/** What `hapyctl doctor` and `drill` say beside findings, which are errors of the table. */
export const doctorMessages = {
  'doctor.seen': { fr: 'Vu', en: 'Seen' },
  'doctor.explains': { fr: 'Il en découle', en: 'From this follow' },
  'doctor.healthy': {
    fr: '{passed} vérifications sur {total} sans constat. La grappe est en bonne santé.',
    en: '{passed} of {total} checks found nothing. The cluster is healthy.',
  },
  'doctor.unhealthy': {
    fr: '{errors, plural, =0 {Aucune erreur} one {# erreur} other {# erreurs}}, {warnings, plural, =0 {aucun avertissement} one {# avertissement} other {# avertissements}} ; {passed} vérifications sur {total} sans constat.',
    en: '{errors, plural, =0 {No errors} one {# error} other {# errors}}, {warnings, plural, =0 {no warnings} one {# warning} other {# warnings}}; {passed} of {total} checks found nothing.',
  },
  'doctor.unformed': {
    fr: 'La grappe n’est pas encore formée : hapyctl plan',
    en: 'The cluster is not formed yet: hapyctl plan',
  },
  'doctor.running': {
    fr: 'L’exécution {run} est en cours : ce qu’elle arrête ou retient n’est pas compté.',
    en: 'Run {run} is going on: what it stops or holds does not count.',
  },
  'doctor.waited': {
    fr: 'Attente de {what} : abandonnée après {seconds} s.',
    en: 'Waiting for {what}: given up after {seconds} s.',
  },
  'doctor.more': {
    fr: '{count, plural, one {# autre constat} other {# autres constats}} : hapyctl doctor',
    en: '{count, plural, one {# more finding} other {# more findings}}: hapyctl doctor',
  },
  'doctor.check': { fr: 'Vérification', en: 'Check' },
  'doctor.asks': { fr: 'Ce qu’elle demande', en: 'What it asks' },
  'doctor.severity': { fr: 'Gravité', en: 'Severity' },
  'doctor.may-explain': { fr: 'Peut entraîner', en: 'May lead to' },
  'doctor.may-follow': { fr: 'Peut découler de', en: 'May follow from' },
  'doctor.no-check': {
    fr: 'Ce code ne vient pas d’une vérification de santé.',
    en: 'This code does not come from a health check.',
  },
  'drill.question': {
    fr: 'Le leader va être arrêté : quelques secondes sans OpenNebula ; les machines virtuelles continuent. Faire l’exercice ? [oui/non] ',
    en: 'The leader will be stopped: some seconds without OpenNebula; virtual machines go on. Do the drill? [yes/no] ',
  },
  'drill.of-founding': {
    fr: 'La zone est fondée. Elle est formée quand un basculement l’a prouvé : le leader va être arrêté.',
    en: 'The zone is founded. It is formed when a fail-over has proved it: the leader will be stopped.',
  },
  'drill.proved': { fr: 'Le basculement est prouvé.', en: 'The fail-over is proved.' },
  'drill.stopped': { fr: 'oned du leader arrêté en', en: 'the leader’s oned stopped within' },
  'drill.led': { fr: 'un autre leader après', en: 'another leader after' },
  'drill.vip': { fr: 'l’adresse virtuelle sur lui après', en: 'the virtual address on it after' },
  'drill.login': {
    fr: 'connexion par l’adresse virtuelle réussie après',
    en: 'login through the virtual address succeeded after',
  },
  'drill.written': {
    fr: 'écriture par l’adresse virtuelle réussie après',
    en: 'write through the virtual address succeeded after',
  },
  'drill.whole': { fr: 'la grappe entière de nouveau après', en: 'the cluster whole again after' },
  'drill.storage-question': {
    fr: 'Une brique sur trois va être arrêtée : les deux autres continuent de servir, les machines virtuelles aussi. Faire l’exercice ? [oui/non] ',
    en: 'One brick of three will be stopped: the other two go on serving, and so do virtual machines. Do the drill? [yes/no] ',
  },
  'drill.storage-proved': {
    fr: 'Le stockage répliqué est prouvé : rien n’a manqué à personne.',
    en: 'The replicated storage is proved: nobody missed anything.',
  },
  'drill.storage-stopped': { fr: 'brique arrêtée en', en: 'brick stopped within' },
  'drill.storage-written': {
    fr: 'écrit par un autre nœud après',
    en: 'written through another node after',
  },
  'drill.storage-read': {
    fr: 'relu en entier de tous les autres montages après',
    en: 'read back whole from all other mounts after',
  },
  'drill.storage-back': { fr: 'brique de nouveau servie après', en: 'brick served again after' },
  'drill.storage-healed': {
    fr: 'tout recopié sur elle (0 en attente) après',
    en: 'everything copied onto it (0 pending) after',
  },
  'drill.storage-whole': {
    fr: 'relu de partout, fichiers enlevés, après',
    en: 'read from everywhere, files taken away, after',
  },
  'support.written': {
    fr: 'Écrit : {file} ({size} Kio). Aucun mot de passe, clé ni jeton ; des noms et des adresses, oui.',
    en: 'Written: {file} ({size} KiB). No password, key or token; names and addresses, yes.',
  },
  'events.going-on': {
    fr: 'Reprise après l’événement {last}.',
    en: 'Going on after event {last}.',
  },
  'status.proved': { fr: 'Prouvée', en: 'Proved' },
  'status.proved-at': { fr: 'basculement réussi le {at}', en: 'fail-over succeeded on {at}' },
  'status.proved-never': { fr: 'jamais : hapyctl drill', en: 'never: hapyctl drill' },
} as const satisfies Record<string, Text>;
