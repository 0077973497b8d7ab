import type { Text } from '../errors/definition.ts';

/** What `hapyctl init` says of the files that it was given. */
export const initMessages = {
  'init.understood': {
    fr: 'Compris de {count, plural, one {ce fichier} other {ces # fichiers}} : {files}',
    en: 'Understood from {count, plural, one {this file} other {these # files}}: {files}',
  },
  'init.source.file': { fr: 'adresse_ip_eth0', en: 'adresse_ip_eth0' },
  'init.source.option': { fr: '--node', en: '--node' },
  'init.source.declared-host': { fr: 'adresse_ip_hosts', en: 'adresse_ip_hosts' },
  'init.source.dns': { fr: 'DNS', en: 'DNS' },
  'init.source.agent': { fr: 'agent, à l’enrôlement', en: 'agent, on joining' },
  'init.source.cluster.yaml': { fr: 'nodes', en: 'nodes' },
  'init.vip-name': { fr: 'Son nom', en: 'Its name' },
  'init.cluster': { fr: 'Grappe', en: 'Cluster' },
  'init.warnings': { fr: 'À vérifier', en: 'To be checked' },
  'init.sandbox': {
    fr: 'Les adresses des fichiers sont remplacées par celles du bac à sable.',
    en: 'The addresses of the files are replaced by those of the sandbox.',
  },
  'init.done': {
    fr: 'Autorité de certification créée, grappe enregistrée.',
    en: 'Certificate authority made, cluster recorded.',
  },
  'init.next': {
    fr: 'À faire : systemctl start hapy-coordinator, puis hapyctl token create {node}',
    en: 'Next: systemctl start hapy-coordinator, then hapyctl token create {node}',
  },
  'init.next-sandbox': {
    fr: 'À faire : hapyctl sandbox start, puis hapyctl token create {node}',
    en: 'Next: hapyctl sandbox start, then hapyctl token create {node}',
  },
  'init.next-directory': {
    fr: 'À faire : hapy-coordinator serve --config {config}, puis hapyctl token create {node}',
    en: 'Next: hapy-coordinator serve --config {config}, then hapyctl token create {node}',
  },
  'column.source': { fr: 'VARIABLE', en: 'VARIABLE' },
  'column.file': { fr: 'FICHIER', en: 'FILE' },
  'column.mapped': { fr: 'BAC À SABLE', en: 'SANDBOX' },
} as const satisfies Record<string, Text>;
