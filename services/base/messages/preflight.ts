import type { CheckName } from '../../domain/preflight/check.ts';
import type { Text } from '../errors/definition.ts';

/** What each check of the preflight looks at. */
const checks = {
  'check.node-count': {
    fr: 'trois nœuds au moins, en nombre impair',
    en: 'three nodes at least, an odd number',
  },
  'check.node-answers': { fr: 'chaque agent répond', en: 'every agent answers' },
  'check.instance': { fr: 'aucun instance en cours', en: 'no instance is going on' },
  'check.configuration-applied': {
    fr: 'config.eol est appliqué',
    en: 'config.eol is applied',
  },
  'check.same-variables': {
    fr: 'les variables de la grappe sont partout les mêmes',
    en: 'the variables of the cluster are the same',
  },
  'check.index-order': { fr: 'l’index est la place dans la liste', en: 'the index is the place in the list' },
  'check.all-different': { fr: 'noms et adresses tous différents', en: 'names and addresses all different' },
  'check.one-subnet': { fr: 'nœuds et VIP dans un sous-réseau', en: 'nodes and VIP in one subnet' },
  'check.name-resolves': {
    fr: 'chaque nom est résolu depuis chaque nœud',
    en: 'every name resolves from every node',
  },
  'check.peer-reachable': {
    fr: 'les ports entre nœuds sont ouverts',
    en: 'the ports between nodes are open',
  },
  'check.vip-silent': { fr: 'l’adresse virtuelle est libre', en: 'the virtual address is free' },
  'check.clock': { fr: 'les horloges s’accordent', en: 'the clocks agree' },
  'check.disk-free': { fr: 'la place libre suffit', en: 'there is enough free space' },
  'check.same-version': { fr: 'même version d’OpenNebula', en: 'same version of OpenNebula' },
  'check.same-engine': { fr: 'même moteur de base de données', en: 'same database engine' },
  'check.database-empty': {
    fr: 'aucune donnée ne serait perdue',
    en: 'no data would be lost',
  },
  'check.guard-readable': { fr: 'le garde-démarrage est lisible', en: 'the start guard is readable' },
  'check.one-cluster': { fr: 'aucune autre grappe', en: 'no other cluster' },
  'check.glusterd': { fr: 'GlusterFS est installé et répond', en: 'GlusterFS is installed and answers' },
  'check.storage-versions': { fr: 'même version de GlusterFS', en: 'same version of GlusterFS' },
  'check.storage-pool': { fr: 'aucun autre groupe GlusterFS', en: 'no other GlusterFS pool' },
  'check.brick': { fr: 'la brique a sa place', en: 'the brick has its place' },
  'check.volume-name': {
    fr: 'le nom du volume est libre, ou le nôtre',
    en: 'the volume’s name is free, or ours',
  },
  'check.mount-point': { fr: 'le point de montage est libre', en: 'the mount point is free' },
} as const satisfies Record<`check.${CheckName}`, Text>;

/** What hapyctl says of a preflight. */
export const preflightMessages = {
  ...checks,
  'preflight.title': {
    fr: 'Vérifications préalables : {passed} sur {count} réussies{errors, plural, =0 {} one {, une erreur} other {, # erreurs}}{warnings, plural, =0 {} one {, un avertissement} other {, # avertissements}}',
    en: 'Preflight: {passed} of {count} checks passed{errors, plural, =0 {} one {, one error} other {, # errors}}{warnings, plural, =0 {} one {, one warning} other {, # warnings}}',
  },
  'preflight.ignored': { fr: 'ignorée à votre demande', en: 'ignored as you asked' },
  'preflight.ignorable': {
    fr: 'Peuvent être ignorées (--ignore) : {names}',
    en: 'These may be ignored (--ignore): {names}',
  },
  'preflight.ready': {
    fr: 'Rien ne s’y oppose. Pour voir ce qui serait fait : hapyctl plan',
    en: 'Nothing stands in the way. To see what would be done: hapyctl plan',
  },
  'preflight.blocked': {
    fr: 'La grappe ne peut pas être formée tant que ces erreurs ne sont pas levées.',
    en: 'The cluster cannot be formed while these errors stand.',
  },
  'column.check': { fr: 'VÉRIFICATION', en: 'CHECK' },
  'column.result': { fr: 'RÉSULTAT', en: 'RESULT' },
  'column.looked-at': { fr: 'CE QUI EST VÉRIFIÉ', en: 'WHAT IS CHECKED' },
  'value.check.ok': { fr: 'ok ({count})', en: 'ok ({count})' },
  'value.check.warning': { fr: 'à voir ({failed}/{count})', en: 'look ({failed}/{count})' },
  'value.check.error': { fr: 'échec ({failed}/{count})', en: 'failed ({failed}/{count})' },
  'value.check.ignored': { fr: 'ignorée ({failed}/{count})', en: 'ignored ({failed}/{count})' },
} as const satisfies Record<string, Text>;
