import type { ErrorDefinition } from './definition.ts';

/** HAPY-E352 to E359: what keeps an interrupted operation from doing harm, and the faults that tests ask for. */
export const agentInterruptionErrors = {
  'HAPY-E352': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: '{program} n’a pas démarré dans les {seconds} s : rien n’a été fait',
      en: '{program} did not start within {seconds} s: nothing was done',
    },
    cause: {
      fr: 'La machine est surchargée. Un programme qui démarre trop tard ne fait rien, car autre chose a pu commencer à sa place.',
      en: 'The machine is overloaded. A program that starts too late does nothing, for something else may have begun in its place.',
    },
    next: {
      fr: 'Reprenez quand la machine est plus calme : hapyctl run resume',
      en: 'Go on when the machine is calmer: hapyctl run resume',
    },
  },
  'HAPY-E353': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'Échec provoqué de {operation} sur {node}, pour un essai',
      en: 'Failure of {operation} on {node} that was asked for, as a test',
    },
    cause: {
      fr: 'La clé « inject » de agent.yaml le demande. Elle n’est acceptée que dans un bac à sable.',
      en: 'The key "inject" of agent.yaml asks for it. It is accepted in a sandbox only.',
    },
    next: {
      fr: 'Reprenez : hapyctl run resume. L’échec n’est provoqué qu’une fois par action.',
      en: 'Go on: hapyctl run resume. The failure happens once per action.',
    },
  },
  'HAPY-E354': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: '{file} demande des pannes d’essai (inject), refusées sur {address}',
      en: '{file} asks for faults (inject), which are refused at {address}',
    },
    cause: {
      fr: 'Ces pannes servent aux essais : elles ne sont acceptées que d’un agent qui écoute sur une adresse de bouclage (127.0.0.0/8), ce qu’aucun serveur réel ne fait.',
      en: 'These faults are for tests: only an agent that listens at a loopback address (127.0.0.0/8) takes them, which no real server does.',
    },
    next: {
      fr: 'Retirez la clé inject de {file}, puis : systemctl restart hapy-agent',
      en: 'Remove the key inject from {file}, then: systemctl restart hapy-agent',
    },
  },
  'HAPY-E355': {
    category: 'ABORTED',
    exit: 4,
    text: {
      fr: 'Un autre programme d’EOLE tient le verrou système du serveur : {output}',
      en: 'Another EOLE program holds the system lock of the server: {output}',
    },
    cause: {
      fr: 'Un reconfigure, une mise à jour ou une sauvegarde est en cours. Tant que la graine est en route, rien de tel ne doit tourner.',
      en: 'A reconfigure, an update or a backup is going on. While the seed is on its way nothing of that kind may run.',
    },
    next: {
      fr: 'Attendez sa fin, puis : hapyctl run resume. Verrou oublié : CreoleLock release --name NOM --level=system',
      en: 'Wait for its end, then: hapyctl run resume. A forgotten lock: CreoleLock release --name NAME --level=system',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
