import fc from 'fast-check';

import { Program } from '../../../services/rpc/gen/hapy/helper/v1/helper.ts';
import type { Verb } from '../../verb-arguments.ts';

/** Nothing that any name, id, key or address may be. */
const hostile = [
  '',
  ' ',
  'a b',
  'a\0b',
  'a\nb',
  'é',
  '\u202egpj',
  'x'.repeat(5_000),
  '/etc/shadow\n',
  '"; reboot; "\t',
];
/** Harmless for an action, whose digest names its folder, and for nothing else. */
export const paths = ['../../etc/passwd', '/etc/shadow', '$(reboot)', '`reboot`', '-rf', '--help', '{}'];

/** One good request per verb that takes arguments, and what of it is text. */
const keys = {
  vipAddress: '10.0.0.9',
  vipPrefixLength: 24,
  vipInterface: 'eth0',
  electionTimeoutMs: 2_500,
  monitorAddress: '10.0.0.9',
};
export const manifest = {
  ...{ seedId: 'a'.repeat(32), clusterId: 'c1', runId: 'r', sha256: '', contentDigest: '' },
  ...{ sizeBytes: 0, lastLogIndex: -1, lastLogTerm: -1 },
  servers: [{ id: 0, name: 'hapy1', endpoint: 'http://10.0.0.1:2633/RPC2' }],
};
const job = {
  ...{ actionId: 'r/1/a', program: Program.PROGRAM_RECONFIGURE, seedId: '', clusterId: '' },
  ...{ manifestJson: '', deadlineMs: 1_000, node: 'hapy1' },
} as const;
const peer = {
  names: ['hapy1'],
  addresses: ['10.0.0.1'],
  hostKeys: [`ssh-ed25519 ${'A'.repeat(68)}`],
  userKeys: [`ssh-ed25519 ${'A'.repeat(68)}`],
};

/** What no brick and no mount point may be; a plain path elsewhere is refused by the folders of helper.yaml. */
const hostilePlaces = [...hostile, '../../etc', '/srv/../etc', 'srv', '/srv//x', '/srv/-rf/$(id)', '/', '{}'];

function wrongSteps(text: fc.Arbitrary<string>): fc.Arbitrary<object> {
  const brick = { host: 'hapy1', path: '/srv/b' };
  const value = (kind: string, of: object) => ({ $case: kind, value: of });
  const place = fc.constantFrom(...hostilePlaces);
  const probes = text.map((name) => value('probePeer', { name }));
  const options = { 'cluster.quorum-type': 'auto' };
  return fc.oneof(
    probes,
    text.map((name) => value('detachPeer', { name, dead: true })),
    text.map((volume) => value('startVolume', { volume })),
    text.map((volume) => value('createVolume', { volume, replica: 3, bricks: [brick, brick, brick] })),
    text.map((host) => value('addBricks', { volume: 'vol', bricks: [{ ...brick, host }] })),
    place.map((path) => value('createVolume', { volume: 'vol', replica: 3, bricks: [{ ...brick, path }] })),
    place.map((path) => value('mountVolume', { volume: 'vol', path, servers: ['hapy1'] })),
    text.map((server) => value('mountVolume', { volume: 'vol', path: '/srv/m', servers: [server] })),
    text.map((folder) => value('makeFolder', { volume: 'vol', folder })),
    place.map((path) => value('mountFolder', { volume: 'vol', folder: '7', path, servers: ['hapy1'] })),
    text.map((name) => value('setVolumeOptions', { volume: 'vol', options: { ...options, [name]: 'on' } })),
    text.map((set) => value('setVolumeOptions', { volume: 'vol', options: { 'cluster.quorum-type': set } })),
    place.map((path) =>
      value('replaceBrick', { volume: 'vol', old: brick, new: { ...brick, path }, dead: false }),
    ),
    text.map((uuid) => value('rejoinPool', { uuid, name: 'hapy1' })),
    place.map((path) => value('resetBrick', { volume: 'vol', brick: { ...brick, path } })),
    place.map((path) => value('stopBrick', { volume: 'vol', brick: { ...brick, path } })),
    text.map((volume) => value('startBrick', { volume })),
    place.map((path) => value('writeProbe', { path, seed: '1-0123abcd' })),
    text.map((seed) => value('clearProbe', { path: '/srv/m', seed: `${seed}/..` })),
  );
}

const text = fc.constantFrom(...hostile);
const path = fc.constantFrom(...hostile, ...paths);
const of = (verb: Verb, request: fc.Arbitrary<object>) => fc.tuple(fc.constant(verb), request);

/** Requests that are wrong in one place each, by the verb that is asked. */
export function wrongRequests(): fc.Arbitrary<readonly [Verb, object]> {
  return fc.oneof(...ofServer(), ...ofPrograms(), ...ofSeeds(), ...ofStorage());
}

function ofServer() {
  const member = { clusterId: 'c1', state: 'member', serverId: 0, keys };
  const wrongKeys: fc.Arbitrary<object> = fc.oneof(
    path.map((vipAddress) => ({ ...keys, vipAddress })),
    path.map((vipInterface) => ({ ...keys, vipInterface })),
    path.filter((each) => each !== '').map((monitorAddress) => ({ ...keys, monitorAddress })),
    fc.constantFrom({ ...keys, vipAddress: '999.1.1.1' }, { ...keys, vipPrefixLength: 33 }),
    fc.constantFrom({ ...keys, electionTimeoutMs: 0 }, { ...keys, electionTimeoutMs: 600_001 }),
  );
  return [
    of(
      'readNodeFacts',
      path.map((clusterId) => ({ clusterId, node: 'hapy1' })),
    ),
    of(
      'readNodeFacts',
      path.map((node) => ({ clusterId: 'c1', node })),
    ),
    of(
      'writeIdentity',
      path.map((state) => ({ ...member, state })),
    ),
    of(
      'writeIdentity',
      path.map((clusterId) => ({ ...member, clusterId })),
    ),
    of(
      'writeIdentity',
      wrongKeys.map((wrong) => ({ ...member, keys: wrong })),
    ),
    of('writeIdentity', fc.constantFrom({ ...member, keys: undefined }, { ...member, serverId: -1 })),
    of(
      'mergePeerSsh',
      path.map((name) => ({ peers: [peer, { ...peer, names: [name] }] })),
    ),
    of(
      'mergePeerSsh',
      path.map((address) => ({ peers: [{ ...peer, addresses: [address] }] })),
    ),
    of(
      'mergePeerSsh',
      path.map((key) => ({ peers: [{ ...peer, userKeys: [key] }] })),
    ),
    of(
      'mergePeerSsh',
      path.map((key) => ({ peers: [{ ...peer, hostKeys: [key] }] })),
    ),
    of('mergePeerSsh', fc.constant({ peers: Array.from({ length: 65 }, () => peer) })),
  ];
}

function wrongManifests(): fc.Arbitrary<string> {
  return fc.oneof(
    path.map((seedId) => JSON.stringify({ ...manifest, seedId })),
    path.map((clusterId) => JSON.stringify({ ...manifest, clusterId })),
    fc.constantFrom('', '{', '[]', 'null', '{}', JSON.stringify({ ...manifest, servers: [null] })),
    fc.constantFrom(JSON.stringify({ ...manifest, sizeBytes: -1 }), ' '.repeat(300_000)),
    fc.constantFrom(-1, 0.5, '1').map((unpackedBytes) => JSON.stringify({ ...manifest, unpackedBytes })),
  );
}

function ofPrograms() {
  const seedJob = { ...job, program: Program.PROGRAM_IMPORT_SEED, seedId: manifest.seedId };
  const exportJob = { ...job, program: Program.PROGRAM_EXPORT_SEED, seedId: manifest.seedId };
  const restoreJob = { ...job, program: Program.PROGRAM_RESTORE_SERVER, clusterId: 'c1' };
  const wrongManifest = wrongManifests();
  return [
    of(
      'startProgram',
      text.map((actionId) => ({ ...job, actionId })),
    ),
    of(
      'startProgram',
      path.map((node) => ({ ...job, node })),
    ),
    of(
      'startProgram',
      path.filter((each) => each !== '').map((seedId) => ({ ...job, seedId })),
    ),
    of(
      'startProgram',
      path.map((seedId) => ({ ...seedJob, seedId })),
    ),
    of(
      'startProgram',
      path.map((clusterId) => ({ ...restoreJob, clusterId })),
    ),
    of(
      'startProgram',
      wrongManifest.map((manifestJson) => ({ ...exportJob, manifestJson })),
    ),
    of('startProgram', fc.constantFrom({ ...job, compress: true }, { ...seedJob, compress: true })),
    of('startProgram', fc.constantFrom({ ...job, deadlineMs: 0 }, { ...job, deadlineMs: 4_294_967_295 })),
    of('startProgram', fc.constantFrom(...[0, 9, -1, 2_147_483_647].map((program) => ({ ...job, program })))),
    of(
      'watchProgram',
      text.map((actionId) => ({ actionId })),
    ),
    of(
      'cancelProgram',
      text.map((actionId) => ({ actionId })),
    ),
  ];
}

function ofSeeds() {
  const wrongManifest = wrongManifests();
  return [
    of(
      'describeSeed',
      path.map((seedId) => ({ seedId })),
    ),
    of(
      'readSeed',
      path.map((seedId) => ({ seedId, offset: 0n })),
    ),
    of('readSeed', fc.constant({ seedId: manifest.seedId, offset: 2n ** 63n })),
    of(
      'writeSeed',
      wrongManifest.map((manifestJson) => ({ manifestJson })),
    ),
  ];
}

function ofStorage() {
  return [
    of(
      'inspectStoragePlaces',
      fc.constantFrom(...hostilePlaces).map((mount) => ({ brick: '', mount })),
    ),
    of(
      'inspectStoragePlaces',
      fc
        .constantFrom(...hostilePlaces)
        .filter((each) => each !== '')
        .map((brick) => ({ brick, mount: '/srv/m' })),
    ),
    of(
      'changeStorage',
      wrongSteps(path).map((step) => ({ step: { step } })),
    ),
    of('changeStorage', fc.constant({ step: undefined })),
  ];
}
