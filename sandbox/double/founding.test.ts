import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Lan, startLan } from '../lan/lan.ts';
import { holdsAddress } from './network/addresses.ts';
import { stopNode } from './stop-node.ts';
import {
  addServer,
  agreedLeader,
  ask,
  configureServer,
  createTestZone,
  endpointOf,
  raftStatusOf,
  serverIdsOf,
  type TestZone,
  until,
} from './testing/test-zone.ts';
import { int32, text } from './wire/value.ts';

const run = promisify(execFile);

describe('founding a zone by hand, with the stand-ins as processes', () => {
  let zone: TestZone;
  let lan: Lan;
  let leader: number;

  before(async () => {
    zone = await createTestZone(3);
    lan = await startLan({
      vip: zone.vip,
      nodesDirectory: `${zone.directory}/nodes`,
      port: 2633,
      listenPort: 0,
    });
  });

  after(async () => {
    await Promise.all(zone.nodes.map((node) => stopNode(node.root)));
    await lan.close();
    zone.remove();
  });

  it('names all servers while server 0 is solo, seeds them, and one of them leads all', async () => {
    const [first, second, third] = zone.nodes;
    await run(first!.instance);
    for (const index of [0, 1, 2]) {
      assert.deepEqual(await addServer(zone, 0, index), { ok: true, value: 0, code: 0 });
    }
    await run(first!.systemctl, ['stop', 'opennebula']);
    const dump = `${zone.directory}/seed.db`;
    await run(first!.onedb, ['backup', '-f', '-s', first!.oneDatabase, dump]);
    for (const joiner of [second!, third!]) {
      cpSync(first!.oneDirectory, joiner.oneDirectory, { recursive: true });
      await run(joiner.onedb, ['restore', '-f', '-s', joiner.oneDatabase, dump]);
    }
    for (const index of [0, 1, 2]) configureServer(zone, index, index);
    await run(first!.systemctl, ['start', 'opennebula']);
    await Promise.all([second!, third!].map((node) => run(node.systemctl, ['start', 'opennebula.service'])));
    leader = await agreedLeader(zone, [0, 1, 2]);
    assert.deepEqual(await serverIdsOf(zone, 2), [0, 1, 2]);
    await until('the leader holds the address', () => holdsAddress(zone.nodes[leader]!.root, zone.vip));
  });

  it('takes a write through the virtual address and shows it on every node', async () => {
    const vip = `http://${zone.vip}:${lan.port}/RPC2`;
    const marker = text('HAPY_NOTE="formed"');
    const answer = await ask(vip, zone.nodes[0]!, 'one.zone.update', int32(0), marker, int32(1));
    assert.equal(answer.ok, true);
    await until('all logs are equal', async () => {
      const all = await Promise.all([0, 1, 2].map((index) => raftStatusOf(zone, index)));
      return all.every((status) => status.logIndex === 1 && status.commit === 1);
    });
    const seen = await ask(endpointOf(zone.addresses[2]!), zone.nodes[2]!, 'one.zone.info', int32(0));
    assert.match(String(seen.value), /<HAPY_NOTE><!\[CDATA\[formed\]\]>/);
  });

  it('elects another leader when the first stops, which takes the address over', async () => {
    const stopped = zone.nodes[leader]!;
    await run(stopped.systemctl, ['stop', 'opennebula']);
    assert.equal(holdsAddress(stopped.root, zone.vip), false);
    const left = [0, 1, 2].filter((index) => index !== leader);
    const next = await agreedLeader(zone, left);
    await until('it holds the address', () => holdsAddress(zone.nodes[next]!.root, zone.vip));
  });
});
