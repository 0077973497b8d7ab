import type { Text } from '../errors/definition.ts';

/** What is said while a sandbox is started, used and taken down. */
export const sandboxMessages = {
  'sandbox.machine': {
    fr: 'La machine {name} est prête à l’adresse {address}. Pour qu’elle rejoigne une grappe :\n  hapyctl token create {name} --out JETON\n  npx hapy-agent join --config {config} --token-file JETON\n  hapyctl sandbox start',
    en: 'The machine {name} is ready at {address}. To have it join a cluster:\n  hapyctl token create {name} --out TOKEN\n  npx hapy-agent join --config {config} --token-file TOKEN\n  hapyctl sandbox start',
  },
  'sandbox.roots': {
    fr: 'Création de {nodes} nœuds dans {directory} ({subnet})',
    en: 'Making {nodes} nodes in {directory} ({subnet})',
  },
  'sandbox.coordinator': { fr: 'Démarrage du coordinateur', en: 'Starting the coordinator' },
  'sandbox.enrol': {
    fr: 'Adhésion des nœuds : jeton, clé créée sur place, certificat',
    en: 'Enrolling the nodes: token, key made in place, certificate',
  },
  'sandbox.agents': { fr: 'Démarrage des agents', en: 'Starting the agents' },
  'sandbox.heard': { fr: 'Attente des nouvelles de chaque nœud', en: 'Waiting to hear from each node' },
  'sandbox.up': { fr: 'Bac à sable prêt. Tapez :', en: 'The sandbox is ready. Type:' },
  'sandbox.up-next': {
    fr: 'puis, par exemple : npx hapyctl plan',
    en: 'then, for example: npx hapyctl plan',
  },
  'sandbox.map': {
    fr: 'Adresses des fichiers et leurs remplaçantes (address-map.json) :',
    en: 'Addresses of the files and what stands for them (address-map.json):',
  },
  'sandbox.installed-next': {
    fr: 'puis : npx hapyctl init --from FICHIER…',
    en: 'then: npx hapyctl init --from FILE…',
  },
  'sandbox.started': { fr: 'démarré', en: 'started' },
  'sandbox.running': { fr: 'tournait déjà', en: 'was running' },
  'sandbox.unconfigured': { fr: 'rien à démarrer', en: 'nothing to start' },
  'sandbox.not-initialised': { fr: 'avant hapyctl init', en: 'before hapyctl init' },
  'sandbox.not-joined': { fr: 'avant hapy-agent join', en: 'before hapy-agent join' },
  'sandbox.down': {
    fr: 'Bac à sable démonté : plus aucun processus, dossier effacé.',
    en: 'The sandbox is down: no process left, folder removed.',
  },
  'sandbox.down-kept': {
    fr: 'Bac à sable arrêté : plus aucun processus. Ses fichiers restent dans {directory}',
    en: 'The sandbox is stopped: no process left. Its files stay in {directory}',
  },
  'start.welcome': {
    fr: 'hapy-cluster : une grappe OpenNebula hautement disponible de {nodes} nœuds, sur cette machine.',
    en: 'hapy-cluster: a highly available OpenNebula cluster of {nodes} nodes, on this machine.',
  },
  'start.double': {
    fr: 'Agents, coordinateur, certificats et échanges sont réels. OpenNebula est remplacé par un double,\ndont l’horloge va {factor} fois plus vite ; rien n’est installé ni modifié hors de {directory}.',
    en: 'Agents, coordinator, certificates and messages are real. OpenNebula is replaced by a double,\nwhose clock runs {factor} times faster; nothing is installed or changed outside {directory}.',
  },
  'start.formed': {
    fr: 'La grappe est formée en {duration} ; {leader} est le leader.',
    en: 'The cluster was formed in {duration}; {leader} leads.',
  },
  'start.try': {
    fr: 'À essayer dans un autre terminal, depuis ce dossier :',
    en: 'To try in another terminal, from this folder:',
  },
  'start.stay': {
    fr: 'Ctrl-C arrête tout et efface tout.',
    en: 'Ctrl-C stops everything and removes everything.',
  },
  'start.stopping': { fr: 'Arrêt…', en: 'Stopping…' },
  'start.nothing-left': {
    fr: 'Tout est arrêté, rien ne reste.',
    en: 'Everything is stopped, nothing is left.',
  },
  'start.cause': { fr: 'Cause', en: 'Cause' },
  'start.next': { fr: 'À faire', en: 'Next' },
} as const satisfies Record<string, Text>;
