import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';

import Fastify from 'fastify';

/*
 * A program of its own, as the gateway is one: fastify with the same TLS and one route that answers `argv[3]` bytes of JSON.
 * What the gateway takes beyond it is ours. Prints its port.
 */
const [, , folder = '', bytes = '0'] = process.argv;
const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
const app = Fastify({
  https: {
    ...{ key: read('key.pem'), cert: read('certificate.pem'), ca: read('roots.pem') },
    ...{ minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: false },
  },
});
const body = { text: 'x'.repeat(Number(bytes)) };
app.get('/bare', async () => body);
await app.listen({ host: '127.0.0.1', port: 0 });
process.stdout.write(`${(app.server.address() as AddressInfo).port}\n`);
