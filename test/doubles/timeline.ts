import { judgeHealth } from '../../services/domain/health/judge.ts';
import type { HealthInput, Sample } from '../../services/domain/health/view.ts';
import type {
  NodeReport,
  NodeState,
  ProcessStatus,
  Raft,
  RaftState,
} from '../../services/domain/observed.ts';
import { endpointOf } from '../../services/domain/spec.ts';
import { healthyCluster, noonMs } from './healthy-cluster.ts';

/** What a recording's lines do not say, but the commands recorded beside it do. */
export interface Circumstances {
  /** What "DOWN" was: oned stopped (by default), ended by a signal, or the whole machine out of reach. */
  readonly down?: 'stopped' | 'failed' | 'silent';
  /** Server ids that a node had been given, where they are not its index. */
  readonly ids?: Readonly<Record<string, number>>;
  /** The ids of the servers in a node's copy of the zone, where they are not those of all nodes. */
  readonly pools?: Readonly<Record<string, readonly number[]>>;
  /** The nodes that had been formed, all by default. */
  readonly nodes?: readonly string[];
}

interface Replay {
  /** By time, every finding that appeared or went away, as the causes stood. */
  readonly transcript: string;
  /** Every code that was ever found. */
  readonly codes: ReadonlySet<string>;
}

/** Feeds the lines of a recorded timeline to the checks, one observation a line. */
export function replayTimeline(lines: readonly string[], circumstances: Circumstances): Replay {
  const world = new RecordedWorld(circumstances);
  const codes = new Set<string>();
  const told: string[] = [];
  let before = '';
  for (const line of lines) {
    const match = /^ *(\d+\.\d\d) \d\d:\d\d:\d\d (.*)$/.exec(line);
    if (match === null) continue;
    const [, seconds = '', what = ''] = match;
    if (!world.hear(Number(seconds), what)) continue;
    const { findings } = judgeHealth(world.input());
    const wrong = findings.filter(({ severity }) => severity === 'error');
    for (const { code } of wrong) codes.add(code);
    const shown = wrong.map(({ code, node, followsFrom }) =>
      [code, node || 'zone', followsFrom === '' ? '' : `(${followsFrom})`].join(' ').trim(),
    );
    const now = shown.length === 0 ? 'nothing is wrong' : shown.join(', ');
    if (now === before) continue;
    before = now;
    told.push(`${seconds.padStart(6)}  ${now}`);
  }
  return { transcript: `${told.join('\n')}\n`, codes };
}

class RecordedWorld {
  readonly #healthy: HealthInput = healthyCluster();
  readonly #circumstances: Circumstances;
  readonly #heard = new Map<string, { raft: Raft | undefined }>();
  #holders: readonly string[] = [];
  #vipKnown = false;
  readonly #past: Sample[] = [];
  #atMs = noonMs;

  constructor(circumstances: Circumstances) {
    this.#circumstances = circumstances;
  }

  /** Whether enough is known for an observation. */
  hear(seconds: number, what: string): boolean {
    this.#atMs = noonMs + seconds * 1000;
    const vip = /^VIP on (\S+)$/.exec(what);
    if (vip !== null) {
      this.#holders = vip[1] === 'nobody' ? [] : (vip[1] ?? '').split(',');
      this.#vipKnown = true;
    }
    const status = /^(hapy\d) ([A-Z]+)(?: id=(-?\d+) term=(\d+) voted=(-?\d+))?/.exec(what);
    if (status !== null) {
      const [, node = '', state = '', id, term, voted] = status;
      const raft = state === 'DOWN' ? undefined : raftOf(state, Number(id), Number(term), Number(voted));
      this.#heard.set(node, { raft });
      this.#past.push({ atMs: this.#atMs, node, raft });
    }
    const { nodes = this.#healthy.spec.nodes.map(({ name }) => name) } = this.#circumstances;
    return this.#vipKnown && nodes.every((node) => this.#heard.has(node));
  }

  input(): HealthInput {
    const reports = this.#healthy.observed.reports.map((report) => this.#report(report));
    return {
      ...this.#healthy,
      observed: { reports },
      nowMs: this.#atMs,
      past: this.#past,
    };
  }

  #report({ node, state }: NodeReport): NodeReport {
    const { raft } = this.#heard.get(node) ?? { raft: undefined };
    if (state === undefined || (raft === undefined && this.#circumstances.down === 'silent')) {
      const unreachable = { code: 'HAPY-E502', parameters: {} };
      return { node, atMs: this.#atMs, state: undefined, unreachable };
    }
    return { node, atMs: this.#atMs, state: this.#stateOf(state, raft) };
  }

  #stateOf(healthy: NodeState, raft: Raft | undefined): NodeState {
    const { down = 'stopped', nodes } = this.#circumstances;
    const { spec } = this.#healthy;
    const own = healthy.addresses.slice(0, 1);
    const vip = { interface: 'eth0', address: spec.vip.address, prefixLength: 24 };
    const isMember = nodes === undefined || nodes.includes(healthy.node);
    const process: ProcessStatus = raft !== undefined ? 'running' : down === 'failed' ? 'failed' : 'stopped';
    const given = this.#circumstances.ids?.[healthy.node] ?? healthy.guard.serverId;
    return {
      ...healthy,
      observedAtMs: this.#atMs,
      guard: isMember
        ? { ...healthy.guard, serverId: given }
        : { state: 'free', clusterId: '', serverId: -1 },
      configuration: { ...healthy.configuration, serverId: given },
      oned: { ...healthy.oned, process, raft },
      zone: raft === undefined || healthy.zone === undefined ? undefined : this.#zoneOf(healthy),
      addresses: this.#holders.includes(healthy.node) ? [...own, vip] : own,
    };
  }

  #zoneOf({ node, zone }: NodeState): NodeState['zone'] {
    if (zone === undefined) return undefined;
    const { ids = {}, pools = {} } = this.#circumstances;
    const all = this.#healthy.spec.nodes.map((each, index) => ({
      id: ids[each.name] ?? index,
      name: each.fqdn,
      endpoint: endpointOf(each),
    }));
    const wanted = pools[node] ?? all.map(({ id }) => id);
    return { ...zone, servers: all.filter(({ id }) => wanted.includes(id)) };
  }
}

function raftOf(state: string, serverId: number, term: number, votedFor: number): Raft {
  const level = { commit: 100, logIndex: 100, logTerm: 1, federationIndex: -1 };
  return { ...level, serverId, state: state.toLowerCase() as RaftState, term, votedFor };
}
