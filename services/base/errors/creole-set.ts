import type { ErrorDefinition } from './definition.ts';

/** HAPY-E709 to E719: what several config.eol, --node and the DNS say together. */
export const creoleSetErrors = {
  'HAPY-E709': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{first} et {other} ont le même nom complet, {name}',
      en: '{first} and {other} have the same full name, {name}',
    },
    cause: {
      fr: 'Deux lignes des noms d’hôtes supplémentaires portent le même nom long, ou celui de l’adresse virtuelle.',
      en: 'Two lines of the extra host names have the same long name, or that of the virtual address.',
    },
    next: {
      fr: 'Corrigez nom_long_hosts ou one_sunstone_dns_name dans gen_config.',
      en: 'Correct nom_long_hosts or one_sunstone_dns_name with gen_config.',
    },
  },
  'HAPY-E710': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: '{key} diffère : « {first} » dans {firstFile}, « {other} » dans {otherFile}',
      en: '{key} differs: "{first}" in {firstFile}, "{other}" in {otherFile}',
    },
    cause: {
      fr: 'Les serveurs d’une grappe ne diffèrent que par leur nom, leur adresse et leur index.',
      en: 'The servers of a cluster differ in name, address and index only.',
    },
    next: {
      fr: 'Choisissez la bonne valeur et mettez la même partout avec gen_config.',
      en: 'Choose the right value and enter the same one everywhere with gen_config.',
    },
  },
  'HAPY-E711': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{firstFile} et {otherFile} sont du même serveur, {node}',
      en: '{firstFile} and {otherFile} are of the same server, {node}',
    },
    cause: {
      fr: 'Le même fichier a été donné deux fois, ou nom_machine n’a pas été changé après une copie.',
      en: 'The same file was given twice, or nom_machine was not changed after a copy.',
    },
    next: {
      fr: 'Donnez un fichier par serveur : hapyctl init --from A B C',
      en: 'Give one file a server: hapyctl init --from A B C',
    },
  },
  'HAPY-E712': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: 'L’adresse de {node} est inconnue',
      en: 'The address of {node} is unknown',
    },
    cause: {
      fr: 'Aucun des fichiers ne la donne, et le nom {name} n’est pas résolu ici.',
      en: 'None of the files gives it, and the name {name} does not resolve here.',
    },
    next: {
      fr: 'Donnez-la : hapyctl init --from FICHIER --node {node}=ADRESSE, ou --node {node}=agent pour qu’un nœud autre que le premier la dise en rejoignant la grappe',
      en: 'Give it: hapyctl init --from FILE --node {node}=ADDRESS, or --node {node}=agent for a node other than the first, which tells it when it joins',
    },
  },
  'HAPY-E713': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: '{node} a deux adresses : {first} ({firstSource, select, file {adresse_ip_eth0} option {--node} dns {DNS} other {adresse_ip_hosts}}) et {other} ({otherSource, select, file {adresse_ip_eth0} option {--node} dns {DNS} other {adresse_ip_hosts}})',
      en: '{node} has two addresses: {first} ({firstSource, select, file {adresse_ip_eth0} option {--node} dns {DNS} other {adresse_ip_hosts}}) and {other} ({otherSource, select, file {adresse_ip_eth0} option {--node} dns {DNS} other {adresse_ip_hosts}})',
    },
    cause: {
      fr: 'Les fichiers, les hôtes déclarés, --node ou le DNS ne disent pas la même chose.',
      en: 'The files, the declared hosts, --node or the DNS do not say the same.',
    },
    next: {
      fr: 'Corrigez celle qui est fausse, puis relancez la commande.',
      en: 'Correct the wrong one, then run the command again.',
    },
  },
  'HAPY-E714': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{first} et {other} ont la même adresse, {address}',
      en: '{first} and {other} have the same address, {address}',
    },
    cause: {
      fr: 'Chaque nœud et l’adresse virtuelle ont chacun la leur.',
      en: 'Every node and the virtual address have one of their own.',
    },
    next: {
      fr: 'Corrigez l’adresse fausse dans gen_config.',
      en: 'Correct the wrong address with gen_config.',
    },
  },
  'HAPY-E715': {
    category: 'FAILED_PRECONDITION',
    exit: 2,
    text: {
      fr: 'Le nom {name} donne l’adresse de bouclage {address}',
      en: 'The name {name} gives the loopback address {address}',
    },
    cause: {
      fr: 'Le /etc/hosts de cette machine attribue à un autre nœud une adresse 127.0.x.',
      en: 'This machine’s /etc/hosts gives another node an address 127.0.x.',
    },
    next: {
      fr: 'Corrigez /etc/hosts, ou déclarez le nœud dans « noms d’hôtes supplémentaires » de gen_config.',
      en: 'Correct /etc/hosts, or declare the node in "noms d’hôtes supplémentaires" of gen_config.',
    },
  },
  'HAPY-E716': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '--node {given} : {node} n’est pas dans la liste des nœuds ({nodes})',
      en: '--node {given}: {node} is not in the list of nodes ({nodes})',
    },
    cause: {
      fr: '--node complète l’adresse d’un nœud que one_nodes nomme.',
      en: '--node completes the address of a node that one_nodes names.',
    },
    next: {
      fr: 'Écrivez --node NOM=ADRESSE avec un nom de cette liste.',
      en: 'Write --node NAME=ADDRESS with a name of that list.',
    },
  },
  'HAPY-E717': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '--node {given} n’est pas de la forme NOM=ADRESSE',
      en: '--node {given} is not of the form NAME=ADDRESS',
    },
    cause: {
      fr: 'Le nom est le nom court du nœud, l’adresse une adresse IPv4, ou « agent » si son agent doit la dire.',
      en: 'The name is the node’s short name, the address an IPv4 address, or “agent” if its agent is to tell it.',
    },
    next: {
      fr: 'Exemple : --node hapy2=192.168.0.117',
      en: 'Example: --node hapy2=192.168.0.117',
    },
  },
  'HAPY-E718': {
    category: 'FAILED_PRECONDITION',
    exit: 3,
    text: {
      fr: '{count, plural, one {Une variable diffère} other {# variables diffèrent}} d’un serveur à l’autre : {keys}',
      en: '{count, plural, one {One variable differs} other {# variables differ}} from server to server: {keys}',
    },
    cause: {
      fr: 'Elles ne concernent pas la haute disponibilité ; en général les serveurs d’une grappe sont configurés à l’identique.',
      en: 'They do not concern high availability; usually the servers of a cluster are configured alike.',
    },
    next: {
      fr: 'Vérifiez que c’est voulu. Ce n’est qu’un avertissement.',
      en: 'Check that this is intended. It is a warning only.',
    },
  },
  'HAPY-E719': {
    category: 'INVALID_ARGUMENT',
    exit: 2,
    text: {
      fr: '{address} ne peut pas être l’adresse de {owner}',
      en: '{address} cannot be the address of {owner}',
    },
    cause: {
      fr: 'C’est une adresse de bouclage (127.0.x), nulle, de diffusion ou de multidiffusion : aucune autre machine ne l’atteint.',
      en: 'It is a loopback (127.0.x), zero, broadcast or multicast address: no other machine reaches it.',
    },
    next: {
      fr: 'Corrigez l’adresse dans gen_config, ou donnez la bonne avec --node.',
      en: 'Correct the address with gen_config, or give the right one with --node.',
    },
  },
} as const satisfies Record<string, ErrorDefinition>;
