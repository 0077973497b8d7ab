import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Context } from '../harness/measure.ts';
import { run } from '../harness/programs.ts';
import { Samples } from '../harness/samples.ts';
import type { TlsIdentity } from '../../services/rpc/identity.ts';

const python = '/usr/bin/python3';

/** gRPC's C core, which shares no code with ours, asks two servers in turns and prints each call's milliseconds. */
const program = `
import sys, time, json, grpc
key, chain, count = open(sys.argv[1],'rb').read(), open(sys.argv[2],'rb').read(), int(sys.argv[3])
calls = []
for place, root in zip(sys.argv[4::2], sys.argv[5::2]):
    credentials = grpc.ssl_channel_credentials(open(root,'rb').read(), key, chain)
    channel = grpc.secure_channel(place, credentials)
    calls.append(channel.unary_unary('/hapy.agent.v1.AgentService/ListOperations'))
took = [[] for _ in calls]
for turn in range(count + 50):
    for at, call in enumerate(calls):
        begin = time.perf_counter()
        call(b'', timeout=30)
        if turn >= 50: took[at].append((time.perf_counter() - begin) * 1000)
print(json.dumps(took))
`;

/** Calls by python3-grpcio to each place in turns, or undefined where it is not installed. */
export async function askByPython(
  { folder, rivals, skip }: Context,
  o: { readonly identity: TlsIdentity; readonly places: readonly string[]; readonly count: number },
): Promise<readonly Samples[] | undefined> {
  if (!rivals) return undefined;
  if (spawnSync(python, ['-c', 'import grpc']).status !== 0) {
    skip('a client of another make: needs python3-grpcio');
    return undefined;
  }
  const place = folder.under('python');
  const write = (name: string, text: string) => {
    writeFileSync(join(place, name), text, { mode: 0o600 });
    return join(place, name);
  };
  const file = write('ask.py', program);
  const root = write('roots.pem', o.identity.rootsPem);
  const own = [
    write('key.pem', o.identity.privateKeyPem),
    write('chain.pem', o.identity.certificateChainPem),
  ];
  const targets = o.places.flatMap((each) => [each, root]);
  const argv = [file, ...own, String(o.count), ...targets];
  const printed = await run([python, ...argv], { env: { ...process.env, GRPC_VERBOSITY: 'NONE' } });
  return (JSON.parse(printed) as number[][]).map((took) => new Samples(took));
}
