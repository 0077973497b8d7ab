import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { healthyClusterOf } from '../../test/doubles/healthy-cluster.ts';
import { agentPort, type FarmNode, specOf } from './cluster.ts';
import { serveBare, serveOurs } from './farm-servers.ts';
import { Still } from './still.ts';

/*
 * `farm.ts ours|bare NODES.json [PORT]`: many agents in one program, with a state that stands still. `ours` has our listener,
 * our handlers and our authorisation; `bare` is grpc-js as its documentation shows it, with the same certificates and the
 * same messages. A line with a node's name on standard input changes that node, and the moment is told in a line.
 */
const [, , kind = 'ours', file = '', port = String(agentPort)] = process.argv;
const nodes = JSON.parse(readFileSync(file, 'utf8')) as readonly FarmNode[];

const states = new Map<string, Still>();
// A sick cluster would be looked at again and again, and its findings be most of what is measured.
for (const { node, state } of healthyClusterOf(specOf(nodes)).observed.reports)
  if (state !== undefined) states.set(node, new Still(state));
const serve = kind === 'bare' ? serveBare : serveOurs;
for (const node of nodes) {
  const state = states.get(node.name);
  if (state !== undefined) await serve(node, Number(port), state);
}

const tell = (said: object) => process.stdout.write(`${JSON.stringify(said)}\n`);
const asked = createInterface({ input: process.stdin });
// Whoever began us has gone.
asked.on('close', () => process.exit(0));
asked.on('line', (name) => {
  const atMs = performance.timeOrigin + performance.now();
  states.get(name)?.change();
  tell({ name, atMs });
});
tell({ ready: nodes.length });
