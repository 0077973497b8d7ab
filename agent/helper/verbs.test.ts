import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { pino } from 'pino';

import { systemClock } from '../../services/base/clock.ts';
import { HapyError } from '../../services/base/errors/hapy-error.ts';
import { callClientStream, callServerStream, callUnary, unixTarget } from '../../services/rpc/client.ts';
import {
  HelperServiceClient,
  HelperServiceService,
  Program,
  type WriteSeedRequest,
} from '../../services/rpc/gen/hapy/helper/v1/helper.ts';
import { startUnixServer } from '../../services/rpc/unix-server.ts';
import { seedOfCommit } from '../../test/seed-of-commit.ts';
import { requireArguments, type Verb } from '../verb-arguments.ts';
import type { HelperConfig } from './config.ts';
import { noStorage } from './gluster/no-storage.ts';
import { eolePlaces } from './places.ts';
import { helperService } from './service.ts';

const seed = seedOfCommit();
const settings = { deadlineMs: 20_000, what: 'hapy-helper' };

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
const paths = ['../../etc/passwd', '/etc/shadow', '$(reboot)', '`reboot`', '-rf', '--help', '{}'];

/** One good request per verb that takes arguments, and what of it is text. */
const keys = {
  vipAddress: '10.0.0.9',
  vipPrefixLength: 24,
  vipInterface: 'eth0',
  electionTimeoutMs: 2_500,
  monitorAddress: '10.0.0.9',
};
const manifest = {
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
    text.map((name) => value('setVolumeOptions', { volume: 'vol', options: { ...options, [name]: 'on' } })),
    text.map((set) => value('setVolumeOptions', { volume: 'vol', options: { 'cluster.quorum-type': set } })),
    place.map((path) =>
      value('replaceBrick', { volume: 'vol', old: brick, new: { ...brick, path }, dead: false }),
    ),
    text.map((uuid) => value('rejoinPool', { uuid, name: 'hapy1' })),
    place.map((path) => value('resetBrick', { volume: 'vol', brick: { ...brick, path } })),
  );
}

/** Requests that are wrong in one place each, by the verb that is asked. */
function wrongRequests(): fc.Arbitrary<readonly [Verb, object]> {
  const text = fc.constantFrom(...hostile);
  const path = fc.constantFrom(...hostile, ...paths);
  const of = (verb: Verb, request: fc.Arbitrary<object>) => fc.tuple(fc.constant(verb), request);
  const seedJob = { ...job, program: Program.PROGRAM_IMPORT_SEED, seedId: manifest.seedId };
  const exportJob = { ...job, program: Program.PROGRAM_EXPORT_SEED, seedId: manifest.seedId };
  const restoreJob = { ...job, program: Program.PROGRAM_RESTORE_SERVER, clusterId: 'c1' };
  const member = { clusterId: 'c1', state: 'member', serverId: 0, keys };
  const wrongKeys: fc.Arbitrary<object> = fc.oneof(
    path.map((vipAddress) => ({ ...keys, vipAddress })),
    path.map((vipInterface) => ({ ...keys, vipInterface })),
    path.filter((each) => each !== '').map((monitorAddress) => ({ ...keys, monitorAddress })),
    fc.constantFrom({ ...keys, vipAddress: '999.1.1.1' }, { ...keys, vipPrefixLength: 33 }),
    fc.constantFrom({ ...keys, electionTimeoutMs: 0 }, { ...keys, electionTimeoutMs: 600_001 }),
  );
  const wrongManifest = fc.oneof(
    path.map((seedId) => JSON.stringify({ ...manifest, seedId })),
    path.map((clusterId) => JSON.stringify({ ...manifest, clusterId })),
    fc.constantFrom('', '{', '[]', 'null', '{}', JSON.stringify({ ...manifest, servers: [null] })),
    fc.constantFrom(JSON.stringify({ ...manifest, sizeBytes: -1 }), ' '.repeat(300_000)),
  );
  return fc.oneof(
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
    of(
      'describeSeed',
      path.map((seedId) => ({ seedId })),
    ),
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
    of(
      'readSeed',
      path.map((seedId) => ({ seedId, offset: 0n })),
    ),
    of('readSeed', fc.constant({ seedId: manifest.seedId, offset: 2n ** 63n })),
    of(
      'writeSeed',
      wrongManifest.map((manifestJson) => ({ manifestJson })),
    ),
  );
}

describe(`the helper, asked by an agent that was taken over (HAPY_SEED=${seed})`, function () {
  this.timeout(60_000);
  let folder: string;
  let client: HelperServiceClient;
  let close: () => Promise<void>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hapy-verbs-'));
    await mkdir(join(folder, 'state'), { mode: 0o700 });
    await mkdir(join(folder, 'oneadmin'));
    const there = (name: string) => join(folder, 'oneadmin', name);
    // Whatever is started says so.
    const program = join(folder, 'program');
    await writeFile(program, `#!/bin/sh\necho "$0 $*" >> ${join(folder, 'started')}\n`, { mode: 0o755 });
    const config: HelperConfig = {
      ...{ socket: join(folder, 'helper.sock'), stateDirectory: join(folder, 'state') },
      ...{ identityFile: join(folder, 'identity.json'), unit: 'opennebula', instanceAsks: false },
      files: placed(eolePlaces.files, (name) => there(name)),
      programs: { ...placed(eolePlaces.programs, () => program), systemdRun: '' },
      storage: noStorage,
      log: { level: 'silent' },
    };
    const implementation = helperService(config, systemClock);
    const server = await startUnixServer({
      socketPath: config.socket,
      services: [{ definition: HelperServiceService, implementation }],
      log: pino({ level: 'silent' }),
      caller: { role: 'node-agent', name: 'node-agent', uri: '', peer: 'unix' },
    });
    const target = unixTarget(config.socket);
    client = new HelperServiceClient(target.address, target.credentials, target.options);
    close = () => server.close(0);
  });
  after(async () => {
    client.close();
    await close();
    await rm(folder, { recursive: true, maxRetries: 5 });
  });

  const placed = <K extends string>(places: Readonly<Record<K, string>>, at: (name: K) => string) =>
    Object.fromEntries((Object.keys(places) as K[]).map((name) => [name, at(name)])) as Record<K, string>;

  /** Everything under the folder, with its content. */
  async function everything(): Promise<string> {
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const texts = files.map(async (file) => {
      const path = join(file.parentPath, file.name);
      return `${path} ${file.isFile() ? await readFile(path, 'latin1') : ''}`;
    });
    return (await Promise.all(texts)).toSorted().join('\n');
  }

  /** Sent as it is: no check of the agent stands between. */
  async function ask(verb: Verb, request: object): Promise<string> {
    const call = client[verb].bind(client) as never;
    try {
      if (verb === 'writeSeed') {
        const { manifestJson } = request as { manifestJson: string };
        const parts = (async function* (): AsyncGenerator<WriteSeedRequest> {
          yield { part: { $case: 'manifestJson', value: manifestJson } };
          yield { part: { $case: 'chunk', value: Buffer.from('x') } };
        })();
        await callClientStream(call, parts, settings);
      } else if (HelperServiceService[verb].responseStream) {
        for await (const part of callServerStream(call, request as never, settings)) void part;
      } else await callUnary(call, request as never, settings);
      return 'ok';
    } catch (error) {
      return error instanceof HapyError ? error.code : String(error);
    }
  }

  it('refuses what no argument may be, and touches nothing', async () => {
    const before = await everything();
    const property = fc.asyncProperty(wrongRequests(), async ([verb, request]) => {
      assert.equal(await ask(verb, request), 'HAPY-E300', `${verb} ${JSON.stringify(request, bigint)}`);
      assert.throws(() => requireArguments(verb, request), { code: 'HAPY-E300' });
    });
    await fc.assert(property, { seed, numRuns: 400 });
    assert.equal(await everything(), before);
  });

  const bigint = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);

  it('takes an action’s id for nothing but an id', async () => {
    const before = await everything();
    for (const actionId of paths) {
      const state = await callUnary(client.cancelProgram.bind(client), { actionId }, settings);
      assert.equal(state.state?.status, 4, actionId);
      assert.equal(await ask('watchProgram', { actionId }), 'ok');
    }
    assert.equal(await everything(), before);
  });

  it('refuses a seed that is more or other bytes than its manifest says', async () => {
    const sha256 = 'f'.repeat(64);
    for (const [sizeBytes, code] of [
      [0, 'HAPY-E347'],
      [1, 'HAPY-E341'],
      [2 ** 50, 'HAPY-E347'],
    ] as const) {
      const manifestJson = JSON.stringify({ ...manifest, sha256, sizeBytes });
      assert.equal(await ask('writeSeed', { manifestJson }), code, `${sizeBytes}`);
    }
    assert.equal(await ask('readSeed', { seedId: manifest.seedId, offset: 0n }), 'HAPY-E340');
  });

  it('has every verb and every program in the table of docs/helper.md, with its arguments', async () => {
    const page = await readFile(join(import.meta.dirname, '../../docs/helper.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `(\w+)` +\|(.*)\|$/gm)].map(([, name = '', cells = '']) => ({
      name,
      cells: cells.split('|').map((cell) => cell.trim()),
    }));
    const verbs = Object.values(HelperServiceService).map(({ path }) => path.split('/').at(-1) ?? '');
    const programs = Object.keys(Program).filter(
      (name) => name !== 'PROGRAM_UNSPECIFIED' && name !== 'UNRECOGNIZED',
    );
    const expected = [...verbs, ...programs.map((name) => name.replace('PROGRAM_', ''))];
    assert.deepEqual(rows.map(({ name }) => name).toSorted(), expected.toSorted());
    for (const { name, cells } of rows)
      assert.ok(
        cells.every((cell) => cell !== ''),
        name,
      );
    for (const [verb, { path, requestDeserialize }] of Object.entries(HelperServiceService)) {
      const fields = Object.keys(requestDeserialize(Buffer.alloc(0)));
      const row = rows.find(({ name }) => name === path.split('/').at(-1));
      const told = row?.cells[0] ?? '';
      const named = verb === 'writeSeed' ? ['manifestJson', 'chunk'] : fields;
      for (const field of named) assert.ok(told.includes(`\`${snake(field)}\``), `${verb}: ${field}`);
      if (named.length === 0) assert.equal(told, '–', verb);
    }
  });

  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
});
