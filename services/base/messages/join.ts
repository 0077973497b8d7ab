import type { Text } from '../errors/definition.ts';

/** What `hapy-agent join` says to the person at the keyboard. */
export const joinMessages = {
  fingerprints: {
    fr: 'Six mots à comparer avec ceux du nœud 0 :\n  {words}\nEmpreinte de l’autorité :\n  {root}\nEmpreinte de la clé de ce nœud :\n  {key}',
    en: 'Six words to compare with those on node 0:\n  {words}\nFingerprint of the authority:\n  {root}\nFingerprint of this node’s key:\n  {key}',
  },
  joined: {
    fr: '{node} a rejoint la grappe {cluster}.\nSon certificat vaut jusqu’au {until}',
    en: '{node} has joined cluster {cluster}.\nIts certificate is valid until {until}',
  },
  next: {
    fr: 'À faire sur {node} : systemctl start hapy-agent',
    en: 'Next on {node}: systemctl start hapy-agent',
  },
  'next-directory': {
    fr: 'À faire : démarrer l’agent de {node} (bac à sable : hapyctl sandbox start)',
    en: 'Next: start the agent of {node} (sandbox: hapyctl sandbox start)',
  },
  already: {
    fr: '{node} fait déjà partie de la grappe {cluster} ; rien à faire',
    en: '{node} is a member of cluster {cluster} already; nothing to do',
  },
} as const satisfies Record<string, Text>;
