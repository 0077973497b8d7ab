import type { Text } from '../errors/definition.ts';

/** What an agent tells while an operation goes on: the keys of OperationEvent.message. */
export const operationMessages: Record<string, Text> = {
  'operation.output': { fr: '{line}', en: '{line}' },
  'operation.instance.done-before': {
    fr: '`instance` était déjà terminé',
    en: '`instance` was finished before',
  },
  'operation.instance.running': { fr: 'exécution de `instance`', en: 'running `instance`' },
  'operation.reconfigure.running': { fr: 'exécution de `reconfigure`', en: 'running `reconfigure`' },
  'operation.guard.solo': {
    fr: 'garde de démarrage : serveur seul',
    en: 'start guard: solo server',
  },
  'operation.guard.member': {
    fr: 'garde de démarrage : membre n° {serverId}',
    en: 'start guard: member {serverId}',
  },
  'operation.guard.held': {
    fr: 'garde de démarrage : oned retenu',
    en: 'start guard: oned is held',
  },
  'operation.configuration.written': { fr: 'oned.conf mis à jour', en: 'oned.conf updated' },
  'operation.configuration.unchanged': {
    fr: 'oned.conf était déjà juste',
    en: 'oned.conf was right already',
  },
  'operation.oned.starting': { fr: 'démarrage d’oned', en: 'starting oned' },
  'operation.oned.stopping': { fr: 'arrêt d’oned', en: 'stopping oned' },
  'operation.ssh.merging': {
    fr: '{count, plural, one {clés SSH d’un nœud} other {clés SSH de # nœuds}}',
    en: '{count, plural, one {SSH keys of one node} other {SSH keys of # nodes}}',
  },
  'operation.zone.server-present': {
    fr: '{endpoint} est déjà le serveur {id} de la zone',
    en: '{endpoint} is server {id} of the zone already',
  },
  'operation.zone.server-adding': {
    fr: 'ajout du serveur {name} à la zone',
    en: 'adding server {name} to the zone',
  },
  'operation.zone.server-added': {
    fr: '{endpoint} est le serveur {id} de la zone',
    en: '{endpoint} is server {id} of the zone',
  },
  'operation.zone.server-absent': {
    fr: 'la zone n’a pas de serveur {id}',
    en: 'the zone has no server {id}',
  },
  'operation.zone.server-removing': {
    fr: 'retrait du serveur {id} ({endpoint}) de la zone',
    en: 'removing server {id} ({endpoint}) from the zone',
  },
  'operation.zone.settling': {
    fr: 'le leader a validé {commit} de {index} enregistrements : attente des autres',
    en: 'the leader has committed {commit} of {index} records: waiting for the others',
  },
  'operation.zone.endpoint-writing': {
    fr: 'écriture de l’adresse de la zone, {endpoint}',
    en: 'writing the zone’s endpoint, {endpoint}',
  },
  'operation.service.logged-in': {
    fr: 'connexion réussie par {endpoint} (utilisateur {user}) ; écriture',
    en: 'logged in through {endpoint} as {user}; writing',
  },
  'operation.host.present': { fr: '{name} est déjà l’hôte {id}', en: '{name} is host {id} already' },
  'operation.host.adding': { fr: 'ajout de l’hôte {name}', en: 'adding host {name}' },
  'operation.host.disabling': {
    fr: 'désactivation de l’hôte {name} ({id})',
    en: 'disabling host {name} ({id})',
  },
  'operation.zone.server-resetting': {
    fr: 'le leader reprend le journal du serveur {id} ({endpoint})',
    en: 'the leader takes up the log of server {id} ({endpoint}) again',
  },
  'operation.vip.dropping': {
    fr: 'retrait de l’adresse virtuelle {address}',
    en: 'removing the virtual address {address}',
  },
  'operation.host.absent': { fr: 'il n’y a pas d’hôte {id}', en: 'there is no host {id}' },
  'operation.host.removing': { fr: 'retrait de l’hôte {name} ({id})', en: 'removing host {name} ({id})' },
  'operation.seed.exporting': {
    fr: 'sauvegarde de la base, des secrets et des clés d’oneadmin',
    en: 'backing up the database and oneadmin’s secrets and keys',
  },
  'operation.seed.exported': {
    fr: 'graine prête : {sizeBytes} octets, {servers} serveurs',
    en: 'seed ready: {sizeBytes} bytes, {servers} servers',
  },
  'operation.seed.importing': {
    fr: 'restauration de la graine ({sizeBytes} octets)',
    en: 'restoring the seed ({sizeBytes} bytes)',
  },
  'operation.server.restoring': {
    fr: 'remise en place de ce qui était ici avant la formation',
    en: 'putting back what was here before the formation',
  },
  'operation.server.restored': {
    fr: 'le serveur est comme avant ; la garde de démarrage est libre',
    en: 'the server is as before; the start guard is free',
  },
  'operation.seed.imported': { fr: 'graine restaurée et vérifiée', en: 'seed restored and verified' },
  'operation.storage.probe-peer': {
    fr: 'GlusterFS : {name} entre dans le groupe',
    en: 'GlusterFS: {name} joins the pool',
  },
  'operation.storage.create-volume': {
    fr: 'création du volume {volume}',
    en: 'creating the volume {volume}',
  },
  'operation.storage.set-volume-options': {
    fr: 'réglage du volume {volume}',
    en: 'setting the volume {volume}',
  },
  'operation.storage.start-volume': {
    fr: 'démarrage du volume {volume}',
    en: 'starting the volume {volume}',
  },
  'operation.storage.make-folder': {
    fr: 'création d’un dossier du volume {volume}',
    en: 'making a folder of the volume {volume}',
  },
  'operation.storage.mount-folder': {
    fr: 'montage d’un dossier du volume {volume}',
    en: 'mounting a folder of the volume {volume}',
  },
  'operation.storage.mount-volume': { fr: 'montage du volume {volume}', en: 'mounting the volume {volume}' },
  'operation.storage.replace-brick': {
    fr: 'échange d’une brique du volume {volume}',
    en: 'exchanging a brick of the volume {volume}',
  },
  'operation.storage.add-bricks': {
    fr: 'ajout de briques au volume {volume}',
    en: 'adding bricks to the volume {volume}',
  },
  'operation.storage.detach-peer': {
    fr: 'GlusterFS : {name} quitte le groupe',
    en: 'GlusterFS: {name} leaves the pool',
  },
  'operation.storage.rejoin-pool': {
    fr: 'GlusterFS : ce nœud reprend sa place auprès de {name}',
    en: 'GlusterFS: this node takes its place at {name} again',
  },
  'operation.storage.reset-brick': {
    fr: 'remise en service d’une brique du volume {volume}',
    en: 'putting a brick of the volume {volume} back into service',
  },
  'operation.storage.stop-brick': {
    fr: 'arrêt d’une brique du volume {volume}, qui reviendra d’elle-même',
    en: 'stopping a brick of the volume {volume}, which will come back by itself',
  },
  'operation.storage.start-brick': {
    fr: 'redémarrage des briques du volume {volume}',
    en: 'starting the bricks of the volume {volume} again',
  },
  'operation.storage.write-probe': {
    fr: 'écriture des fichiers d’épreuve',
    en: 'writing the files of the drill',
  },
  'operation.storage.read-probe': {
    fr: 'relecture des fichiers d’épreuve',
    en: 'reading the files of the drill back',
  },
  'operation.storage.clear-probe': {
    fr: 'dernière relecture et retrait des fichiers d’épreuve',
    en: 'last reading and removal of the files of the drill',
  },
  'operation.storage.declare-datastore': {
    fr: 'création du datastore {name}',
    en: 'making the datastore {name}',
  },
};
