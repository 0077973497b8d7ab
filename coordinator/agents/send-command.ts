import { callUnary, type CallSettings } from '../../services/rpc/client.ts';
import { type AgentServiceClient, OnedCommand } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type * as wire from '../../services/rpc/gen/hapy/agent/v1/operation.ts';
import { stepToProto } from '../../services/rpc/mapping/storage.ts';
import type { AgentCommand, Mutation } from '../executor/ports.ts';

/** Asks the one mutating RPC that a command stands for, and gives the operation the agent has recorded. */
export async function sendCommand(
  client: AgentServiceClient,
  command: AgentCommand,
  right: Mutation,
  person: string,
  settings: CallSettings,
): Promise<wire.Operation | undefined> {
  const mutation = mutationToProto(right, person);
  const response = await send(client, command, mutation, settings);
  return response.operation;
}

export function mutationToProto(mutation: Mutation, person: string): wire.Mutation {
  // A deadline of 0 would mean "the operation's own default".
  const deadlineMs = Math.max(1, Math.round(mutation.deadlineMs));
  return { ...mutation, epoch: BigInt(mutation.epoch), deadlineMs, person };
}

const onedCommands = {
  StartOned: OnedCommand.ONED_COMMAND_START,
  StopOned: OnedCommand.ONED_COMMAND_STOP,
  HoldOned: OnedCommand.ONED_COMMAND_HOLD,
} as const;

type Response = { readonly operation: wire.Operation | undefined };

function send(
  client: AgentServiceClient,
  command: AgentCommand,
  mutation: wire.Mutation,
  settings: CallSettings,
): Promise<Response> {
  switch (command.rpc) {
    case 'DropVip':
      return callUnary(client.dropVip.bind(client), { mutation, address: command.address }, settings);
    case 'AdoptServer': {
      const { clusterId, serverId, vipAddress } = command;
      return callUnary(
        client.adoptServer.bind(client),
        { mutation, clusterId, serverId, vipAddress },
        settings,
      );
    }
    case 'Instantiate':
      return callUnary(client.instantiate.bind(client), { mutation }, settings);
    case 'Reconfigure': {
      const { membershipId } = command;
      return callUnary(client.reconfigure.bind(client), { mutation, membershipId }, settings);
    }
    case 'ConfigureSolo': {
      const target = { $case: 'solo' as const, value: {} };
      const { clusterId } = command;
      return callUnary(client.configureServer.bind(client), { mutation, clusterId, target }, settings);
    }
    case 'ConfigureMember': {
      const { clusterId, serverId, vipAddress, electionTimeoutMs, nodeAddress } = command;
      const value = { serverId, vipAddress, electionTimeoutMs, nodeAddress };
      const target = { $case: 'member' as const, value };
      return callUnary(client.configureServer.bind(client), { mutation, clusterId, target }, settings);
    }
    case 'StartOned':
    case 'StopOned':
    case 'HoldOned': {
      const request = { mutation, command: onedCommands[command.rpc], clusterId: command.clusterId };
      return callUnary(client.controlOned.bind(client), request, settings);
    }
    case 'RestoreServer': {
      const { clusterId } = command;
      return callUnary(client.restoreServer.bind(client), { mutation, clusterId }, settings);
    }
    case 'ConfigurePeerSsh': {
      const peers = command.peers.map((peer) => ({
        names: [...peer.names],
        addresses: [...peer.addresses],
        hostKeys: [...peer.hostKeys],
        userKeys: [...peer.userKeys],
      }));
      return callUnary(client.configurePeerSsh.bind(client), { mutation, peers }, settings);
    }
    case 'ChangeStorage':
    case 'DeclareDatastore':
      return sendToStorage(client, command, mutation, settings);
    case 'AddZoneServer':
    case 'RemoveZoneServer':
    case 'SetZoneEndpoint':
    case 'AddHost':
    case 'RemoveHost':
    case 'DisableHost':
    case 'ResetZoneServer':
    case 'ProveService':
    case 'ExportSeed':
    case 'ImportSeed':
      return sendToZone(client, command, mutation, settings);
  }
}

type StorageCommand = Extract<AgentCommand, { readonly rpc: 'ChangeStorage' | 'DeclareDatastore' }>;

function sendToStorage(
  client: AgentServiceClient,
  command: StorageCommand,
  mutation: wire.Mutation,
  settings: CallSettings,
): Promise<Response> {
  if (command.rpc === 'ChangeStorage') {
    const step = stepToProto(command.step);
    return callUnary(client.changeStorage.bind(client), { mutation, step }, settings);
  }
  const { name, type } = command;
  return callUnary(client.declareDatastore.bind(client), { mutation, name, type }, settings);
}

type ZoneCommand = Extract<
  AgentCommand,
  {
    readonly rpc:
      | 'AddZoneServer'
      | 'RemoveZoneServer'
      | 'SetZoneEndpoint'
      | 'AddHost'
      | 'RemoveHost'
      | 'DisableHost'
      | 'ResetZoneServer'
      | 'ProveService'
      | 'ExportSeed'
      | 'ImportSeed';
  }
>;

function sendToZone(
  client: AgentServiceClient,
  command: ZoneCommand,
  mutation: wire.Mutation,
  settings: CallSettings,
): Promise<Response> {
  switch (command.rpc) {
    case 'AddZoneServer':
      return callUnary(client.addZoneServer.bind(client), { ...command, mutation }, settings);
    case 'RemoveZoneServer':
      return callUnary(client.removeZoneServer.bind(client), { ...command, mutation }, settings);
    case 'SetZoneEndpoint':
      return callUnary(client.setZoneEndpoint.bind(client), { ...command, mutation }, settings);
    case 'AddHost':
      return callUnary(client.addHost.bind(client), { ...command, mutation }, settings);
    case 'RemoveHost':
      return callUnary(client.removeHost.bind(client), { ...command, mutation }, settings);
    case 'DisableHost':
      return callUnary(client.disableHost.bind(client), { ...command, mutation }, settings);
    case 'ResetZoneServer':
      return callUnary(client.resetZoneServer.bind(client), { ...command, mutation }, settings);
    case 'ProveService':
      return callUnary(client.proveService.bind(client), { ...command, mutation }, settings);
    case 'ExportSeed':
      return callUnary(client.exportSeed.bind(client), { ...command, mutation }, settings);
    case 'ImportSeed':
      return callUnary(client.importSeed.bind(client), { ...command, mutation }, settings);
  }
}
