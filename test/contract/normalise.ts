import type { Exchange } from './exchange.ts';

/** What an answer is compared without: who was asked, and where the servers are. */
export interface Surroundings {
  /** The first three numbers of the servers' addresses. */
  readonly network: string;
  /** The server id of the oned that was asked. */
  readonly serverId: number;
}

/**
 * An answer without what is another at every run: dates, hashes, addresses, and the numbers of the Raft as
 * far as they count time. What they say to each other stays: a commit index that is behind is behind.
 */
export function normalised({ head, body }: Exchange, where: Surroundings): Exchange {
  return {
    head: head
      .replaceAll('\r\n', '\n')
      .trimEnd()
      .replace(/^Date: .*$/m, 'Date: DATE')
      .replace(/^(Content-length): \d+$/m, '$1: LENGTH'),
    body: body
      .replaceAll(`${where.network}.`, 'NETWORK.')
      .replace(/[0-9a-f]{64}/g, 'HASH')
      .replace(/&lt;RAFT&gt;.*&lt;\/RAFT&gt;/, (raft) => raftWithout(raft, where.serverId))
      .replace(/&lt;HOST&gt;.*&lt;\/HOST&gt;/, hostsWithout)
      .replace(/term \(1\) is outdated \(\d+\)/, 'term (1) is outdated (TERM)')
      .replace(/(outdated.*<i4>2048<\/i4><\/value>\r\n<value><i4>)\d+/s, '$1TERM'),
  };
}

const ruinedTerm = 4294967295;

function raftWithout(raft: string, own: number): string {
  const number = (name: string) => Number(new RegExp(`;${name}&gt;(-?\\d+)&lt;`).exec(raft)?.[1]);
  const [term, commit, last] = [number('TERM'), number('COMMIT'), number('LOG_INDEX')];
  const follows = number('STATE') === 2;
  const said = {
    SERVER_ID: number('SERVER_ID') === own && own !== -1 ? 'OWN' : number('SERVER_ID'),
    STATE: number('STATE'),
    TERM: term === ruinedTerm ? ruinedTerm : 'TERM',
    // Whom a follower has voted for depends on who stood first.
    VOTEDFOR: follows ? 'ANY' : number('VOTEDFOR') === own ? 'OWN' : number('VOTEDFOR'),
    COMMIT: last === -1 ? commit : commit === last ? 'ALL' : 'BEHIND',
    LOG_INDEX: last === -1 ? -1 : 'LAST',
    LOG_TERM: last === -1 ? -1 : 'TERM',
    FEDLOG_INDEX: number('FEDLOG_INDEX'),
  };
  return Object.entries(said)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** What a dummy hypervisor reports of its hardware; the double's hosts have none (sandbox/double/README.md). */
const hardware = ['PCI_DEVICES', 'NUMA_NODES', 'DATASTORES', 'TEMPLATE', 'MONITORING'];

function hostsWithout(hosts: string): string {
  const plain = hardware.reduce((text, name) => {
    const element = new RegExp(`&lt;${name}&gt;.*?&lt;/${name}&gt;`, 'g');
    return text.replace(element, `&lt;${name}/&gt;`);
  }, hosts);
  // A host that was just enabled is in state 0 until it is monitored: while the real zone was cut and healed,
  // one of its hosts was enabled three times a second.
  return plain.replace(/;STATE&gt;[02]&lt;\/STATE&gt;&lt;PREV_STATE&gt;[02]&lt;/g, ';STATE&gt;ON&lt;');
}
