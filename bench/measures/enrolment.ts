import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { exchange } from '../../agent/join-exchange.ts';
import { decodeToken } from '../../certs/join-token.ts';
import { generateKey } from '../../certs/keys.ts';
import { systemClock } from '../../services/base/clock.ts';
import { callUnary } from '../../services/rpc/client.ts';
import type { Context, Measure } from '../harness/measure.ts';
import { usedBy } from '../harness/programs.ts';
import { besideFloor, bounded } from '../harness/row.ts';
import { Samples, timed } from '../harness/samples.ts';
import {
  coordinatorPort,
  type RunningCoordinator,
  startCoordinatorWithFarm,
} from '../peers/coordinator-with-farm.ts';
import { relayFrom } from '../peers/source-relay.ts';

const call = { deadlineMs: 30_000, what: 'coordinator' };
const deadlines = { probeMs: 60_000, enrollMs: 60_000 };
const unit = 'ms';

/** A whole region joins at the same moment. */
export const enrolment: Measure = {
  name: 'enrolment',
  title: 'A hundred nodes that enrol at once',
  explained:
    'A real coordinator whose hundred nodes all join in the same moment, each from an address of its own: key, handshake, nonce, proof, ' +
    'certificate, all of it durable. The floor is the same cryptography natively and one after the other on one core: a key, a request ' +
    'signed and verified, a certificate signed. Somebody asks the coordinator who may do what every 20 ms meanwhile, as before.',
  async run(context) {
    const count = context.size === 'full' ? 100 : 3;
    const running = await startCoordinatorWithFarm(context, count, { farm: false });
    const joiners = await prepare(context, running);
    const quiet = await answersDuring(running, () => delay(context.size === 'full' ? 3_000 : 50));
    const before = usedBy(running.process.pid ?? 0).cpuSeconds;
    let wallMs = 0;
    const busy = await answersDuring(running, async () => {
      wallMs = await timed(() => Promise.all(joiners.map((join) => join())));
    });
    const cpuMs = (usedBy(running.process.pid ?? 0).cpuSeconds - before) * 1000;
    natively(count);
    const floors = await timed(async () => natively(count));
    const floor = `key, request, certificate natively, ${count} times`;
    const more = busy.at(99) - quiet.at(99);
    const answers = { what: 'answers to others meanwhile, p99 above before', unit, ours: more };
    return [
      besideFloor({ what: `enrolment of ${count} nodes`, unit, ours: wallMs, floor, floors, atMost: 1.5 }),
      besideFloor({ what: `of it the coordinator’s processor time`, unit, ours: cpuMs, floor, floors }),
      bounded(besideFloor({ ...answers, floor: 'p99 before', floors: quiet.at(99) }), { atMost: 50 }),
    ];
  },
};

/** Tokens and keys, which a node has before it asks; each gives its own way of joining. */
async function prepare(
  { folder }: Context,
  { client, spec }: RunningCoordinator,
): Promise<(() => Promise<unknown>)[]> {
  const host = spec.nodes[0]?.address ?? '';
  return Promise.all(
    spec.nodes.map(async ({ name, address }, index) => {
      const create = client.createToken.bind(client);
      const { token } = await callUnary(create, { node: name, ttlSeconds: 0 }, call);
      const localAddress = `127.0.${100 + Math.floor(index / 200)}.${(index % 200) + 1}`;
      const port = await relayFrom(folder, { host, port: coordinatorPort, localAddress });
      const parts = { token: decodeToken(token), coordinator: { address: host, port }, address };
      return async () => {
        const { privateKeyPem } = await generateKey();
        return exchange({ ...parts, privateKeyPem, deadlines, clock: systemClock });
      };
    }),
  );
}

/** How long a small question takes while something goes on. */
async function answersDuring({ client }: RunningCoordinator, work: () => Promise<unknown>): Promise<Samples> {
  const taken: number[] = [];
  const working = { on: true };
  const ended = work().finally(() => (working.on = false));
  while (working.on) {
    taken.push(await timed(() => callUnary(client.listTokens.bind(client), {}, call)));
    await delay(20);
  }
  await ended;
  return new Samples(taken);
}

/** The cryptography alone, by OpenSSL inside Node. */
function natively(count: number): void {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const bytes = Buffer.alloc(600, 1);
  for (let each = 0; each < count; each += 1) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const request = sign('sha256', bytes, privateKey);
    if (!verify('sha256', bytes, publicKey, request)) throw new Error('a signature is wrong');
    sign('sha256', bytes, authority.privateKey);
  }
}
