import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeRoot, type NodeRootPaths } from '../node-root.ts';
import { callOned } from '../wire/client.ts';
import type { Value } from '../wire/value.ts';
import { flag, int32, text } from '../wire/value.ts';
import { childOf, childText, parseXml } from '../wire/xml.ts';

/** A folder with the roots of some nodes, on a loopback network of its own. */
export interface TestZone {
  readonly directory: string;
  readonly vip: string;
  readonly nodes: readonly NodeRootPaths[];
  readonly addresses: readonly string[];
  remove(): void;
}

export async function createTestZone(count: number, clockFactor = 50): Promise<TestZone> {
  const directory = mkdtempSync(join(tmpdir(), 'hapy-double-'));
  const network = `127.${randomInt(64, 128)}.${randomInt(0, 256)}`;
  const nodeNames = Array.from({ length: count }, (_, index) => `hapy${index + 1}`);
  const addresses = nodeNames.map((_, index) => `${network}.${11 + index}`);
  const nodes = await Promise.all(
    nodeNames.map((name, index) =>
      createNodeRoot({
        root: join(directory, 'nodes', name, 'root'),
        name,
        fqdn: `${name}.ac-test.fr`,
        address: addresses[index]!,
        index,
        nodeNames,
        vip: `${network}.10`,
        vipName: 'one.ac-test.fr',
        interface: 'eth0',
        prefixLength: 24,
        lanDirectory: join(directory, 'lan'),
        clockFactor,
        startGuard: [],
        stage: 'installed',
      }),
    ),
  );
  const remove = () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  return { directory, vip: `${network}.10`, nodes, addresses, remove };
}

/** Puts an id, the hooks and a time-out into oned.conf, as the guard of a member would. */
export function configureServer(zone: TestZone, index: number, serverId: number): void {
  const { onedConf } = zone.nodes[index]!;
  const hooks = ['leader', 'follower'].map(
    (role) =>
      `RAFT_${role.toUpperCase()}_HOOK = [ COMMAND = "raft/vip.sh", ARGUMENTS = "${role} eth0 ${zone.vip}/24" ]\n`,
  );
  const before = readFileSync(onedConf, 'utf8').replace(/^RAFT_(LEADER|FOLLOWER)_HOOK = .*\n/gm, '');
  const configured = before
    .replace(/SERVER_ID {5}= -?\d+/, `SERVER_ID     = ${serverId}`)
    .replace(/ELECTION_TIMEOUT_MS {2}= \d+/, `ELECTION_TIMEOUT_MS  = ${5000 + 1500 * index}`);
  writeFileSync(onedConf, configured + hooks.join(''));
}

export interface Answer {
  readonly ok: boolean;
  readonly value: string | number;
  readonly code: number;
}

/** Calls a method at an endpoint with a node's own session. Rejects when nobody answers within 8 s. */
export async function ask(
  endpoint: string,
  node: NodeRootPaths,
  method: string,
  ...parameters: Value[]
): Promise<Answer> {
  const session = readFileSync(node.oneAuth, 'utf8').trim();
  const answer = await callOned(endpoint, method, [text(session), ...parameters], 8000);
  const [ok, value, code] = answer.value as Value[];
  return { ok: ok!.value as boolean, value: value!.value as string | number, code: code!.value as number };
}

export function endpointOf(address: string): string {
  return `http://${address}:2633/RPC2`;
}

export interface RaftStatus {
  readonly serverId: number;
  readonly state: number;
  readonly term: number;
  readonly commit: number;
  readonly logIndex: number;
}

export async function raftStatusOf(zone: TestZone, index: number): Promise<RaftStatus> {
  const answer = await ask(endpointOf(zone.addresses[index]!), zone.nodes[index]!, 'one.zone.raftstatus');
  const raft = parseXml(String(answer.value));
  const number = (name: string) => Number(childText(raft, name));
  return {
    serverId: number('SERVER_ID'),
    state: number('STATE'),
    term: number('TERM'),
    commit: number('COMMIT'),
    logIndex: number('LOG_INDEX'),
  };
}

export async function serverIdsOf(zone: TestZone, index: number): Promise<number[]> {
  const endpoint = endpointOf(zone.addresses[index]!);
  const answer = await ask(endpoint, zone.nodes[index]!, 'one.zone.info', int32(0), flag(false));
  const pool = childOf(parseXml(String(answer.value)), 'SERVER_POOL');
  return pool!.children.map((server) => Number(childText(server, 'ID')));
}

export function addServer(zone: TestZone, at: number, added: number): Promise<Answer> {
  const template = `SERVER=[NAME="hapy${added + 1}.ac-test.fr",ENDPOINT="${endpointOf(zone.addresses[added]!)}"]`;
  const endpoint = endpointOf(zone.addresses[at]!);
  return ask(endpoint, zone.nodes[at]!, 'one.zone.addserver', int32(0), text(template));
}

/** Asks every 20 ms until the condition holds; fails with what it was waiting for after 10 s. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + 10_000;
  while (performance.now() < untilMs) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain until ${what}`);
}
