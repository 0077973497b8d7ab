import type { Text } from '../errors/definition.ts';

/** What the web console says of certificates, tokens and the audit. */
export const consoleTrustMessages = {
  'certs.title': { fr: 'Certificats', en: 'Certificates' },
  'certs.holder': { fr: 'Titulaire', en: 'Holder' },
  'certs.life': { fr: 'Vie', en: 'Life' },
  'certs.until': { fr: 'Jusqu’au', en: 'Until' },
  'certs.state': {
    fr: '{state, select, valid {valide} expired {expiré} waiting {en attente} revoked {révoqué} other {{state}}}',
    en: '{state, select, valid {valid} expired {expired} waiting {waiting} revoked {revoked} other {{state}}}',
  },
  'certs.left': {
    fr: '{days, plural, =0 {moins d’un jour} one {un jour} other {# jours}}',
    en: '{days, plural, =0 {less than a day} one {one day} other {# days}}',
  },
  'certs.words': { fr: 'Six mots', en: 'Six words' },
  'certs.renew': { fr: 'Renouveler maintenant', en: 'Renew now' },
  'certs.renew-about': {
    fr: 'Les certificats se renouvellent d’eux-mêmes à la moitié de leur vie. Les renouveler tous maintenant ?',
    en: 'Certificates renew themselves at half of their life. Renew all of them now?',
  },
  'certs.renewed': {
    fr: '{count, plural, one {Un certificat renouvelé.} other {# certificats renouvelés.}}',
    en: '{count, plural, one {One certificate renewed.} other {# certificates renewed.}}',
  },
  'certs.root-here': {
    fr: 'La clé de la racine se trouve sur le nœud 0 : mettez-la hors ligne (docs/trust.md).',
    en: 'The root’s key lies on node 0: take it offline (docs/trust.md).',
  },

  'tokens.title': { fr: 'Jetons d’adhésion', en: 'Join tokens' },
  'tokens.about': {
    fr: 'Un jeton vaut pour un nœud et pour 30 minutes.',
    en: 'A token is good for one node and for 30 minutes.',
  },
  'tokens.none': { fr: 'Aucun jeton.', en: 'No token.' },
  'tokens.node': { fr: 'Nœud', en: 'Node' },
  'tokens.status': {
    fr: '{status, select, open {ouvert} reserved {réservé} consumed {utilisé} revoked {révoqué} expired {expiré} other {{status}}}',
    en: '{status, select, open {open} reserved {reserved} consumed {used} revoked {revoked} expired {expired} other {{status}}}',
  },
  'tokens.create': { fr: 'Créer un jeton', en: 'Create a token' },
  'tokens.revoke': { fr: 'Révoquer', en: 'Revoke' },
  'tokens.revoke-one': { fr: 'Révoquer le jeton de {node}', en: 'Revoke the token of {node}' },
  'tokens.made': { fr: 'Jeton pour {node}', en: 'Token for {node}' },
  'tokens.once': {
    fr: 'Il n’est montré que cette fois. Écrivez-le dans un fichier sur {node}, puis là : hapy-agent join --token-file FICHIER',
    en: 'It is shown this once. Write it to a file on {node}, then there: hapy-agent join --token-file FILE',
  },

  'api-tokens.title': { fr: 'Jetons d’API', en: 'API tokens' },
  'api-tokens.about': {
    fr: 'Ce qu’un programme montre au lieu d’un certificat : supervision, scripts, cette page.',
    en: 'What a program shows instead of a certificate: monitoring, scripts, this page.',
  },
  'api-tokens.name': { fr: 'Nom (dans l’audit)', en: 'Name (in the audit)' },
  'api-tokens.scope': { fr: 'Droit', en: 'May' },
  'api-tokens.scope-word': {
    fr: '{scope, select, read {regarder} operate {agir} other {{scope}}}',
    en: '{scope, select, read {look} operate {act} other {{scope}}}',
  },
  'api-tokens.life': { fr: 'Durée', en: 'Life' },
  'api-tokens.until': { fr: 'jusqu’au {day}', en: 'until {day}' },
  'api-tokens.used': { fr: 'utilisé {time}', en: 'used {time}' },
  'api-tokens.unused': { fr: 'jamais utilisé', en: 'never used' },
  'api-tokens.once': {
    fr: 'Il n’est montré que cette fois. Donnez-le à {name} dans un fichier lisible par lui seul ; il s’envoie ainsi : Authorization: Bearer JETON',
    en: 'It is shown this once. Give it to {name} in a file that nobody else can read; it is sent as: Authorization: Bearer TOKEN',
  },

  'audit.title': { fr: 'Qui a fait quoi', en: 'Who did what' },
  'audit.when': { fr: 'Quand', en: 'When' },
  'audit.who': { fr: 'Qui', en: 'Who' },
  'audit.what': { fr: 'Quoi', en: 'What' },
  'audit.outcome': { fr: 'Issue', en: 'Outcome' },
  'audit.ok': { fr: 'fait', en: 'done' },
  'audit.intact': {
    fr: 'Chaque ligne porte l’empreinte de la précédente ; aucune n’a été modifiée.',
    en: 'Each line carries the hash of the one before; none was changed.',
  },
  'audit.damage': {
    fr: 'Cette trace a été modifiée : {damage}',
    en: 'This record was changed: {damage}',
  },
  'audit.not-done': { fr: 'refusé ou échoué', en: 'refused or failed' },
  'audit.via': {
    fr: 'par {via, select, gateway {la passerelle} other {{via}}}',
    en: 'through {via, select, gateway {the gateway} other {{via}}}',
  },
  'audit.containing': {
    fr: 'Qui contient (nom, nœud, adresse, code…)',
    en: 'Containing (name, node, address, code…)',
  },
  'audit.whose': { fr: 'Tenu par', en: 'Kept by' },
  'audit.coordinator': { fr: 'le coordinateur', en: 'the coordinator' },
  'audit.agent': { fr: 'l’agent de {node}', en: 'the agent of {node}' },
  'audit.refused': { fr: 'seulement ce qui a été refusé ou a échoué', en: 'only what was refused or failed' },
  'audit.find': { fr: 'Chercher', en: 'Find' },
  'audit.shown': {
    fr: '{count, plural, =0 {Aucune ligne.} one {Une ligne} other {# lignes}}{count, plural, =0 {} other {{more, select, yes {, les plus récentes.} other { en tout.}}}}',
    en: '{count, plural, =0 {No line.} one {One line} other {# lines}}{count, plural, =0 {} other {{more, select, yes {, the newest.} other { in all.}}}}',
  },
} as const satisfies Record<string, Text>;
