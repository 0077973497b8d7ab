import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { ConfigureServerRequest, type MemberTarget } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { Identity } from '../ports/helper.ts';
import type { AgentPorts } from './agent-ports.ts';

/**
 * Makes this node solo or a member: the guard's identity first, durably, then oned.conf and monitord.conf.
 * After a restart of the agent nothing of it is done: the lease under which it was asked for may be another's
 * by then, and what stands is observed.
 */
export function configureServer(ports: AgentPorts): OperationKind<ConfigureServerRequest> {
  return {
    kind: 'ConfigureServer',
    codec: ConfigureServerRequest,
    defaultDeadlineMs: 60_000,
    resumable: false,
    run: async ({ clusterId, target }, context) => {
      const identity = await identityFor(ports, clusterId, target);
      context.say(identity.state === 'member' ? 'operation.guard.member' : 'operation.guard.solo', {
        serverId: identity.state === 'member' ? identity.serverId : -1,
      });
      await ports.helper.writeIdentity(identity);
      const { changed } = await ports.helper.writeServerConfiguration();
      context.say(changed ? 'operation.configuration.written' : 'operation.configuration.unchanged');
      return { changed: String(changed) };
    },
  };
}

async function identityFor(
  ports: AgentPorts,
  clusterId: string,
  target: ConfigureServerRequest['target'],
): Promise<Identity> {
  if (clusterId === '') throw new HapyError('HAPY-E300', { field: 'cluster_id' });
  if (target?.$case === 'solo') return { state: 'solo', clusterId };
  if (target?.$case !== 'member') throw new HapyError('HAPY-E300', { field: 'target' });
  return memberIdentity(ports, clusterId, target.value);
}

/** The VIP goes to the interface that carries the node's own address, with that one's prefix length. */
async function memberIdentity(ports: AgentPorts, clusterId: string, member: MemberTarget): Promise<Identity> {
  const addresses = await ports.network.addresses();
  const own = addresses.find((each) => each.address === member.nodeAddress);
  if (own === undefined) throw new HapyError('HAPY-E365', { address: member.nodeAddress });
  return {
    state: 'member',
    clusterId,
    serverId: member.serverId,
    keys: {
      vipAddress: member.vipAddress,
      vipPrefixLength: own.prefixLength,
      vipInterface: own.interface,
      electionTimeoutMs: member.electionTimeoutMs,
      monitorAddress: member.vipAddress,
    },
  };
}
