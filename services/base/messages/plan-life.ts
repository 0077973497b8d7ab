import type { ActionKind } from '../../domain/action.ts';
import type { LifeConditionKind } from '../../domain/life-condition.ts';
import type { PlanWay } from '../../domain/plan.ts';
import type { Text } from '../errors/definition.ts';

type LifeKind = Extract<
  ActionKind,
  | 'stop-oned'
  | 'disable-host'
  | 'reset-zone-server'
  | 'drop-vip'
  | 'prove-service'
  | 'adopt-server'
  | 'bar-identity'
  | 'forget-node'
>;
type LifeWay = Extract<PlanWay, 'depart' | 'reconfigure' | 'instantiate' | 'repair' | 'adopt'>;

/** What the plans of a cluster's life say besides plan.ts: nodes that leave, rollouts, repairs, adoption. */
export const planLifeMessages = {
  'action.stop-oned': {
    fr: 'arrêter oned : un autre nœud prend la direction de la zone',
    en: 'stop oned: another node takes the lead of the zone',
  },
  'action.disable-host': {
    fr: 'désactiver l’hyperviseur {node} : plus rien n’y est placé',
    en: 'disable the host {node}: nothing is placed there any more',
  },
  'action.reset-zone-server': {
    fr: 'faire reprendre le journal de {node} par le leader',
    en: 'make the leader take up the log of {node} again',
  },
  'action.drop-vip': {
    fr: 'retirer l’adresse virtuelle restée sur {node}',
    en: 'remove the virtual address that stayed on {node}',
  },
  'action.prove-service': {
    fr: 'se connecter et écrire par l’adresse virtuelle',
    en: 'log in and write through the virtual address',
  },
  'action.adopt-server': {
    fr: 'prendre le serveur en charge sans y toucher',
    en: 'take charge of the server without touching it',
  },
  'action.bar-identity': {
    fr: 'rendre sans valeur le certificat et les jetons de {node}',
    en: 'make the certificate and the tokens of {node} worthless',
  },
  'action.forget-node': {
    fr: 'retirer {node} de la description de la grappe',
    en: 'take {node} out of the cluster’s description',
  },

  'condition.quorum-without': {
    fr: 'la zone garde son quorum sans {node}',
    en: 'the zone keeps its quorum without {node}',
  },
  'condition.not-leading': {
    fr: 'un autre nœud que {node} dirige la zone',
    en: 'another node than {node} leads the zone',
  },
  'condition.unheard': { fr: '{node} ne répond pas', en: '{node} does not answer' },
  'condition.host-absent': {
    fr: '{node} n’est plus un hyperviseur de la zone',
    en: '{node} is no host of the zone any more',
  },
  'condition.host-disabled': {
    fr: 'l’hyperviseur {node} est désactivé',
    en: 'the host {node} is disabled',
  },
  'condition.drained': {
    fr: 'aucune machine virtuelle ne tourne plus sur {node} (déplacez-les ou arrêtez-les)',
    en: 'no virtual machine runs on {node} any more (move or stop them)',
  },
  'condition.identity-barred': {
    fr: 'le certificat de {node} ne vaut plus rien',
    en: 'the certificate of {node} is worthless',
  },
  'condition.forgotten': {
    fr: '{node} n’est plus dans la description de la grappe',
    en: '{node} is no longer in the cluster’s description',
  },
  'condition.fit-to-join': {
    fr: 'l’agent de {node} a rejoint la grappe, et rien n’empêche son entrée (hapyctl token create {node}, puis hapy-agent join sur {node})',
    en: 'the agent of {node} has joined, and nothing forbids its entry (hapyctl token create {node}, then hapy-agent join on {node})',
  },
  'condition.rolled-out': { fr: '{node} est reconfiguré', en: '{node} is reconfigured' },
  'condition.server-gone': {
    fr: 'l’inscription en trop est retirée de la zone',
    en: 'the surplus entry is removed from the zone',
  },
  'condition.in-log-window': {
    fr: 'le journal du leader contient tout ce qui manque à {node}',
    en: 'the leader’s log holds all that {node} lacks',
  },
  'condition.seed-in-log-window': {
    fr: 'la graine du leader est assez récente',
    en: 'the leader’s seed is recent enough',
  },
  'condition.seed-not-behind': {
    fr: 'la graine du leader contient tout ce que contient la base de {for}',
    en: 'the leader’s seed holds all that the database of {for} holds',
  },
  'condition.has-seed-of': {
    fr: '{node} a restauré la dernière graine du leader',
    en: '{node} has restored the leader’s last seed',
  },
  'condition.vip-absent': {
    fr: '{node} ne porte pas l’adresse virtuelle',
    en: '{node} does not carry the virtual address',
  },
  'condition.keys-in-place': {
    fr: 'oned.conf de {node} dit ce qui est voulu',
    en: 'oned.conf of {node} says what is wanted',
  },
  'condition.adopted': {
    fr: '{node} est connu comme membre de cette grappe',
    en: '{node} is known as a member of this cluster',
  },
  'condition.undisturbed': {
    fr: 'aucun programme d’EOLE (instance, reconfigure, Maj-Auto) n’est à l’œuvre',
    en: 'no program of EOLE (instance, reconfigure, Maj-Auto) is at work',
  },

  'left-alone.server-missing': {
    fr: 'entrera dans la zone quand {server} répondra de nouveau',
    en: 'will join the zone once {server} answers again',
  },
  'left-alone.not-adoptable': {
    fr: 'oned n’y tourne pas comme membre de la zone',
    en: 'its oned does not run as a member of the zone',
  },
  'left-alone.instantiated-before': { fr: 'il est déjà instancié', en: 'it is instantiated already' },

  'stage.leave': { fr: 'Faire sortir {node} de la zone', en: 'Take {node} out of the zone' },
  'stage.roll': { fr: 'Reconfigurer {node}', en: 'Reconfigure {node}' },
  'stage.hand-over': { fr: 'Passer la direction de la zone', en: 'Hand the lead of the zone over' },
  'stage.repair': { fr: 'Réparer', en: 'Repair' },
  'stage.adopt': { fr: 'Prendre en charge', en: 'Take charge' },

  'way.depart': { fr: 'Changer la composition de la zone', en: 'Change who belongs to the zone' },
  'way.reconfigure': {
    fr: 'Reconfigurer les serveurs, un votant à la fois',
    en: 'Reconfigure the servers, one voter at a time',
  },
  'way.instantiate': { fr: 'Instancier les serveurs', en: 'Instantiate the servers' },
  'way.repair': { fr: 'Réparer la zone', en: 'Repair the zone' },
  'way.adopt': { fr: 'Prendre en charge la zone existante', en: 'Take charge of the existing zone' },
} as const satisfies Readonly<Record<string, Text>> &
  Readonly<Record<`action.${LifeKind}` | `condition.${LifeConditionKind}` | `way.${LifeWay}`, Text>>;
