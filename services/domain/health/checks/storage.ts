import type { Found } from '../finding.ts';
import { type HealthCheck, ofNode, ofZone } from '../check.ts';
import type { HealthView } from '../view.ts';
import { brickText } from '../../storage/storage-state.ts';
import type { HealState } from '../../storage/storage-state.ts';
import { datastoreTrouble } from '../../storage/storage-datastores.ts';
import { driftedOptions } from '../../storage/storage-holds.ts';
import { missingMounts } from '../../storage/storage-mounts.ts';
import {
  answering,
  healSeen,
  isMember,
  stewardOf,
  stewardState,
  volumeSeen,
} from '../../storage/storage-view.ts';

const spaceError = 0.05;
const spaceWarning = 0.15;

/** A check of clusters whose spec wants storage, once a zone stands. */
function ofStorage(
  name: string,
  codes: readonly string[],
  look: (view: HealthView, volume: string) => readonly Found[],
): HealthCheck {
  return {
    name,
    codes,
    applies: ({ spec, formed }) => spec.storage !== undefined && formed,
    look: (view) => look(view, view.spec.storage?.volume ?? ''),
  };
}

/** A brick's host as the node that it is. */
function nodeOf(host: string, { spec }: HealthView): string {
  return spec.nodes.find(({ fqdn }) => fqdn === host)?.name ?? host;
}

/** Does each node's agent see its GlusterFS. */
export const storageIsSeen = ofStorage('storage-seen', ['HAPY-E850'], (view) =>
  view.states.flatMap(({ node, storage }) => {
    const reason = storage === undefined ? 'HAPY-E812' : storage.silence;
    return reason === '' ? [] : [ofNode('HAPY-E850', 'error', node, reason, { reason })];
  }),
);

/** Are all daemons one pool, and nobody else in it. */
export const storagePeers = ofStorage(
  'storage-peers',
  ['HAPY-E840', 'HAPY-E841', 'HAPY-E853', 'HAPY-E860'],
  (view) => {
    const { snapshot, input } = view;
    const peer = stewardOf(snapshot).name;
    const steward = stewardState(snapshot);
    if (steward === undefined || steward.volumes.length === 0) return [];
    const nodes = new Map(
      [...view.spec.nodes, ...[...snapshot.leaving.values()].map(({ node }) => node)].map((node) => [
        node.fqdn,
        node.name,
      ]),
    );
    const found: Found[] = [];
    const foreign: string[] = [];
    for (const { uuid, names, connected, state } of steward.peers) {
      const node = names.map((name) => nodes.get(name)).find((name) => name !== undefined);
      if (node === undefined) foreign.push(names[0] ?? '?');
      else if (state === 'Peer Rejected') found.push(ofNode('HAPY-E841', 'error', node, state));
      else if (!connected) found.push(ofNode('HAPY-E840', 'error', node, 'disconnected'));
      else if (!isMember({ state }) && !input.running)
        found.push(ofNode('HAPY-E860', 'error', node, state, { state, peer, uuid }));
    }
    if (foreign.length === 0) return found;
    const peers = foreign.join(', ');
    return [...found, ofZone('HAPY-E853', 'warning', { [peer]: peers }, { peers })];
  },
);

/** Is the volume there and started, and the same for everybody. */
export const storageVolume = ofStorage('storage-volume', ['HAPY-E849', 'HAPY-E852'], (view, volume) => {
  const { snapshot, input } = view;
  if (stewardState(snapshot) === undefined) return [];
  const seen = volumeSeen(snapshot);
  if (seen?.status !== 'Started') {
    const evidence = { [stewardOf(snapshot).name]: seen?.status ?? '-' };
    return input.running ? [] : [ofZone('HAPY-E849', 'error', evidence, { volume })];
  }
  const views = view.states.flatMap(({ node }) => {
    const own = answering(node, snapshot)?.volumes.find(({ name }) => name === volume);
    if (answering(node, snapshot) === undefined) return [];
    return [
      [node, own === undefined ? '-' : `${own.status} ${own.bricks.map(brickText).join(' ')}`] as const,
    ];
  });
  if (new Set(views.map(([, told]) => told)).size < 2 || input.running) return [];
  const found = views
    .map(([node, told]) => `${node} ${told.split(' ')[0]} ${told.split(' ').length - 1}`)
    .join(', ');
  return [ofZone('HAPY-E852', 'error', Object.fromEntries(views), { volume, found })];
});

/** Is every brick served, and are there enough of each set to write. */
export const storageBricks = ofStorage('storage-bricks', ['HAPY-E842', 'HAPY-E843'], (view, volume) => {
  const { snapshot } = view;
  const heal = healSeen(snapshot);
  const replica = volumeSeen(snapshot)?.replica ?? 0;
  if (heal === undefined || replica === 0) return [];
  const down = heal.bricks.filter(({ connected }) => !connected);
  const found = down.map((brick) =>
    ofNode('HAPY-E842', 'error', nodeOf(brick.host, view), 'not connected', {
      brick: brickText(brick),
      volume,
    }),
  );
  const sets = Array.from({ length: Math.ceil(heal.bricks.length / replica) }, (_, at) =>
    heal.bricks.slice(at * replica, (at + 1) * replica),
  );
  const broken = sets.some((set) => set.filter(({ connected }) => connected).length <= replica / 2);
  if (!broken) return found;
  const evidence = Object.fromEntries(
    heal.bricks.map(({ host, connected }) => [nodeOf(host, view), connected ? 'connected' : 'not connected']),
  );
  return [...found, ofZone('HAPY-E843', 'error', evidence, { volume })];
});

/** What is still to be copied, and whether it becomes less. */
export const storageHeal = ofStorage('storage-heal', ['HAPY-E844'], (view, volume) => {
  const heal = healSeen(view.snapshot);
  const count = pendingOf(heal);
  if (heal === undefined || count === 0) return [];
  const before = (view.input.pastHeals ?? []).findLast(({ atMs }) => atMs <= view.nowMs - trendMs);
  const trend = trendOf(before?.pending, count);
  const evidence = Object.fromEntries(
    heal.bricks.map(({ host, connected, pending }) => [
      nodeOf(host, view),
      connected ? String(pending) : '-',
    ]),
  );
  const severity = trend === 'shrinking' ? 'info' : 'warning';
  return [ofZone('HAPY-E844', severity, evidence, { volume, count: String(count), trend })];
});

/** Over how long a trend is judged. */
const trendMs = 60_000;

function trendOf(before: number | undefined, now: number): 'unknown' | 'shrinking' | 'growing' | 'steady' {
  if (before === undefined) return 'unknown';
  if (now < before) return 'shrinking';
  return now > before ? 'growing' : 'steady';
}

/** The good bricks all know of the same entries; the largest number is what there is to do. */
export function pendingOf(heal: HealState | undefined): number {
  return Math.max(0, ...(heal?.bricks ?? []).map(({ pending }) => pending));
}

/** Are there files of which no copy can be called the right one. */
export const storageSplitBrain = ofStorage('storage-split-brain', ['HAPY-E845'], (view, volume) => {
  const heal = healSeen(view.snapshot);
  const count = Math.max(0, ...(heal?.bricks ?? []).map(({ splitBrain }) => splitBrain));
  if (heal === undefined || count === 0) return [];
  const evidence = Object.fromEntries(
    heal.bricks.map(({ host, splitBrain }) => [nodeOf(host, view), String(splitBrain)]),
  );
  const files = heal.splitBrainFiles.join(', ') || '?';
  return [ofZone('HAPY-E845', 'error', evidence, { volume, count: String(count), files })];
});

/** Is there room on every brick: the fullest one stops all. */
export const storageSpace = ofStorage('storage-space', ['HAPY-E846'], ({ states, spec }) =>
  states.flatMap(({ node, storage }) => {
    const path = spec.storage?.bricks.find((each) => each.node === node)?.path;
    const brick = storage?.bricks.find((each) => each.path === path);
    if (brick === undefined || brick.totalBytes === 0) return [];
    const share = brick.freeBytes / brick.totalBytes;
    if (share >= spaceWarning) return [];
    const percent = String(Math.floor(share * 100));
    const severity = share < spaceError ? 'error' : 'warning';
    return [ofNode('HAPY-E846', severity, node, `${percent} %`, { percent })];
  }),
);

/** Is the volume mounted where OpenNebula looks for its images. */
export const storageMounts = ofStorage('storage-mounts', ['HAPY-E847'], (view, volume) => {
  const { snapshot, input } = view;
  if (volumeSeen(snapshot)?.status !== 'Started' || input.running) return [];
  return view.states.flatMap((state) => {
    // A datastore that is not declared has no place yet: the check of the datastores tells that.
    const missing = state.storage === undefined ? [] : missingMounts(state, snapshot);
    const path = missing.map((mount) => mount.path).join(', ');
    return missing.length === 0 ? [] : [ofNode('HAPY-E847', 'error', state.node, '-', { volume, path })];
  });
});

/** Has the volume the options that the spec wants. */
export const storageOptions = ofStorage('storage-options', ['HAPY-E848'], (view, volume) => {
  const { snapshot, input } = view;
  const has = volumeSeen(snapshot)?.options;
  const drifted = has === undefined || input.running ? [] : driftedOptions(snapshot);
  if (drifted.length === 0) return [];
  const evidence = {
    [stewardOf(snapshot).name]: drifted.map((name) => `${name}=${has?.[name] ?? '-'}`).join(', '),
  };
  return [ofZone('HAPY-E848', 'warning', evidence, { volume, options: drifted.join(', ') })];
});

/** Does OpenNebula know the datastores that lie on the volume. */
export const storageDatastores = ofStorage('storage-datastores', ['HAPY-E851'], (view) => {
  const { snapshot, input, leader } = view;
  if (leader === undefined || input.running) return [];
  return (view.spec.storage?.datastores ?? []).flatMap((wanted) => {
    const trouble = datastoreTrouble(wanted, snapshot);
    if (trouble === undefined || trouble === 'unseen') return [];
    const other = leader.datastores?.find(({ name }) => name === wanted.name);
    const found = other === undefined ? '-' : `${other.type} ${other.dsMad} ${other.tmMad}`;
    return [ofZone('HAPY-E851', 'error', { [leader.node]: found }, { name: wanted.name, found })];
  });
});

/** Do all nodes have one version of GlusterFS. */
export const storageVersions = ofStorage('storage-versions', ['HAPY-E813'], ({ states }) => {
  const told = states.flatMap(({ node, storage }) =>
    storage === undefined || storage.version === '' ? [] : [[node, storage.version] as const],
  );
  if (new Set(told.map(([, version]) => version.split('.')[0])).size < 2) return [];
  const found = told.map((each) => each.join(' ')).join(', ');
  return [ofZone('HAPY-E813', 'error', Object.fromEntries(told), { found })];
});

/** All of them, the most fundamental first. */
export const storageChecks: readonly HealthCheck[] = [
  storageIsSeen,
  storagePeers,
  storageVersions,
  storageVolume,
  storageBricks,
  storageSplitBrain,
  storageHeal,
  storageMounts,
  storageSpace,
  storageOptions,
  storageDatastores,
];
