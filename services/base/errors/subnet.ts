import type { ErrorDefinition } from './definition.ts';

/** HAPY-E280, E281 and E631: what addresses and masks of the servers cannot be. */
export const subnetErrors = {
  'HAPY-E280': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{owner} : {address} n’est pas dans le sous-réseau {subnet} de {node} (adresse_netmask_eth0 dans {file})',
      en: '{owner}: {address} is not in the subnet {subnet} of {node} (adresse_netmask_eth0 in {file})',
    },
    cause: {
      fr: 'L’adresse virtuelle passe d’un nœud à l’autre sans routeur : tous les nœuds et la VIP sont dans un seul sous-réseau.',
      en: 'The virtual address goes from node to node without a router: all nodes and the VIP are in one subnet.',
    },
    next: {
      fr: 'Corrigez l’adresse ou le masque dans gen_config, reprenez le fichier, puis : hapyctl init --from FICHIER…',
      en: 'Correct the address or the mask with gen_config, take the file again, then: hapyctl init --from FILE…',
    },
  },
  'HAPY-E281': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{file}, ligne {line} : {key} ne peut pas être {address}',
      en: '{file}, line {line}: {key} cannot be {address}',
    },
    cause: {
      fr: 'C’est une adresse de bouclage (127.0.x), nulle, de diffusion ou de multidiffusion : aucune autre machine ne l’atteint.',
      en: 'It is a loopback (127.0.x), zero, broadcast or multicast address: no other machine reaches it.',
    },
    next: {
      fr: 'Corrigez l’adresse dans ce fichier, puis : hapyctl init --from {file}',
      en: 'Correct the address in that file, then: hapyctl init --from {file}',
    },
  },
  'HAPY-E631': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: 'Dans le config.eol de {node}, {subject} vaut {found}, mais son interface porte le masque {expected}',
      en: 'In the config.eol of {node}, {subject} is {found}, but its interface has the mask {expected}',
    },
    cause: {
      fr: 'Le masque a été changé dans gen_config sans être appliqué, ou sur l’interface à la main : le prochain reconfigure changerait le sous-réseau.',
      en: 'The mask was changed with gen_config and not applied, or on the interface by hand: the next reconfigure would change the subnet.',
    },
    next: {
      fr: 'Sur {node} : ip address show ; corrigez {subject} dans gen_config, puis : reconfigure',
      en: 'On {node}: ip address show; correct {subject} with gen_config, then: reconfigure',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
