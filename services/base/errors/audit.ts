import type { ErrorDefinition } from './definition.ts';

/** HAPY-E125 to HAPY-E129: the audit, and files that are not as they must be. */
export const auditErrors = {
  'HAPY-E125': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le journal d’audit ne peut pas être écrit ({path} : {reason})',
      en: 'The audit cannot be written ({path}: {reason})',
    },
    cause: {
      fr: 'Rien n’est changé tant qu’il n’est pas possible de noter qui l’a demandé. Le disque est plein, ou le fichier n’est plus accessible.',
      en: 'Nothing is changed while it cannot be written down who asked for it. The disk is full, or the file is no longer accessible.',
    },
    next: {
      fr: 'Faites de la place ou rendez le fichier accessible ; l’appel suivant réussira.',
      en: 'Make room or make the file accessible; the next call will succeed.',
    },
  },
  'HAPY-E126': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'Le journal d’audit de {program} n’est plus ce qui a été écrit : {damage}',
      en: 'The audit of {program} is no longer what was written: {damage}',
    },
    cause: {
      fr: 'Une ligne a été retirée, modifiée ou déplacée, par une personne ou par un disque défaillant.',
      en: 'A line was removed, changed or moved, by a person or by a failing disk.',
    },
    next: {
      fr: 'Mettez ce fichier de côté pour l’enquête, et comparez avec les autres nœuds : hapyctl audit verify',
      en: 'Keep this file aside for the inquiry, and compare with the other nodes: hapyctl audit verify',
    },
  },
  'HAPY-E127': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Le fichier {path} appartient à l’uid {owner}, et non à {expected}',
      en: 'The file {path} belongs to uid {owner}, not to {expected}',
    },
    cause: {
      fr: 'Une clé privée n’est lue que si elle appartient au compte qui s’en sert.',
      en: 'A private key is read only when it belongs to the account that uses it.',
    },
    next: {
      fr: 'Corrigez : chown {expected} {path} && chmod 600 {path}',
      en: 'Mend it: chown {expected} {path} && chmod 600 {path}',
    },
  },
  'HAPY-E128': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Le certificat de {directory} est celui de {found}, alors que la configuration dit {expected}',
      en: 'The certificate in {directory} is that of {found}, but the configuration says {expected}',
    },
    cause: {
      fr: 'L’état d’une autre machine a été copié ici, ou le nom a été changé dans la configuration.',
      en: 'The state of another machine was copied here, or the name was changed in the configuration.',
    },
    next: {
      fr: 'Corrigez le nom dans la configuration, ou enrôlez cette machine sous son nom : hapy-agent join',
      en: 'Correct the name in the configuration, or enrol this machine under its name: hapy-agent join',
    },
  },
  'HAPY-E129': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file} n’est pas un fichier d’identité de personne',
      en: '{file} is not the identity file of a person',
    },
    cause: {
      fr: 'Il faut un fichier écrit par hapyctl operator create : clé, certificat, racine et adresses du coordinateur.',
      en: 'It must be a file that hapyctl operator create wrote: key, certificate, root and addresses of the coordinator.',
    },
    next: {
      fr: 'Demandez-en un à un administrateur du nœud d’index 0 : hapyctl operator create',
      en: 'Ask an administrator of the index-0 node for one: hapyctl operator create',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
