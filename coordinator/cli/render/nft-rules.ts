/** What rules are made of: the nodes of the spec and the words of the comments. */
export interface RulesFor {
  readonly clusterId: string;
  readonly addresses: readonly string[];
  /** Comments in the person's language, each one line. */
  readonly says: {
    readonly how: string;
    readonly certificates: string;
    readonly peers: string;
    readonly others: string;
  };
}

/** For any client: the coordinator's and the gateway's port ask for a certificate. Everywhere, for both may move. */
const open = [2640, 2642];
/** Between nodes: the agents' port, and oned's, which speaks in clear text. */
const betweenNodes = [2633, 2641];

/**
 * A file for `nft -f`, complete in itself: applied twice it is the same. A chain of ours cannot open what another one
 * closes, so this says what must be open, and closes what must not be.
 */
export function nftRules({ clusterId, addresses, says }: RulesFor): string {
  const ports = (numbers: readonly number[]) => `tcp dport { ${numbers.join(', ')} }`;
  return [
    '#!/usr/sbin/nft -f',
    `# ${clusterId}: ${says.how}`,
    'table inet hapy',
    'delete table inet hapy',
    'table inet hapy {',
    '\tset nodes {',
    '\t\ttype ipv4_addr',
    `\t\telements = { ${addresses.join(', ')} }`,
    '\t}',
    '',
    '\tchain input {',
    '\t\ttype filter hook input priority filter - 1; policy accept;',
    '\t\tiifname "lo" accept',
    `\t\t# ${says.certificates}`,
    `\t\t${ports(open)} accept`,
    `\t\t# ${says.peers}`,
    `\t\tip saddr @nodes ${ports(betweenNodes)} accept`,
    `\t\t# ${says.others}`,
    `\t\t${ports(betweenNodes)} drop`,
    '\t}',
    '}',
    '',
  ].join('\n');
}
