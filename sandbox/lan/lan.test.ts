import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { readMachine } from '../double/machine.ts';
import { addAddress, deleteAddress } from '../double/network/addresses.ts';
import { announceAddress, readArpEntry } from '../double/network/arp-entry.ts';
import { createTestZone, nth, type TestZone } from '../double/testing/test-zone.ts';
import { type Lan, startLan } from './lan.ts';

/** Whoever answers at the virtual address says its own; undefined when the connection is reset. */
async function whoAnswers(zone: TestZone, lan: Lan): Promise<string | undefined> {
  const socket = connect({ host: zone.vip, port: lan.port });
  try {
    const [said] = (await once(socket, 'data')) as [Buffer];
    return said.toString();
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

describe('the lan', () => {
  let zone: TestZone;
  let lan: Lan;
  let servers: Server[];

  before(async () => {
    zone = await createTestZone(2);
    servers = zone.addresses.map((address) => createServer((socket) => socket.end(address)));
    nth(servers, 0).listen(0, nth(zone.addresses, 0));
    await once(nth(servers, 0), 'listening');
    const { port } = nth(servers, 0).address() as AddressInfo;
    nth(servers, 1).listen(port, nth(zone.addresses, 1));
    await once(nth(servers, 1), 'listening');
    lan = await startLan({ vip: zone.vip, nodesDirectory: `${zone.directory}/nodes`, port, listenPort: 0 });
  });

  after(async () => {
    await lan.close();
    for (const server of servers) server.close();
    zone.remove();
  });

  const hold = (index: number) =>
    addAddress(nth(zone.nodes, index).root, 'eth0', { address: zone.vip, prefixLength: 24 });
  const leave = (index: number) => deleteAddress(nth(zone.nodes, index).root, 'eth0', zone.vip);
  const announce = (index: number) => {
    const machine = readMachine(nth(zone.nodes, index).root);
    announceAddress(machine.lanDirectory, zone.vip, machine.name);
  };

  it('resets the connection while nobody holds the address', async () => {
    assert.equal(await whoAnswers(zone, lan), undefined);
  });

  it('hands it to the last of two holders that announced it', async () => {
    await hold(0);
    announce(0);
    await hold(1);
    assert.equal(await whoAnswers(zone, lan), nth(zone.addresses, 0));
    announce(1);
    assert.equal(await whoAnswers(zone, lan), nth(zone.addresses, 1));
  });

  it('asks again when its entry is stale, and remembers who answered', async () => {
    await leave(1);
    assert.equal(await whoAnswers(zone, lan), nth(zone.addresses, 0));
    const { lanDirectory } = readMachine(nth(zone.nodes, 0).root);
    assert.equal(readArpEntry(lanDirectory, zone.vip)?.node, 'hapy1');
  });

  it('resets the connection when the holder has no oned', async () => {
    nth(servers, 0).close();
    assert.equal(await whoAnswers(zone, lan), undefined);
  });
});
