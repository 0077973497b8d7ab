import assert from 'node:assert/strict';
import { once } from 'node:events';

import { aimedAt, assertJoined } from '../joining/interrupted-join.ts';
import { JoiningNode } from '../joining/joining-node.ts';
import { killOwn, type OwnProcess, startOwn } from '../joining/own-processes.ts';
import { RealCoordinator } from '../joining/real-coordinator.ts';
import type { RecordPlace } from '../joining/record-proxy.ts';
import { TwoNetworks } from './two-networks.ts';

/*
 * Node and coordinator in two networks with a cable between them, which is pulled, or with a firewall that
 * refuses: the error names port and machines, and the same token works when the way is free again.
 */

const port = 2640;

describe('joining through a network that fails', function () {
  this.timeout(30 * 60_000);
  let networks: TwoNetworks | undefined;
  let coordinator: RealCoordinator | undefined;
  let cutter: OwnProcess | undefined;
  let node: JoiningNode;

  before(async function () {
    if (process.getuid?.() !== 0) this.skip();
    networks = await TwoNetworks.create();
    const place = { address: networks.coordinatorAddress, port };
    coordinator = await RealCoordinator.create({ place, prefix: networks.inCoordinators });
    await coordinator.start();
  });

  beforeEach(async () => {
    node = await JoiningNode.create({ prefix: networks?.inNodes ?? [] });
  });

  afterEach(async () => {
    if (cutter !== undefined) await killOwn(cutter);
    cutter = undefined;
    await node.remove();
  });

  after(async () => {
    await coordinator?.remove();
    await networks?.remove();
  });

  /** Joins again with the same token, which must work, and tells what both sides hold. */
  async function joinsNow(token: string): Promise<void> {
    const { outcome, output } = await node.join(token);
    assert.equal(outcome, 'joined', output);
    await assertJoined(node, coordinator!, token);
  }

  /** The port of a proxy that pulls the cable at this record. */
  async function startCutter({ direction, record }: RecordPlace): Promise<number> {
    const { inCoordinators: prefix, coordinatorAddress } = networks!;
    const argv = [coordinatorAddress, String(port), direction, String(record), TwoNetworks.cable];
    const directory = coordinator!.folder;
    cutter = startOwn({ main: 'test/lab/cable-cutter.ts', argv, directory, prefix, ipc: true });
    const [message] = (await once(cutter.child, 'message')) as [{ port: number }];
    return message.port;
  }

  const places: RecordPlace[] = [
    { direction: 'to-coordinator', record: 0 },
    { direction: 'to-coordinator', record: 5 },
    { direction: 'to-node', record: 12 },
  ];
  for (const place of places) {
    it(`says who is silent when the cable is pulled at record ${place.record} ${place.direction}`, async () => {
      const token = await coordinator!.createToken();
      const address = networks!.coordinatorAddress;
      const cutPort = await startCutter(place);
      const { outcome, output } = await node.join(aimedAt(token, { address, port: cutPort }));
      await networks!.setCable('coordinator', 'up');
      assert.equal(outcome, 'HAPY-E176', output);
      for (const word of ['hapy2', address, String(cutPort)]) assert.ok(output.includes(word), output);
      await joinsNow(token);
    });
  }

  it('says that there is no way when the node’s own end is pulled', async () => {
    const token = await coordinator!.createToken();
    await networks!.setCable('node', 'down');
    const { outcome, output } = await node.join(token);
    await networks!.setCable('node', 'up');
    assert.equal(outcome, 'HAPY-E177', output);
    assert.ok(output.includes(networks!.coordinatorAddress), output);
    await joinsNow(token);
  });

  for (const [answer, expected] of [
    ['tcp reset', 'HAPY-E175'],
    ['icmpx type port-unreachable', 'HAPY-E175'],
    // For the kernel this is the same as a machine that is not there.
    ['icmpx type admin-prohibited', 'HAPY-E177'],
  ] as const) {
    it(`says who refuses when a firewall answers with ${answer}`, async () => {
      const token = await coordinator!.createToken();
      await networks!.reject(port, answer);
      const { outcome, output } = await node.join(token);
      await networks!.accept();
      assert.equal(outcome, expected, output);
      const address = networks!.coordinatorAddress;
      for (const word of ['hapy2', address, `TCP ${port}`]) assert.ok(output.includes(word), output);
      await joinsNow(token);
    });
  }
});
