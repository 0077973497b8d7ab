import type { NodeState, Observed } from '../observed.ts';
import { coordinatorNodeOf, type Spec } from '../spec.ts';
import { Snapshot } from '../snapshot.ts';
import { isPerDatastore, mountLocation, wantedMounts } from '../storage/storage-mounts.ts';
import { glusterdPort } from '../storage/storage-spec.ts';

/** What one agent is to look at. */
export interface NodeQuestions {
  readonly names: readonly { readonly name: string; readonly address: string }[];
  /** "address:port" */
  readonly reachable: readonly string[];
  /** Empty when the virtual address is in use as it should be. */
  readonly vipAddress: string;
  /** Where its part of the storage is to lie; absent without storage. */
  readonly storage?:
    | {
        readonly volume: string;
        readonly brick: string;
        readonly mount: string;
        /** Where datastores that have a number already are to be mounted for themselves. */
        readonly datastoreMounts?: readonly string[];
      }
    | undefined;
}

const onedPort = 2633;

/**
 * What each agent is asked: every name of the cluster, oned's port on the other nodes and the coordinator's, and
 * the virtual address as long as no node serves behind it.
 */
export function questionsFor(
  spec: Spec,
  observed: Observed,
  coordinatorPort: number,
): ReadonlyMap<string, NodeQuestions> {
  const names = [
    ...spec.nodes.map(({ fqdn, address }) => ({ name: fqdn, address })),
    { name: spec.vip.name, address: spec.vip.address },
  ].filter(({ address }) => address !== '');
  // A zone that was made by hand has members without our guard: whichever of our nodes carries the address, it is no stranger.
  const serving = observed.reports.some(
    ({ state }) => state?.guard.state === 'member' || carriesInZone(state, spec.vip.address),
  );
  const vipAddress = serving ? '' : spec.vip.address;
  const carrier = spec.nodes.find(({ name }) => name === coordinatorNodeOf(spec));
  const known = wantedMounts(new Snapshot(spec, observed)).mounts.map(({ path }) => path);
  return new Map(
    spec.nodes.map((node) => {
      const others = spec.nodes.filter((other) => other !== node && other.address !== '');
      const reachable = others.map(({ address }) => `${address}:${onedPort}`);
      if (carrier !== undefined && node !== carrier) reachable.push(`${carrier.address}:${coordinatorPort}`);
      const { storage } = spec;
      if (storage === undefined) return [node.name, { names, reachable, vipAddress }];
      const brick = storage.bricks.find((each) => each.node === node.name)?.path ?? '';
      const { volume } = storage;
      const mount = mountLocation(storage);
      reachable.push(...others.map(({ address }) => `${address}:${glusterdPort}`));
      const each = isPerDatastore(storage) ? { datastoreMounts: known } : {};
      return [node.name, { names, reachable, vipAddress, storage: { volume, brick, mount, ...each } }];
    }),
  );
}

function carriesInZone(state: NodeState | undefined, vip: string): boolean {
  const role = state?.oned.raft?.state;
  const inZone = role === 'leader' || role === 'follower';
  return inZone && (state?.addresses.some(({ address }) => address === vip) ?? false);
}
