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
import { manifest, paths, wrongRequests } from './testing/wrong-requests.ts';
import { noStorage } from './gluster/no-storage.ts';
import { eolePlaces } from './places.ts';
import { helperService } from './service.ts';

const seed = seedOfCommit();
const settings = { deadlineMs: 20_000, what: 'hapy-helper' };

describe(`the helper, asked by an agent that was taken over (HAPY_SEED=${seed})`, function () {
  this.timeout(3 * 60_000);
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
      ...{
        onedProcesses: [],
        identityFile: join(folder, 'identity.json'),
        unit: 'opennebula',
        instanceAsks: false,
      },
      firstStart: { listenAddress: '', listenMs: 0 },
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
