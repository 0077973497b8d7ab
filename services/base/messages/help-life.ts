import type { Text } from '../errors/definition.ts';

/** The help of the verbs of a cluster's life. */
export const helpLifeMessages = {
  'help.node': {
    fr: 'ajoute, retire ou remplace un nœud',
    en: 'add, remove or replace a node',
  },
  'help.node.add': {
    fr: 'ajoute des nœuds, l’un après l’autre',
    en: 'add nodes, one after the other',
  },
  'help.node.add.nodes': {
    fr: 'NOM=ADRESSE, dans l’ordre des index',
    en: 'NAME=ADDRESS, in index order',
  },
  'help.node.remove': {
    fr: 'retire un nœud de toutes les couches',
    en: 'take a node out of every layer',
  },
  'help.node.remove.dead': {
    fr: 'la machine ne répond plus et ne reviendra pas',
    en: 'the machine does not answer and will not come back',
  },
  'help.node.fenced': {
    fr: 'comment elle a été isolée, « NŒUD: coupure du courant »',
    en: 'how it was fenced, "NODE: power cut"',
  },
  'help.node.replace': {
    fr: 'met une machine neuve à la place d’une machine morte',
    en: 'put a new machine in the place of a dead one',
  },
  'help.node.replace.with': {
    fr: 'NOM=ADRESSE de la machine neuve (sinon les mêmes)',
    en: 'NAME=ADDRESS of the new machine (else the same)',
  },
  'help.node.name': { fr: 'nom court du nœud', en: 'short name of the node' },
  'help.nodes-named': { fr: 'noms courts ; tous par défaut', en: 'short names; all by default' },
  'help.reconfigure': {
    fr: 'reconfigure les serveurs, un votant à la fois',
    en: 'reconfigure the servers, one voter at a time',
  },
  'help.instantiate': {
    fr: 'instancie les serveurs qui ne le sont pas',
    en: 'instantiate the servers that are not',
  },
  'help.parallel': {
    fr: 'en même temps, pour les nœuds qui ne votent pas',
    en: 'at the same time, for nodes that do not vote',
  },
  'help.rollout': {
    fr: 'reprend la tournée de ce nom',
    en: 'go on with the rollout of this name',
  },
  'help.repair': {
    fr: 'répare ce que le plan ordinaire signale',
    en: 'repair what the ordinary plan reports',
  },
  'help.storage': { fr: 'le stockage répliqué', en: 'the replicated storage' },
  'help.storage.set': {
    fr: 'donne un stockage répliqué à une grappe formée, ou change ses options',
    en: 'give replicated storage to a cluster that is formed, or change its options',
  },
  'help.adopt': {
    fr: 'prend en charge une zone existante, sans y toucher',
    en: 'take charge of an existing zone, without touching it',
  },
  'help.sandbox.machine': {
    fr: 'met une machine neuve dans le bac à sable',
    en: 'put a new machine into the sandbox',
  },
  'help.sandbox.machine.list': {
    fr: 'ce que gen_config dit partout de one_nodes',
    en: 'what gen_config says everywhere about one_nodes',
  },
  'help.dry-run': { fr: 'montre le plan, sans rien modifier', en: 'show the plan, change nothing' },
} as const satisfies Record<string, Text>;
