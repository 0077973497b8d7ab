import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';

import type { FarmNode } from './cluster.ts';

/*
 * `tls-sink.ts NODES.json FILE`: what comes over a TLS connection is written to a file and synced, and then one byte answers.
 * Nothing simpler moves bytes from one machine's disk to another's.
 */
const [, , nodes = '', path = ''] = process.argv;
const [node] = JSON.parse(readFileSync(nodes, 'utf8')) as readonly FarmNode[];
if (node === undefined) throw new Error(`${nodes} has no node`);
const { privateKeyPem: key, certificateChainPem: cert, rootsPem: ca } = node.identity;
const server = createServer({ key, cert, ca, minVersion: 'TLSv1.3', allowHalfOpen: true }, (socket) => {
  void take(socket);
});
server.listen(0, node.address, () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});

async function take(socket: TLSSocket): Promise<void> {
  const file = await open(path, 'w', 0o600);
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) await file.write(chunk as Buffer);
  await file.sync();
  await file.close();
  socket.end('1');
}
// Whoever began us has gone.
process.stdin.on('end', () => process.exit(0)).resume();
