import type { ErrorCode } from '../../services/base/errors/table.ts';
import type { AgentPorts } from './agent-ports.ts';

/** One thing looked at. `code` is empty when it is as it should be. */
export interface PreflightCheck {
  readonly name: 'name-resolves' | 'peer-reachable' | 'vip-silent' | 'clock' | 'disk-free';
  readonly severity: 'ok' | 'warning' | 'error';
  readonly subject: string;
  readonly found: string;
  readonly expected: string;
  readonly code: ErrorCode | '';
}

export interface PreflightQuestions {
  readonly names: readonly { readonly name: string; readonly address: string }[];
  /** "address:port" */
  readonly reachable: readonly string[];
  readonly vipAddress: string;
}

const reachTimeoutMs = 3000;
const onedPort = 2633;
const mebibyte = 1024 * 1024;
/** Room for a small platform's seed, whatever the database weighs today. */
const freeBytesMin = 256 * mebibyte;

/** Looks at the node's surroundings, all at once. Nothing is changed. */
export async function preflight(ports: AgentPorts, questions: PreflightQuestions): Promise<PreflightCheck[]> {
  const { names, reachable, vipAddress } = questions;
  const checks = await Promise.all([
    ...names.map((expected) => nameResolves(ports, expected)),
    ...reachable.map((endpoint) => peerReachable(ports, endpoint)),
    ...(vipAddress === '' ? [] : [vipSilent(ports, vipAddress)]),
    diskFree(ports),
  ]);
  const now = new Date(ports.clock.now()).toISOString();
  return [
    ...checks,
    { name: 'clock', severity: 'ok', subject: ports.node, found: now, expected: '', code: '' },
  ];
}

/** Every address must be the expected one: a second one in /etc/hosts is used as often as the first. */
async function nameResolves(
  { network }: AgentPorts,
  { name, address }: { readonly name: string; readonly address: string },
): Promise<PreflightCheck> {
  const found = await network.resolve(name);
  const check = { name: 'name-resolves', subject: name, found: found.join(' '), expected: address } as const;
  if (found.length === 0) return { ...check, severity: 'error', code: 'HAPY-E360' };
  const right = found.every((each) => each === address);
  return right ? { ...check, severity: 'ok', code: '' } : { ...check, severity: 'error', code: 'HAPY-E361' };
}

async function peerReachable({ network }: AgentPorts, endpoint: string): Promise<PreflightCheck> {
  const colon = endpoint.lastIndexOf(':');
  const result = await network.reach(
    endpoint.slice(0, colon),
    Number(endpoint.slice(colon + 1)),
    reachTimeoutMs,
  );
  const check = { name: 'peer-reachable', subject: endpoint, expected: '' } as const;
  if (result === 'reached') return { ...check, severity: 'ok', found: '', code: '' };
  return { ...check, severity: 'error', found: result.failure, code: 'HAPY-E362' };
}

async function vipSilent({ network }: AgentPorts, vipAddress: string): Promise<PreflightCheck> {
  const own = await network.addresses();
  const held = own.find((each) => each.address === vipAddress)?.interface;
  const found = held ?? (await whoHas(network, vipAddress));
  const check = { name: 'vip-silent', subject: vipAddress, found, expected: '' } as const;
  if (found === '') return { ...check, severity: 'ok', code: '' };
  return { ...check, severity: 'error', code: 'HAPY-E363' };
}

/**
 * What shows that some other machine has an address, empty when nothing does. A machine that serves nothing is
 * betrayed by its hardware address, which the kernel asks for before any connection can be tried.
 */
async function whoHas(network: AgentPorts['network'], address: string): Promise<string> {
  const [http, connection] = await Promise.all([
    network.answersHttp(address, onedPort, reachTimeoutMs),
    network.reach(address, onedPort, reachTimeoutMs),
  ]);
  if (http) return `HTTP ${onedPort}`;
  const neighbour = await network.neighbour(address);
  // Known from earlier but not confirmed: that machine may have gone since, unless it has just answered.
  const answered = connection === 'reached' || connection.failure === 'ECONNREFUSED';
  return neighbour !== undefined && (neighbour.confirmed || answered) ? neighbour.hardware : '';
}

/** The seed, the old database beside it and the one being restored. */
async function diskFree({ helper, clusterId, node }: AgentPorts): Promise<PreflightCheck> {
  const { freeBytes, database } = await helper.readFacts(clusterId);
  const neededBytes = Math.max(freeBytesMin, 4 * database.sizeBytes);
  const check = {
    name: 'disk-free',
    subject: node,
    found: String(Math.floor(freeBytes / mebibyte)),
    expected: String(Math.ceil(neededBytes / mebibyte)),
  } as const;
  if (freeBytes >= neededBytes) return { ...check, severity: 'ok', code: '' };
  return { ...check, severity: 'error', code: 'HAPY-E364' };
}
