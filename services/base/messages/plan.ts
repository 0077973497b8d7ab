import type { ActionKind } from '../../domain/action.ts';
import type { ConditionKind } from '../../domain/condition.ts';
import type { PlanWay } from '../../domain/plan.ts';
import type { Text } from '../errors/definition.ts';
import { planLifeMessages } from './plan-life.ts';
import { planStorageMessages } from './plan-storage.ts';

/**
 * What a plan says to a person: one text per action kind, per condition (as something that is awaited or
 * missing), per stage, per reason for leaving something alone. `{node}` is a node's name; `{place}` is one too,
 * or the word for whichever node leads.
 */
export const planMessages = {
  ...planLifeMessages,
  ...planStorageMessages,
  'action.instantiate': {
    fr: 'instancier le serveur (instance)',
    en: 'instantiate the server (instance)',
  },
  'action.hold-oned': {
    fr: 'arrêter oned et le retenir',
    en: 'stop oned and hold it',
  },
  'action.configure-solo': {
    fr: 'configurer oned en solo',
    en: 'configure oned as solo',
  },
  'action.configure-member': {
    fr: 'configurer oned comme membre de la zone',
    en: 'configure oned as a member of the zone',
  },
  'action.start-oned': {
    fr: 'démarrer oned',
    en: 'start oned',
  },
  'action.add-zone-server': {
    fr: 'inscrire {node} dans la zone',
    en: 'add {node} to the zone',
  },
  'action.remove-zone-server': {
    fr: 'retirer {node} de la zone',
    en: 'remove {node} from the zone',
  },
  'action.export-seed': {
    fr: 'préparer la graine (base et clés d’oneadmin)',
    en: 'make the seed (database and oneadmin’s keys)',
  },
  'action.import-seed': {
    fr: 'recevoir la graine et restaurer la base',
    en: 'receive the seed and restore the database',
  },
  'action.set-zone-endpoint': {
    fr: 'donner l’adresse virtuelle à la zone',
    en: 'give the virtual address to the zone',
  },
  'action.configure-peer-ssh': {
    fr: 'échanger les clés SSH d’oneadmin',
    en: 'exchange oneadmin’s SSH keys',
  },
  'action.add-host': {
    fr: 'ajouter l’hyperviseur {node}',
    en: 'add the host {node}',
  },
  'action.remove-host': {
    fr: 'retirer l’hyperviseur {node}',
    en: 'remove the host {node}',
  },
  'action.reconfigure': {
    fr: 'reconfigurer le serveur (reconfigure)',
    en: 'reconfigure the server (reconfigure)',
  },
  'action.restore-server': {
    fr: 'remettre le serveur comme il était (base, clés, configuration)',
    en: 'put the server back as it was (database, keys, configuration)',
  },
  'action.await': {
    fr: 'attendre : {conditions}',
    en: 'wait: {conditions}',
  },

  'condition.instantiated': {
    fr: '{node} est instancié',
    en: '{node} is instantiated',
  },
  'condition.held': {
    fr: 'oned est arrêté et retenu sur {node}',
    en: 'oned is stopped and held on {node}',
  },
  'condition.all-held': {
    fr: 'oned est arrêté et retenu partout',
    en: 'oned is stopped and held everywhere',
  },
  'condition.stopped': {
    fr: 'oned est arrêté sur {node}',
    en: 'oned is stopped on {node}',
  },
  'condition.led-by-another': {
    fr: 'un autre nœud que {node} dirige la zone',
    en: 'another node than {node} leads the zone',
  },
  'condition.written-in-term': {
    fr: 'une écriture a réussi chez le nouveau leader',
    en: 'a write has succeeded at the new leader',
  },
  'condition.contents-equal': {
    fr: 'les bases ont le même contenu',
    en: 'the databases hold the same',
  },
  'condition.configured-solo': {
    fr: '{node} est configuré en solo',
    en: '{node} is configured as solo',
  },
  'condition.serving-solo': {
    fr: 'oned répond en solo sur {node}',
    en: 'oned answers as solo on {node}',
  },
  'condition.server-in-pool': {
    fr: '{node} est inscrit dans la zone, une seule fois',
    en: '{node} stands in the zone, exactly once',
  },
  'condition.server-not-in-pool': {
    fr: '{node} n’est plus inscrit dans la zone',
    en: '{node} no longer stands in the zone',
  },
  'condition.entries-at-most': {
    fr: 'notre inscription de {node} est retirée de la zone',
    en: 'our entry of {node} is removed from the zone',
  },
  'condition.no-entries-of-ours': {
    fr: 'aucune de nos inscriptions ne reste dans la zone',
    en: 'none of our entries is left in the zone',
  },
  'condition.all-servers-in-pool': {
    fr: 'tous les nœuds sont inscrits dans la zone',
    en: 'all nodes stand in the zone',
  },
  'condition.seed-exported': {
    fr: 'la graine de {node} est prête et à jour',
    en: 'the seed of {node} is ready and current',
  },
  'condition.seed-imported': {
    fr: '{node} a restauré la graine',
    en: '{node} has restored the seed',
  },
  'condition.configured-member': {
    fr: '{node} est configuré comme membre, avec le bon numéro de serveur',
    en: '{node} is configured as a member, with the right server id',
  },
  'condition.majority-seeded': {
    fr: 'une majorité de nœuds a la graine',
    en: 'a majority of the nodes has the seed',
  },
  'condition.oned-running': {
    fr: 'oned tourne sur {node}',
    en: 'oned runs on {node}',
  },
  'condition.ready-for-second': {
    fr: '{node} mène seul sa zone, ou n’attend que son deuxième serveur',
    en: '{node} leads a zone of its own, or waits for nothing but its second server',
  },
  'condition.serving-member': {
    fr: 'oned répond comme membre de la zone sur {node}',
    en: 'oned answers as a member of the zone on {node}',
  },
  'condition.all-serving': {
    fr: 'oned répond comme membre de la zone partout',
    en: 'oned answers as a member of the zone everywhere',
  },
  'condition.zone-led': {
    fr: 'un leader est reconnu par la majorité',
    en: 'a majority agrees on a leader',
  },
  'condition.zone-in-sync': {
    fr: 'tous les serveurs de la zone sont synchronisés',
    en: 'all servers of the zone are in sync',
  },
  'condition.zone-endpoint-set': {
    fr: 'la zone est connue sous l’adresse virtuelle',
    en: 'the zone is known under the virtual address',
  },
  'condition.vip-on-leader': {
    fr: 'l’adresse virtuelle est sur le leader seul',
    en: 'the virtual address is on the leader alone',
  },
  'condition.peer-ssh-configured': {
    fr: '{node} connaît les clés SSH des autres nœuds',
    en: '{node} knows the SSH keys of the other nodes',
  },
  'condition.host-added': {
    fr: 'l’hyperviseur {node} est déclaré',
    en: 'the host {node} is declared',
  },
  'condition.host-on': {
    fr: 'l’hyperviseur {node} est en service (on)',
    en: 'the host {node} is on',
  },
  'condition.reconfigured': {
    fr: '{node} est reconfiguré pour cette grappe',
    en: '{node} is reconfigured for this cluster',
  },
  'condition.as-before': {
    fr: '{node} est comme avant la formation',
    en: '{node} is as before the formation',
  },
  'condition.configured-alone': {
    fr: 'oned.conf de {node} décrit un serveur seul',
    en: 'oned.conf of {node} describes a server that runs alone',
  },
  'condition.all-hosts-on': {
    fr: 'tous les hyperviseurs sont en service (on)',
    en: 'all hosts are on',
  },

  'left-alone.reconfigured-once-whole': {
    fr: 'sera reconfiguré quand {server} répondra de nouveau (un prochain plan)',
    en: 'is reconfigured once {server} answers again (a later plan)',
  },
  'left-alone.joins-once-led': {
    fr: 'entrera dans la zone dès qu’elle aura un leader (un prochain plan)',
    en: 'will join the zone once it is led (a later plan)',
  },
  'left-alone.unreachable': {
    fr: 'son agent ne répond pas',
    en: 'its agent does not answer',
  },
  'left-alone.guard-unreadable': {
    fr: 'son fichier d’identité est illisible',
    en: 'its identity file cannot be read',
  },
  'left-alone.other-cluster': {
    fr: 'il appartient à une autre grappe',
    en: 'it belongs to another cluster',
  },
  'left-alone.not-alone-before': {
    fr: 'oned y reste arrêté : son oned.conf avait déjà un SERVER_ID avant nous',
    en: 'its oned stays stopped: its oned.conf had a SERVER_ID before us',
  },

  'stage.prepare': { fr: 'Préparer les serveurs', en: 'Prepare the servers' },
  'stage.name': { fr: 'Inscrire les nœuds dans la zone', en: 'Name the nodes in the zone' },
  'stage.seed': { fr: 'Distribuer la graine', en: 'Hand out the seed' },
  'stage.start': { fr: 'Démarrer la zone hautement disponible', en: 'Start the highly available zone' },
  'stage.zone': { fr: 'Synchroniser la zone', en: 'Bring the zone in sync' },
  'stage.join': { fr: 'Faire entrer {node} dans la zone', en: 'Bring {node} into the zone' },
  'stage.hosts': { fr: 'Déclarer les hyperviseurs', en: 'Declare the hosts' },
  'stage.reconfigure': { fr: 'Reconfigurer les serveurs', en: 'Reconfigure the servers' },
  'stage.unname': { fr: 'Retirer nos inscriptions de la zone', en: 'Take our entries out of the zone' },
  'stage.restore': { fr: 'Remettre les serveurs comme avant', en: 'Put the servers back as they were' },
  'stage.restart': { fr: 'Redémarrer les serveurs, chacun seul', en: 'Start the servers again, each alone' },
  'stage.drill-stop': { fr: 'Arrêter le leader', en: 'Stop the leader' },
  'stage.drill-prove': { fr: 'Prouver que le service continue', en: 'Prove that the service goes on' },
  'stage.drill-return': { fr: 'Ramener le serveur arrêté', en: 'Bring the stopped server back' },
  'stage.verify': { fr: 'Vérifier', en: 'Verify' },

  'way.found': { fr: 'Fonder la zone', en: 'Found the zone' },
  'way.one-by-one': {
    fr: 'Former la zone, un serveur après l’autre',
    en: 'Form the zone, one server after the other',
  },
  'way.resume': { fr: 'Reprendre la formation interrompue', en: 'Go on with the interrupted formation' },
  'way.join': { fr: 'Compléter la zone existante', en: 'Complete the existing zone' },
  'way.undo': { fr: 'Défaire la formation interrompue', en: 'Undo the interrupted formation' },
  'way.drill': { fr: 'Éprouver le basculement', en: 'Prove the fail-over' },
  'way.none': { fr: 'Rien à changer', en: 'Nothing to change' },

  'place.leader': { fr: 'le leader', en: 'the leader' },
} as const satisfies Readonly<Record<string, Text>> &
  Readonly<Record<`action.${ActionKind}` | `condition.${ConditionKind}` | `way.${PlanWay}`, Text>>;
