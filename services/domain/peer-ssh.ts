import { fingerprintOf } from './fingerprint.ts';
import type { NodeState } from './observed.ts';
import type { SpecNode } from './spec.ts';

/** What every node must know of one other for oneadmin's SSH between hosts. */
export interface PeerSsh {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
  readonly hostKeys: readonly string[];
  readonly userKeys: readonly string[];
}

export function peerSshOf(node: SpecNode, state: NodeState): PeerSsh {
  return {
    names: [node.fqdn, node.name],
    addresses: [node.address],
    hostKeys: [...state.ssh.hostKeys].sort(),
    userKeys: [...state.ssh.userKeys].sort(),
  };
}

/** The same for the same set of peers in whatever order, so that "already configured" can be seen. */
export function peersDigestOf(peers: readonly PeerSsh[]): string {
  const lines = peers.map((peer) =>
    JSON.stringify([peer.names, peer.addresses, [...peer.hostKeys].sort(), [...peer.userKeys].sort()]),
  );
  return fingerprintOf(lines.sort().join('\n'));
}
