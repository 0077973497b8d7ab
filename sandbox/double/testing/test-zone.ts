import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeRoot, type NodeRootOptions, type NodeRootPaths } from '../node-root.ts';
import { raftState } from '../raft/core.ts';
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
  /** By how much each server's election time-out is longer than that of the one before, milliseconds. */
  readonly electionStepMs: number;
  remove(): void;
}

export async function createTestZone(
  count: number,
  {
    clockFactor = 50,
    electionStepMs = 1500,
    stage = 'installed',
  }: {
    readonly clockFactor?: number;
    readonly electionStepMs?: number | undefined;
    readonly stage?: NodeRootOptions['stage'];
  } = {},
): Promise<TestZone> {
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
        address: nth(addresses, index),
        index,
        nodeNames,
        vip: `${network}.10`,
        vipName: 'one.ac-test.fr',
        interface: 'eth0',
        prefixLength: 24,
        lanDirectory: join(directory, 'lan'),
        clockFactor,
        startGuard: [],
        stage,
      }),
    ),
  );
  const remove = () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  return { directory, vip: `${network}.10`, nodes, addresses, electionStepMs, remove };
}

/** The element at a place that the test knows to be there. */
export function nth<T>(list: readonly T[], index: number): T {
  const found = list[index];
  assert(found !== undefined);
  return found;
}

/** Puts an id, the hooks and a time-out into oned.conf, as the guard of a member would. */
export function configureServer(zone: TestZone, index: number, serverId: number): void {
  const { onedConf } = nth(zone.nodes, index);
  const hooks = ['leader', 'follower'].map(
    (role) =>
      `RAFT_${role.toUpperCase()}_HOOK = [ COMMAND = "raft/vip.sh", ARGUMENTS = "${role} eth0 ${zone.vip}/24" ]\n`,
  );
  const before = readFileSync(onedConf, 'utf8').replace(/^RAFT_(LEADER|FOLLOWER)_HOOK = .*\n/gm, '');
  const configured = before
    .replace(/SERVER_ID {5}= -?\d+/, `SERVER_ID     = ${serverId}`)
    .replace(/ELECTION_TIMEOUT_MS {2}= \d+/, `ELECTION_TIMEOUT_MS  = ${5000 + zone.electionStepMs * index}`);
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
  assert(answer.type === 'array');
  const [ok, value, code] = [nth(answer.value, 0), nth(answer.value, 1), nth(answer.value, 2)];
  return { ok: ok.value === true, value: value.value as string | number, code: Number(code.value) };
}

export function endpointOf(address: string): string {
  return `http://${address}:2633/RPC2`;
}

export interface RaftStatus {
  readonly serverId: number;
  readonly state: number;
  readonly term: number;
  readonly votedFor: number;
  readonly commit: number;
  readonly logIndex: number;
}

export async function raftStatusOf(zone: TestZone, index: number): Promise<RaftStatus> {
  const answer = await ask(
    endpointOf(nth(zone.addresses, index)),
    nth(zone.nodes, index),
    'one.zone.raftstatus',
  );
  const raft = parseXml(String(answer.value));
  const number = (name: string) => Number(childText(raft, name));
  return {
    serverId: number('SERVER_ID'),
    state: number('STATE'),
    term: number('TERM'),
    votedFor: number('VOTEDFOR'),
    commit: number('COMMIT'),
    logIndex: number('LOG_INDEX'),
  };
}

/** Waits until one of the servers leads and the others follow in its term; gives its index. */
export async function agreedLeader(zone: TestZone, indexes: readonly number[]): Promise<number> {
  let leader = -1;
  await until('one server leads and the others follow it', async () => {
    const all = await Promise.all(indexes.map((index) => raftStatusOf(zone, index)));
    const leaders = indexes.filter((_, at) => nth(all, at).state === raftState.leader);
    const terms = new Set(all.map((status) => status.term));
    leader = leaders[0] ?? -1;
    return leaders.length === 1 && terms.size === 1 && all.every((one) => one.state >= raftState.follower);
  });
  return leader;
}

export async function serverIdsOf(zone: TestZone, index: number): Promise<number[]> {
  const endpoint = endpointOf(nth(zone.addresses, index));
  const answer = await ask(endpoint, nth(zone.nodes, index), 'one.zone.info', int32(0), flag(false));
  const pool = childOf(parseXml(String(answer.value)), 'SERVER_POOL');
  assert(pool !== undefined);
  return pool.children.map((server) => Number(childText(server, 'ID')));
}

export function addServer(zone: TestZone, at: number, added: number): Promise<Answer> {
  const template = `SERVER=[NAME="hapy${added + 1}.ac-test.fr",ENDPOINT="${endpointOf(nth(zone.addresses, added))}"]`;
  const endpoint = endpointOf(nth(zone.addresses, at));
  return ask(endpoint, nth(zone.nodes, at), 'one.zone.addserver', int32(0), text(template));
}

/**
 * Asks every 20 ms until the condition holds; fails with what it was waiting for after ten minutes: elections with
 * shipped timers take 20 s, and more where other tests use the processors.
 */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + 600_000;
  while (performance.now() < untilMs) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited in vain until ${what}`);
}
