import type { ErrorDefinition } from './definition.ts';

/** HAPY-E187 to HAPY-E193: the issuing authority and its replacement. */
export const rotationErrors = {
  'HAPY-E187': {
    category: 'FAILED_PRECONDITION',
    exit: 4,
    text: {
      fr: 'L’étape attend encore : {waiting}',
      en: 'The step still waits for: {waiting}',
    },
    cause: {
      fr: 'Ces nœuds n’ont pas encore suivi ; les oublier les couperait de la grappe.',
      en: 'These nodes have not followed yet; forgetting them would cut them off the cluster.',
    },
    next: {
      fr: 'Rendez les nœuds joignables, accordez leur renouvellement à ceux qui l’attendent (hapyctl certs, puis hapyctl certs approve NŒUD), ou retirez ceux qui sont perdus (hapyctl node revoke NŒUD), et relancez : hapyctl certs rotate-ca --yes',
      en: 'Make the nodes reachable, approve the renewal of those that wait for it (hapyctl certs, then hapyctl certs approve NODE), or withdraw those that are lost (hapyctl node revoke NODE), and run again: hapyctl certs rotate-ca --yes',
    },
  },
  'HAPY-E188': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Aucun remplacement d’autorité n’est en cours',
      en: 'No replacement of the authority is going on',
    },
    cause: {
      fr: 'Il n’y a pas d’étape à reprendre.',
      en: 'There is no step to take back.',
    },
    next: {
      fr: 'Voyez où en sont les certificats : hapyctl certs',
      en: 'See how the certificates stand: hapyctl certs',
    },
  },
  'HAPY-E189': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'La grappe n’a plus d’autorité émettrice',
      en: 'The cluster has no issuing authority left',
    },
    cause: {
      fr: 'L’état du coordinateur est abîmé, ou vient d’une restauration incomplète.',
      en: 'The state of the coordinator is damaged, or comes from an incomplete restore.',
    },
    next: {
      fr: 'Restaurez une sauvegarde (hapyctl restore F), ou, avec la clé de la racine : hapyctl certs rescue',
      en: 'Restore a backup (hapyctl restore F), or, with the root’s key: hapyctl certs rescue',
    },
  },
  'HAPY-E190': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'L’autorité émettrice a expiré : elle était valable du {from} au {until}',
      en: 'The issuing authority has expired: it was valid from {from} to {until}',
    },
    cause: {
      fr: 'Elle est arrivée au bout de ses deux ans sans être remplacée, ou l’horloge de cette machine avance.',
      en: 'Its two years are over and it was not replaced, or the clock of this machine is ahead.',
    },
    next: {
      fr: 'Vérifiez l’heure (timedatectl). Si elle est juste : systemctl stop hapy-coordinator, rapportez la clé de la racine, puis hapyctl certs rescue --root-key FICHIER',
      en: 'Check the time (timedatectl). Where it is right: systemctl stop hapy-coordinator, bring the root’s key back, then hapyctl certs rescue --root-key FILE',
    },
  },
  'HAPY-E191': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'L’autorité émettrice de la sauvegarde {file} a expiré le {until}',
      en: 'The issuing authority in the backup {file} expired on {until}',
    },
    cause: {
      fr: 'La sauvegarde est plus vieille qu’elle, et la clé de la racine, qui permet d’en refaire une, n’y est pas. Rien n’a été restauré.',
      en: 'The backup is that old, and the root’s key, by which another one can be made, is not in it. Nothing was restored.',
    },
    next: {
      fr: 'Vérifiez l’heure (timedatectl), puis donnez la clé de la racine : hapyctl restore F --node NŒUD --root-key FICHIER',
      en: 'Check the time (timedatectl), then give the root’s key: hapyctl restore F --node NODE --root-key FILE',
    },
  },
  'HAPY-E192': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'L’autorité d’avant ne peut pas revenir',
      en: 'The authority of before cannot come back',
    },
    cause: {
      fr: 'Elle a expiré, ou des nœuds ne la croient plus : lui faire signer quoi que ce soit les couperait de la grappe. Rien n’a changé.',
      en: 'It has expired, or nodes believe it no more: what it would sign would cut them off the cluster. Nothing was changed.',
    },
    next: {
      fr: 'Terminez plutôt le remplacement : hapyctl certs rotate-ca --yes',
      en: 'End the replacement instead: hapyctl certs rotate-ca --yes',
    },
  },
  'HAPY-E193': {
    category: 'FAILED_PRECONDITION',
    exit: 1,
    text: {
      fr: 'L’autorité émettrice n’est pas encore valable : elle le sera du {from} au {until}',
      en: 'The issuing authority is not valid yet: it will be from {from} to {until}',
    },
    cause: {
      fr: 'L’horloge de cette machine retarde, ou elle avançait le jour où l’autorité a été faite (hapyctl certs rotate-ca ou rescue).',
      en: 'The clock of this machine is behind, or it was ahead on the day when the authority was made (hapyctl certs rotate-ca or rescue).',
    },
    next: {
      fr: 'Vérifiez l’heure et mettez-la juste (timedatectl set-ntp true), puis relancez. Si elle est juste : systemctl stop hapy-coordinator, rapportez la clé de la racine, puis hapyctl certs rescue --root-key FICHIER',
      en: 'Check the time and set it right (timedatectl set-ntp true), then try again. Where it is right: systemctl stop hapy-coordinator, bring the root’s key back, then hapyctl certs rescue --root-key FILE',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
