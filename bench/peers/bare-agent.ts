import { readFileSync } from 'node:fs';

import { Server, ServerCredentials } from '@grpc/grpc-js';

import { writeCompiledCode } from '../../services/base/installation.ts';
import { AgentServiceService } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';

/*
 * `bare-agent.ts NODES.json PORT`: the least that a program in Node needs to offer the agent's service over mutual TLS. It
 * answers nothing, and tells whoever started it when it listens.
 */
const [, , file = '', port = ''] = process.argv;
const [node] = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly address: string;
  readonly identity: Readonly<Record<'privateKeyPem' | 'certificateChainPem' | 'rootsPem', string>>;
}[];
if (node === undefined) throw new Error(`${file} has no node`);
const { privateKeyPem, certificateChainPem, rootsPem } = node.identity;
const pair = { private_key: Buffer.from(privateKeyPem), cert_chain: Buffer.from(certificateChainPem) };
const credentials = ServerCredentials.createSsl(Buffer.from(rootsPem), [pair], true);
const server = new Server();
server.addService(AgentServiceService, {});
server.bindAsync(`${node.address}:${port}`, credentials, (error) => {
  if (error !== null) throw error;
  process.send?.({ ready: true });
  // As the agent does, so that both start with what was compiled before.
  writeCompiledCode();
});
