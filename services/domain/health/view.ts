import type { NodeReport, NodeState, Observed, Raft, RaftState } from '../observed.ts';
import { recentReports } from '../planner/recent-reports.ts';
import { Snapshot } from '../snapshot.ts';
import { majorityOf, type Spec } from '../spec.ts';

/** What one oned said of itself at one moment of the recent past, by the coordinator's clock. */
export interface Sample {
  readonly atMs: number;
  readonly node: string;
  /** Undefined while it did not answer. */
  readonly raft: { readonly state: RaftState; readonly term: number; readonly logIndex: number } | undefined;
}

/** How many entries were still to be copied at one moment. */
export interface HealSample {
  readonly atMs: number;
  readonly node: string;
  readonly pending: number;
}

/** Everything that the checks look at: values, time included. */
export interface HealthInput {
  readonly spec: Spec;
  readonly observed: Observed;
  readonly nowMs: number;
  /** The recent past, oldest first; empty when nothing is remembered. */
  readonly past: readonly Sample[];
  /** The same of the storage, where there is any. */
  readonly pastHeals?: readonly HealSample[];
  /** A run of this coordinator is going on: what it holds or stops is no fault. */
  readonly running: boolean;
  /** Under which name this coordinator holds leases, empty when it never did. */
  readonly holder: string;
  /** When a drill succeeded last, 0 for never. */
  readonly provedAtMs: number;
}

/** A node whose oned answers. */
export type Answering = NodeState & { readonly oned: { readonly raft: Raft } };

/** One observation, arranged for the questions that more than one check asks. */
export class HealthView {
  readonly input: HealthInput;
  readonly spec: Spec;
  readonly nowMs: number;
  readonly reports: readonly NodeReport[];
  readonly snapshot: Snapshot;

  constructor(input: HealthInput) {
    this.input = input;
    this.spec = input.spec;
    this.nowMs = input.nowMs;
    const recent = recentReports(input.spec, input.observed, input.nowMs);
    this.reports = recent.reports;
    this.snapshot = new Snapshot(input.spec, recent);
  }

  /** The nodes that report, in the order of the spec. */
  get states(): readonly NodeState[] {
    return this.reports.flatMap(({ state }) => (state === undefined ? [] : [state]));
  }

  /** Those that are, or are held to become again, members of the zone. */
  get members(): readonly NodeState[] {
    return this.states.filter(({ guard }) => guard.state === 'member');
  }

  /** A cluster stands, whole or not: before that, nothing of a zone can be wrong. */
  get formed(): boolean {
    return this.members.length > 0;
  }

  get answering(): readonly Answering[] {
    return this.states.filter((state): state is Answering => state.oned.raft !== undefined);
  }

  get leader(): Answering | undefined {
    const { leader } = this.snapshot;
    return this.answering.find((state) => state.node === leader);
  }

  /** The servers of the zone as its leader sees them, else as most of those who answer do. */
  get poolSize(): number {
    const zone = this.snapshot.leaderZone ?? this.answering.find((state) => state.zone !== undefined)?.zone;
    return zone?.servers.length || this.spec.nodes.length;
  }

  get majority(): number {
    return majorityOf(this.poolSize);
  }

  /** Those that the zone's pool names exactly once and that serve as what it says. */
  isServing(state: Answering): boolean {
    const { raft } = state.oned;
    const inHa = raft.state === 'leader' || raft.state === 'follower';
    return inHa && this.snapshot.serverIdOf(state.node) === raft.serverId;
  }

  holdsVip(state: NodeState): boolean {
    return state.addresses.some(({ address }) => address === this.spec.vip.address);
  }

  /** What a node's oned had said when it was `ageMs` ago; undefined when that is not remembered. */
  before(node: string, ageMs: number): Sample | undefined {
    return this.input.past.findLast((sample) => sample.node === node && sample.atMs <= this.nowMs - ageMs);
  }

  /**
   * Whether a node's oned is remembered, but for less than `ageMs` as it is now: what takes that long to show cannot be
   * judged yet. Where nothing is remembered at all, what is seen has to do.
   */
  isNew(node: string, ageMs: number): boolean {
    return this.input.past.some((sample) => sample.node === node) && this.before(node, ageMs) === undefined;
  }

  /** Whether a node's oned answers now and has done so for all of the last `ageMs` that are remembered. */
  hasAnsweredFor(node: string, ageMs: number): boolean {
    if (this.answering.every((state) => state.node !== node) || this.isNew(node, ageMs)) return false;
    const entered = this.before(node, ageMs);
    const since = this.input.past.filter(
      (sample) => sample.node === node && sample.atMs > this.nowMs - ageMs,
    );
    return [entered, ...since].every((sample) => sample === undefined || sample.raft !== undefined);
  }
}

/** "leader, term 4" */
export function raftWords({ oned }: NodeState): string {
  if (oned.raft === undefined) return `oned ${oned.process}`;
  return `${oned.raft.state}, term ${oned.raft.term}, id ${oned.raft.serverId}`;
}
