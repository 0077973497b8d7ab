import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { TlsIdentity } from '../../services/rpc/identity.ts';
import type { Context } from '../harness/measure.ts';
import type { Folder } from '../harness/folder.ts';
import { run } from '../harness/programs.ts';
import { Samples } from '../harness/samples.ts';

type Argv = readonly [string, ...string[]];

/** A client of gRPC that shares no code with ours, with Debian's own packages, so that no client flatters the server. */
interface ForeignClient {
  readonly name: string;
  /** What its library is found by, and the packages that bring it. */
  readonly needs: readonly string[];
  readonly packages: string;
  /** Makes it ready to run, in a folder that goes away. */
  build(folder: Folder): Promise<Argv>;
}

const sources = join(import.meta.dirname, 'clients');
const gocode = '/usr/share/gocode';

export const foreignClients: readonly ForeignClient[] = [
  {
    name: 'python3-grpcio',
    needs: ['/usr/bin/python3', '/usr/lib/python3/dist-packages/grpc'],
    packages: 'python3-grpcio',
    build: () => Promise.resolve(['/usr/bin/python3', join(sources, 'ask.py')]),
  },
  {
    name: 'gRPC for Go',
    needs: ['/usr/bin/go', `${gocode}/src/google.golang.org/grpc`],
    packages: 'golang-go golang-google-grpc-dev',
    build: async (folder) => {
      const place = folder.under('go');
      const program = join(place, 'ask');
      const env = { GO111MODULE: 'off', GOPATH: `${place}:${gocode}`, GOCACHE: join(place, 'cache') };
      const argv: Argv = ['/usr/bin/go', 'build', '-o', program, join(sources, 'ask.go')];
      await run(argv, { env: { ...process.env, ...env } });
      return [program];
    },
  },
  {
    name: 'gRPC for C++',
    needs: ['/usr/bin/g++', '/usr/bin/pkg-config', '/usr/include/grpcpp/grpcpp.h'],
    packages: 'g++ pkg-config libgrpc++-dev',
    build: async (folder) => {
      const program = join(folder.under('cc'), 'ask');
      const flags = (await run(['/usr/bin/pkg-config', '--cflags', '--libs', 'grpc++'])).trim().split(/\s+/);
      const argv: Argv = ['/usr/bin/g++', '-O2', '-std=c++17', join(sources, 'ask.cc'), '-o', program];
      await run([...argv, ...flags]);
      return [program];
    },
  },
];

export interface Question {
  readonly identity: TlsIdentity;
  readonly method: string;
  /** As it goes over the wire. */
  readonly request: Uint8Array;
  readonly places: readonly string[];
  /** How many calls to each place, after those that warm up. */
  readonly count: number;
}

/** Calls by that client to each place in turns, or undefined where it is not installed. */
export async function askBy(
  client: ForeignClient,
  { folder, rivals, skip }: Context,
  o: Question,
): Promise<readonly Samples[] | undefined> {
  if (!rivals) return undefined;
  if (!client.needs.every((file) => existsSync(file))) {
    skip(`${client.name}: needs ${client.packages}`);
    return undefined;
  }
  const place = folder.under('foreign');
  const write = (name: string, text: string) => {
    writeFileSync(join(place, name), text, { mode: 0o600 });
    return join(place, name);
  };
  const files = [
    write('key.pem', o.identity.privateKeyPem),
    write('chain.pem', o.identity.certificateChainPem),
    write('roots.pem', o.identity.rootsPem),
  ];
  const hex = Buffer.from(o.request).toString('hex');
  const argv: Argv = [...(await client.build(folder)), ...files, o.method, hex, String(o.count), ...o.places];
  const printed = await run(argv, { env: { ...process.env, GRPC_VERBOSITY: 'NONE' } });
  return (JSON.parse(printed) as number[][]).map((took) => new Samples(took));
}
