import type { ErrorDefinition } from './definition.ts';

/** HAPY-E826 to E828, and E830 to E839: what a step of the storage ends with. */
export const storageOperationErrors = {
  'HAPY-E826': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Des fichiers sont dans {path} : rien n’est monté par-dessus',
      en: 'Files lie in {path}: nothing is mounted over them',
    },
    cause: {
      fr: 'Le datastore a servi sur ce nœud avant d’être monté ; le montage cacherait ces fichiers.',
      en: 'The datastore was used on this node before it was mounted; the mount would hide these files.',
    },
    next: {
      fr: 'Sur ce nœud, déplacez-les hors de {path}, reprenez (hapyctl run resume), puis copiez-les dans le datastore monté',
      en: 'On this node, move them out of {path}, go on (hapyctl run resume), then copy them into the mounted datastore',
    },
  },
  'HAPY-E827': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'Le numéro du datastore {name} n’est pas connu',
      en: 'The number of the datastore {name} is not known',
    },
    cause: {
      fr: 'Il porte le nom du dossier à monter. Personne ne mène la zone en ce moment, ou quelqu’un a retiré le datastore.',
      en: 'The folder to be mounted is called by it. Nobody leads the zone right now, or somebody took the datastore away.',
    },
    next: {
      fr: 'hapyctl status, puis onedatastore list ; ensuite hapyctl plan',
      en: 'hapyctl status, then onedatastore list; afterwards hapyctl plan',
    },
  },
  'HAPY-E828': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le dossier {folder} du volume {volume} n’a pas pu être créé : {reason}',
      en: 'The folder {folder} of the volume {volume} could not be made: {reason}',
    },
    cause: {
      fr: 'Le volume ne se laisse pas monter sur le premier nœud, n’accepte pas d’écriture (pas de majorité des briques), ou autre chose y porte ce nom.',
      en: 'The volume cannot be mounted on the first node, takes no write (no majority of the bricks), or something else has that name in it.',
    },
    next: {
      fr: 'hapyctl doctor, et gluster volume status {volume} ; ensuite hapyctl run resume',
      en: 'hapyctl doctor, and gluster volume status {volume}; then hapyctl run resume',
    },
  },
  'HAPY-E830': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'gluster {command} est refusé : {reason}',
      en: 'gluster {command} is refused: {reason}',
    },
    cause: {
      fr: 'Ce sont les mots de GlusterFS. Le plus souvent un pair est arrêté, ou une autre commande est en cours.',
      en: 'These are GlusterFS’s words. Most often a peer is down, or another command is under way.',
    },
    next: {
      fr: 'Regardez : gluster pool list ; puis reprenez : hapyctl run resume',
      en: 'Look: gluster pool list; then go on: hapyctl run resume',
    },
  },
  'HAPY-E831': {
    category: 'DEADLINE_EXCEEDED',
    exit: 1,
    text: {
      fr: 'gluster {command} n’a pas répondu en {seconds} s',
      en: 'gluster {command} did not answer within {seconds} s',
    },
    cause: {
      fr: 'glusterd demande à tous ses pairs ; l’un d’eux est peut-être lent ou coupé. La commande a pu être faite.',
      en: 'glusterd asks all of its peers; one may be slow or cut off. The command may have been carried out.',
    },
    next: {
      fr: 'L’état est observé avant toute autre chose ; regardez : hapyctl status',
      en: 'What stands is observed before anything else; look: hapyctl status',
    },
  },
  'HAPY-E832': {
    category: 'INTERNAL',
    exit: 1,
    text: {
      fr: 'La réponse de gluster {command} est incompréhensible : {reason}',
      en: 'The answer of gluster {command} cannot be understood: {reason}',
    },
    cause: {
      fr: 'Le programme a échoué avant de répondre, ou sa version répond autrement.',
      en: 'The program failed before it answered, or its version answers otherwise.',
    },
    next: {
      fr: 'Sur ce nœud, tapez la commande vous-même : gluster {command}',
      en: 'On that node, type the command yourself: gluster {command}',
    },
  },
  'HAPY-E833': {
    category: 'PERMISSION_DENIED',
    exit: 1,
    text: {
      fr: '{path} n’est pas dans un dossier permis ({folders})',
      en: '{path} lies in no folder that is allowed ({folders})',
    },
    cause: {
      fr: 'helper.yaml dit sous quels dossiers une brique ou un montage peut être demandé à distance.',
      en: 'helper.yaml says below which folders a brick or mount may be asked for from afar.',
    },
    next: {
      fr: 'Choisissez un chemin permis, ou ajoutez le dossier à storage.brickFolders de /etc/hapy/helper.yaml sur ce nœud',
      en: 'Choose a path that is allowed, or add the folder to storage.brickFolders of /etc/hapy/helper.yaml on that node',
    },
  },
  'HAPY-E834': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Le volume {volume} n’est pas entièrement réparé : {counts}',
      en: 'The volume {volume} is not healed: {counts}',
    },
    cause: {
      fr: 'Une brique manque ou n’a pas encore tout reçu : en échanger une autre maintenant pourrait perdre la dernière bonne copie.',
      en: 'A brick is missing or has not received everything yet: exchanging another one now could lose the last good copy.',
    },
    next: {
      fr: 'Attendez que gluster volume heal {volume} info summary montre 0 partout, puis : hapyctl run resume',
      en: 'Wait until gluster volume heal {volume} info summary shows 0 everywhere, then: hapyctl run resume',
    },
  },
  'HAPY-E835': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: '{path} n’a pas pu être monté ({unit}) : {reason}',
      en: '{path} could not be mounted ({unit}): {reason}',
    },
    cause: {
      fr: 'Aucun des serveurs du volume n’a répondu, ou le client FUSE manque.',
      en: 'None of the volume’s servers answered, or the FUSE client is missing.',
    },
    next: {
      fr: 'Sur ce nœud : systemctl status {unit}',
      en: 'On that node: systemctl status {unit}',
    },
  },
  'HAPY-E836': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'glusterd n’a pas repris sa place dans le groupe ({step}) : {reason}',
      en: 'glusterd did not take its place in the pool again ({step}): {reason}',
    },
    cause: {
      fr: 'Le service ne s’arrête ou ne démarre pas.',
      en: 'The service does not stop or does not start.',
    },
    next: {
      fr: 'Sur ce nœud : journalctl -u glusterd ; puis : hapyctl run resume',
      en: 'On that node: journalctl -u glusterd; then: hapyctl run resume',
    },
  },
  'HAPY-E837': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La brique {brick} n’a pas été arrêtée : {reason, select, no_timer {rien ne la redémarrerait si plus personne ne répondait ({told})} shared {son processus sert aussi d’autres briques} still_there {son processus ne s’est pas arrêté} other {{told}}}',
      en: 'The brick {brick} was not stopped: {reason, select, no_timer {nothing would start it again if nobody answered any more ({told})} shared {its process serves other bricks too} still_there {its process did not end} other {{told}}}',
    },
    cause: {
      fr: 'Un exercice n’arrête que le processus de cette brique, et seulement si systemd sait déjà quand la redémarrer.',
      en: 'A drill stops the process of that brick alone, and only when systemd knows already when to start it again.',
    },
    next: {
      fr: 'Sur ce nœud : systemctl list-timers hapy-brick-return.timer ; gluster volume status',
      en: 'On that node: systemctl list-timers hapy-brick-return.timer; gluster volume status',
    },
  },
  'HAPY-E838': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le fichier d’épreuve {file} n’est pas celui qui a été écrit : {reason, select, absent {il manque} size {il n’a pas sa taille} content {son contenu diffère} other {{reason}}}',
      en: 'The file of the drill {file} is not the one that was written: {reason, select, absent {it is missing} size {it has another size} content {its contents differ} other {{reason}}}',
    },
    cause: {
      fr: 'L’écriture avait été confirmée. Une copie n’a pas reçu ce que les autres ont, ou un montage montre un autre volume.',
      en: 'The write had been acknowledged. A copy has not received what the others have, or a mount shows another volume.',
    },
    next: {
      fr: 'Ne remplacez ni n’arrêtez rien ; hapyctl doctor, puis : gluster volume heal VOLUME info',
      en: 'Replace and stop nothing; hapyctl doctor, then: gluster volume heal VOLUME info',
    },
  },
  'HAPY-E839': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'L’épreuve n’a pas pu se faire par {path} : {reason}',
      en: 'The drill could not be done through {path}: {reason}',
    },
    cause: {
      fr: 'Le volume n’y est pas monté, ou il refuse les écritures.',
      en: 'The volume is not mounted there, or it takes no writes.',
    },
    next: {
      fr: 'Sur ce nœud : findmnt {path} ; puis : hapyctl run resume',
      en: 'On that node: findmnt {path}; then: hapyctl run resume',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
