import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Action } from '../../services/domain/action.ts';
import { allCan, seedZstd } from '../../services/domain/capabilities.ts';
import { leaderPlace, type Place } from '../../services/domain/place.ts';
import type { SeedManifest } from '../../services/domain/observed.ts';
import { membershipFor } from '../../services/domain/of-snapshot.ts';
import { peerSshOf } from '../../services/domain/peer-ssh.ts';
import type { Snapshot } from '../../services/domain/snapshot.ts';
import { electionBaseMs, electionTimeoutMsOf } from '../../services/domain/election-timeouts.ts';
import { endpointOf, type SpecNode, zoneEndpointOf } from '../../services/domain/spec.ts';
import { isStorageKind } from '../../services/domain/storage/storage-step.ts';
import type { AgentCommand } from './ports.ts';
import { storageCommand } from './storage-command.ts';

/** The node that a place means right now; undefined while nobody leads. */
export function nodeAt(place: Place, snapshot: Snapshot): string | undefined {
  return place === leaderPlace ? snapshot.leader : place;
}

/**
 * Turns an action into what is asked of an agent. Plans carry no ids, for only a run can know them; here
 * they are read from the observation that was just made. Undefined for what asks no agent for anything.
 *
 * @throws HapyError HAPY-E532, E533, E535, E536 or E827 when the observation does not have what the action needs.
 */
export function commandFor(action: Action, snapshot: Snapshot): AgentCommand | undefined {
  const { clusterId } = snapshot.spec;
  const { kind, parameters } = action;
  if (isStorageKind(kind)) return storageCommand({ kind, parameters }, snapshot);
  switch (kind) {
    case 'await':
    case 'bar-identity':
    case 'forget-node':
      return undefined;
    case 'instantiate':
      return { rpc: 'Instantiate' };
    case 'hold-oned':
      return { rpc: 'HoldOned', clusterId };
    case 'stop-oned':
      return { rpc: 'StopOned', clusterId };
    case 'start-oned':
      return { rpc: 'StartOned', clusterId };
    case 'configure-solo':
      return { rpc: 'ConfigureSolo', clusterId };
    case 'configure-member':
      return configureMember(action, snapshot);
    case 'add-zone-server': {
      const node = specNode(action, snapshot);
      const { name = node.fqdn, endpoint = endpointOf(node) } = action.parameters;
      return { rpc: 'AddZoneServer', name, endpoint };
    }
    case 'remove-zone-server':
      return removeZoneServer(action, snapshot);
    case 'export-seed':
      return { rpc: 'ExportSeed', clusterId, compress: allCan(seedZstd, snapshot) };
    case 'import-seed':
      return {
        rpc: 'ImportSeed',
        seedId: seedFor(action, snapshot).manifest.seedId,
        discardDatabaseDigest: action.parameters['discardDatabaseDigest'] ?? '',
      };
    case 'set-zone-endpoint':
      return {
        rpc: 'SetZoneEndpoint',
        endpoint: action.parameters['endpoint'] ?? zoneEndpointOf(snapshot.spec),
      };
    case 'configure-peer-ssh':
      return { rpc: 'ConfigurePeerSsh', peers: peersIn(snapshot) };
    case 'add-host':
      return {
        rpc: 'AddHost',
        name: action.parameters['name'] ?? specNode(action, snapshot).fqdn,
        imMad: action.parameters['imMad'] ?? 'kvm',
        vmMad: action.parameters['vmMad'] ?? 'kvm',
      };
    case 'remove-host':
      return { ...hostOfAction(action, snapshot), rpc: 'RemoveHost' };
    case 'reconfigure':
      return { rpc: 'Reconfigure', membershipId: membershipOf(action, snapshot) };
    case 'restore-server':
      return { rpc: 'RestoreServer', clusterId };
    case 'disable-host':
      return { ...hostOfAction(action, snapshot), rpc: 'DisableHost' };
    case 'reset-zone-server':
      return resetZoneServer(action, snapshot);
    case 'prove-service':
      return { rpc: 'ProveService', clusterId, endpoint: zoneEndpointOf(snapshot.spec) };
    case 'drop-vip':
      return { rpc: 'DropVip', address: snapshot.spec.vip.address };
    case 'adopt-server':
      return adoptServer(action, snapshot);
  }
}

/** The seed that an `import-seed` restores, and the node that has it. */
export function seedFor(action: Action, snapshot: Snapshot): { from: string; manifest: SeedManifest } {
  const place = action.parameters['from'] ?? leaderPlace;
  const from = nodeAt(place, snapshot);
  if (from === undefined) throw new HapyError('HAPY-E532');
  const manifest = snapshot.state(from)?.seeds.exported;
  if (manifest === undefined) throw new HapyError('HAPY-E533', { from, node: action.node });
  return { from, manifest };
}

function specNode(action: Action, snapshot: Snapshot): SpecNode {
  const node = snapshot.nodes.get(action.node);
  if (node === undefined) throw new HapyError('HAPY-E222', { node: action.node });
  return node;
}

function configureMember(action: Action, snapshot: Snapshot): AgentCommand {
  const node = specNode(action, snapshot);
  const serverId = snapshot.serverIdOf(node.name);
  if (serverId === undefined) throw new HapyError('HAPY-E535', { node: node.name });
  return {
    rpc: 'ConfigureMember',
    clusterId: snapshot.spec.clusterId,
    serverId,
    vipAddress: action.parameters['vip'] ?? snapshot.spec.vip.address,
    electionTimeoutMs: Number(
      action.parameters['electionTimeoutMs'] ??
        electionTimeoutMsOf(snapshot.spec.nodes.indexOf(node), electionBaseMs(snapshot)),
    ),
    nodeAddress: node.address,
  };
}

function removeZoneServer(action: Action, snapshot: Snapshot): AgentCommand {
  const endpoint = action.parameters['endpoint'] ?? '';
  const at = nodeAt(action.at, snapshot);
  const zone = at === undefined ? undefined : snapshot.state(at)?.zone;
  const { name } = action.parameters;
  const servers = (zone?.servers ?? []).filter(
    (server) => server.endpoint === endpoint && (name === undefined || server.name === name),
  );
  const another = servers.length > 1;
  // Alone, a server's pool is no quorum and all entries of the endpoint go, the newest first.
  const server = action.at === leaderPlace ? servers[0] : servers.at(-1);
  // With duplicates the plan names the id too, for the endpoint alone does not tell which is meant.
  const id = action.parameters['serverId'];
  const serverId =
    id !== undefined ? Number(id) : another && action.at === leaderPlace ? undefined : server?.id;
  if (serverId === undefined) throw new HapyError('HAPY-E536', { action: action.id });
  return { rpc: 'RemoveZoneServer', serverId, endpoint };
}

/** Which server the zone says that this one is; the rest is what stands in its own oned.conf. */
function adoptServer(action: Action, snapshot: Snapshot): AgentCommand {
  const serverId = snapshot.serverIdOf(action.node);
  if (serverId === undefined) throw new HapyError('HAPY-E535', { node: action.node });
  const { clusterId, vip } = snapshot.spec;
  return { rpc: 'AdoptServer', clusterId, serverId, vipAddress: vip.address };
}

function resetZoneServer(action: Action, snapshot: Snapshot): AgentCommand {
  const serverId = snapshot.serverIdOf(action.node);
  if (serverId === undefined) throw new HapyError('HAPY-E535', { node: action.node });
  return { rpc: 'ResetZoneServer', serverId, endpoint: endpointOf(specNode(action, snapshot)) };
}

function hostOfAction(action: Action, snapshot: Snapshot): { hostId: number; name: string } {
  const leader = snapshot.leader === undefined ? undefined : snapshot.state(snapshot.leader);
  const name = action.parameters['name'] ?? snapshot.nodes.get(action.node)?.fqdn ?? action.node;
  const host = leader?.hosts.find((each) => each.name === name);
  if (host === undefined) throw new HapyError('HAPY-E536', { action: action.id });
  return { hostId: host.id, name };
}

function peersIn(snapshot: Snapshot) {
  return snapshot.spec.nodes.flatMap((node) => {
    const state = snapshot.state(node.name);
    return state === undefined ? [] : [peerSshOf(node, state)];
  });
}

/** A reconfigure is done for the membership that the restored seed gave to the node. */
function membershipOf(action: Action, snapshot: Snapshot): string {
  const state = snapshot.state(action.node);
  const { rollout } = action.parameters;
  // A rollout reaches those too that never needed a seed.
  if (state !== undefined && rollout !== undefined) return membershipFor(state, rollout);
  const seedId = state?.seeds.imported?.seedId;
  if (seedId === undefined) throw new HapyError('HAPY-E533', { from: action.node, node: action.node });
  return seedId;
}
