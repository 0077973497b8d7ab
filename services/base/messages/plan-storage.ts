import type { StorageActionKind } from '../../domain/storage/storage-step.ts';
import type { StorageConditionKind } from '../../domain/storage/storage-condition.ts';
import type { Text } from '../errors/definition.ts';

/** What plans say about the replicated storage. */
export const planStorageMessages = {
  'action.probe-peer': {
    fr: 'faire entrer {node} dans le groupe GlusterFS',
    en: 'bring {node} into the GlusterFS pool',
  },
  'action.create-volume': {
    fr: 'créer le volume {volume}, en {replica} copies : {bricks}',
    en: 'create the volume {volume} with {replica} copies: {bricks}',
  },
  'action.set-volume-options': {
    fr: 'régler les options du volume {volume}',
    en: 'set the options of the volume {volume}',
  },
  'action.start-volume': { fr: 'démarrer le volume {volume}', en: 'start the volume {volume}' },
  'action.mount-volume': {
    fr: 'monter le volume {volume} sur {path}, à chaque démarrage',
    en: 'mount the volume {volume} on {path}, at every start',
  },
  'action.make-folder': {
    fr: 'créer dans le volume {volume} le dossier du datastore {datastore}',
    en: 'make the folder of the datastore {datastore} on the volume {volume}',
  },
  'action.mount-folder': {
    fr: 'monter sous {location}, à son numéro, le dossier du datastore {datastore}, à chaque démarrage',
    en: 'mount the folder of the datastore {datastore} below {location}, under its number, at every start',
  },
  'action.replace-brick': {
    fr: 'mettre la brique {new} à la place de {old}',
    en: 'put the brick {new} in the place of {old}',
  },
  'action.add-bricks': {
    fr: 'agrandir le volume {volume} : {bricks}',
    en: 'enlarge the volume {volume}: {bricks}',
  },
  'action.detach-peer': {
    fr: 'retirer {name} du groupe GlusterFS',
    en: 'take {name} out of the GlusterFS pool',
  },
  'action.rejoin-pool': {
    fr: 'rendre à {node} sa place dans le groupe GlusterFS',
    en: 'give {node} its place in the GlusterFS pool back',
  },
  'action.reset-brick': {
    fr: 'remplir de nouveau la brique {brick}',
    en: 'fill the brick {brick} anew',
  },
  'action.stop-brick': {
    fr: 'arrêter la brique {brick} ; son serveur la redémarre de lui-même après dix minutes, quoi qu’il arrive',
    en: 'stop the brick {brick}; its server starts it again by itself after ten minutes, whatever happens',
  },
  'action.start-brick': { fr: 'redémarrer la brique de {node}', en: 'start the brick of {node} again' },
  'action.write-probe': {
    fr: 'écrire des fichiers d’épreuve par le montage de {node}',
    en: 'write files of the drill through the mount of {node}',
  },
  'action.read-probe': {
    fr: 'les relire en entier par le montage de {node}',
    en: 'read them back whole through the mount of {node}',
  },
  'action.clear-probe': {
    fr: 'les relire une dernière fois sur {node}, puis les enlever',
    en: 'read them a last time on {node}, then take them away',
  },
  'action.declare-datastore': {
    fr: 'déclarer le datastore {name} ({kind, select, system {système} other {images}})',
    en: 'declare the datastore {name} ({kind, select, system {system} other {images}})',
  },

  'condition.peer-joined': {
    fr: '{node} fait partie du groupe GlusterFS, vu des deux côtés',
    en: '{node} is part of the GlusterFS pool, seen from both sides',
  },
  'condition.peer-named': {
    fr: 'les autres connaissent {node} par son nom complet',
    en: 'the others know {node} by its full name',
  },
  'condition.peer-gone': {
    fr: 'la machine remplacée ne fait plus partie du groupe GlusterFS',
    en: 'the machine that was replaced is no longer part of the GlusterFS pool',
  },
  'condition.volume-as-wanted': {
    fr: 'le volume a les briques voulues, et elles seules',
    en: 'the volume has the bricks that are wanted, and no others',
  },
  'condition.volume-options-set': {
    fr: 'les options du volume sont celles qui sont voulues',
    en: 'the options of the volume are those that are wanted',
  },
  'condition.volume-started': { fr: 'le volume est démarré', en: 'the volume is started' },
  'condition.volume-mounted': {
    fr: 'le volume est monté sur {node}',
    en: 'the volume is mounted on {node}',
  },
  'condition.datastore-mounted': {
    fr: 'le datastore est monté sur {node}',
    en: 'the datastore is mounted on {node}',
  },
  'condition.folder-made': {
    fr: 'le volume a le dossier du datastore',
    en: 'the volume has the folder of the datastore',
  },
  'condition.brick-in-volume': {
    fr: 'la brique de {node} fait partie du volume',
    en: 'the brick of {node} is part of the volume',
  },
  'condition.brick-not-in-volume': {
    fr: 'la brique remplacée ne fait plus partie du volume',
    en: 'the brick that was replaced is no longer part of the volume',
  },
  'condition.brick-online': {
    fr: 'la brique de {node} est servie',
    en: 'the brick of {node} is served',
  },
  'condition.brick-offline': {
    fr: 'la brique de {node} n’est pas servie',
    en: 'the brick of {node} is not served',
  },
  'condition.writes-missed': {
    fr: 'les autres briques savent ce que celle de {node} a manqué',
    en: 'the other bricks know what the one of {node} has missed',
  },
  'condition.heal-finished': {
    fr: 'toutes les briques sont servies et ont les mêmes fichiers',
    en: 'all bricks are served and have the same files',
  },
  'condition.living-bricks-agree': {
    fr: 'il ne manque rien aux briques qui sont servies',
    en: 'the bricks that are served lack nothing',
  },
  'condition.datastore-declared': {
    fr: 'le datastore est déclaré',
    en: 'the datastore is declared',
  },

  'left-alone.storage-silent': {
    fr: 'son stockage ne peut pas être formé maintenant : son glusterd ne répond pas',
    en: 'its storage cannot be formed now: its glusterd does not answer',
  },
  'left-alone.storage-foreign': {
    fr: 'un volume {volume} y existe déjà et n’est pas le nôtre',
    en: 'a volume {volume} exists there already and is not ours',
  },
  'left-alone.storage-sharded': {
    fr: 'le volume {volume} découpe ses fichiers (features.shard) : rien n’en est monté par datastore, et l’option n’est pas retirée d’office, car des fichiers peuvent être en morceaux',
    en: 'the volume {volume} keeps files in pieces (features.shard): nothing of it is mounted per datastore, and the option is not taken away by itself, for files may be in pieces',
  },
  'stage.storage-stop': { fr: 'Arrêter une brique', en: 'Stop a brick' },
  'stage.storage-prove': {
    fr: 'Prouver que les autres copies suffisent',
    en: 'Prove that the other copies are enough',
  },
  'stage.storage-return': {
    fr: 'Ramener la brique, et recopier ce qui manque',
    en: 'Bring the brick back, and copy what it lacks',
  },
  'way.drill-storage': { fr: 'Éprouver le stockage répliqué', en: 'Prove the replicated storage' },
  'stage.storage': { fr: 'Former le stockage répliqué', en: 'Form the replicated storage' },
} as const satisfies Readonly<Record<string, Text>> &
  Readonly<Record<`action.${StorageActionKind}` | `condition.${StorageConditionKind}`, Text>>;
