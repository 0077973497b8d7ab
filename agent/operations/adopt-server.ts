import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { ServerConfiguration } from '../../services/domain/observed.ts';
import { AdoptServerRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { Identity, MemberKeys } from '../ports/helper.ts';
import type { AgentPorts } from './agent-ports.ts';

/**
 * Takes charge of a server that somebody else has made a member: the start guard learns what stands in its own
 * oned.conf, so that it keeps that, and neither the file nor the running oned is touched.
 */
export function adoptServer(ports: AgentPorts): OperationKind<AdoptServerRequest> {
  return {
    kind: 'AdoptServer',
    codec: AdoptServerRequest,
    defaultDeadlineMs: 30_000,
    resumable: true,
    run: async ({ clusterId, serverId, vipAddress }, context) => {
      if (clusterId === '') throw new HapyError('HAPY-E300', { field: 'cluster_id' });
      const { guard, configuration } = await ports.helper.readFacts(ports.clusterId, context.signal);
      if (guard.state === 'member' && guard.serverId === serverId) return { already: 'true' };
      if (guard.state !== 'free') throw new HapyError('HAPY-E591', { node: ports.node, state: guard.state });
      const keys = keysOf(configuration, vipAddress);
      const right = configuration.serverId === serverId && keys !== undefined;
      if (!right) {
        const { leaderHook } = configuration;
        const found = `SERVER_ID=${configuration.serverId}, RAFT_LEADER_HOOK="${leaderHook}"`;
        throw new HapyError('HAPY-E592', { node: ports.node, found, id: serverId, address: vipAddress });
      }
      const identity: Identity = { state: 'member', clusterId, serverId, keys };
      await ports.helper.writeIdentity(identity);
      context.say('operation.guard.member', { serverId });
      return {};
    },
  };
}

/** What oned.conf says now; undefined when its leader hook is for no address, or for another one. */
function keysOf(configuration: ServerConfiguration, vipAddress: string): MemberKeys | undefined {
  const [, vipInterface = '', address = '', prefix = ''] =
    /^leader (\S+) (\d[\d.]*)\/(\d{1,2})$/.exec(configuration.leaderHook) ?? [];
  if (address === '' || address !== vipAddress) return undefined;
  const { electionTimeoutMs, monitorAddress } = configuration;
  const monitors = /^\d[\d.]+$/.test(monitorAddress) ? monitorAddress : '';
  const vip = { vipAddress: address, vipPrefixLength: Number(prefix), vipInterface };
  return { ...vip, electionTimeoutMs, monitorAddress: monitors };
}
