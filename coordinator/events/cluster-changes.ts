import { newEvent, type NewEvent } from '../../services/domain/events/event.ts';
import { hostChanges, nodeChanges } from '../../services/domain/events/node-changes.ts';
import type { Host, NodeReport, Observed, Zone } from '../../services/domain/observed.ts';
import { leaderOf } from '../../services/domain/snapshot.ts';
import type { Spec } from '../../services/domain/spec.ts';
import type { Hearing, LastHeard } from '../agents/last-heard.ts';

/** An answer to a question and a state of the stream may overtake each other by this much. */
const overtakingMs = 5_000;

/** Makes events of what the nodes say, as it arrives. */
export class ClusterChanges {
  readonly #specs: { readonly current: Spec };
  readonly #heard: LastHeard;
  readonly #tell: (events: readonly NewEvent[]) => void;
  #leader: string | undefined;
  /** Whose nodes have been asked who leads; undefined when it has to be asked again whatever they say. */
  #asked: Spec | undefined;
  /** As the last leader saw them. */
  #hosts: readonly Host[] = [];

  constructor(o: {
    readonly specs: { readonly current: Spec };
    readonly heard: LastHeard;
    readonly tell: (events: readonly NewEvent[]) => void;
  }) {
    this.#specs = o.specs;
    this.#heard = o.heard;
    this.#tell = o.tell;
  }

  /** One node was heard, or not heard. */
  changed(node: string, before: Hearing, after: Hearing): void {
    if (isOvertaken(before, after)) {
      this.#asked = undefined;
      return;
    }
    if (!saysTheSame(before, after)) this.#asked = undefined;
    const events = [...this.#nodeEvents(node, before, after), ...this.#leaderEvents(), ...this.#hostEvents()];
    if (events.length > 0) this.#tell(events);
  }

  #nodeEvents(node: string, before: Hearing, { state, unreachable }: Hearing): NewEvent[] {
    if (unreachable !== undefined) {
      if (before.unreachable !== undefined) return [];
      const { code, parameters } = unreachable;
      return [newEvent('node-silent', { node, severity: 'warning', code, parameters })];
    }
    const heardAgain = before.state === undefined || before.unreachable !== undefined;
    const changes =
      before.state === undefined || state === undefined
        ? []
        : nodeChanges(before.state, state, this.#specs.current.vip.address);
    return heardAgain ? [newEvent('node-heard', { node }), ...changes] : changes;
  }

  /** Who leads is what most of them say; nobody's own word is enough. */
  #leaderEvents(): NewEvent[] {
    const { current } = this.#specs;
    if (this.#asked === current) return [];
    this.#asked = current;
    const before = this.#leader;
    const leader = leaderOf(current, this.#observed());
    this.#leader = leader;
    if (leader === before) return [];
    if (leader === undefined) return [newEvent('leader-lost', { node: before ?? '', severity: 'warning' })];
    const term = String(this.#heard.of(leader).state?.oned.raft?.term ?? '');
    return [newEvent('leader-elected', { node: leader, parameters: { term } })];
  }

  #hostEvents(): NewEvent[] {
    const hosts = this.#leader === undefined ? undefined : this.#heard.of(this.#leader).state?.hosts;
    if (hosts === undefined || hosts === this.#hosts) return [];
    const events = hostChanges(this.#hosts, hosts);
    this.#hosts = hosts;
    return events;
  }

  #observed(): Observed {
    const reports = this.#specs.current.nodes.map(({ name: node }): NodeReport => {
      const { state, heardAtMs: atMs, unreachable } = this.#heard.of(node);
      if (state !== undefined && unreachable === undefined) return { node, atMs, state };
      return { node, atMs, state: undefined, unreachable: unreachable ?? { code: '', parameters: {} } };
    });
    return { reports };
  }
}

/** An older state that arrives after a younger one tells nothing new; a clock that was set back is no older state. */
function isOvertaken(before: Hearing, after: Hearing): boolean {
  if (before.state === undefined || after.state === undefined || after.unreachable !== undefined)
    return false;
  const byMs = before.state.observedAtMs - after.state.observedAtMs;
  return byMs > 0 && byMs < overtakingMs;
}

/** Whether who leads is the same after as before: each node tells its state every two seconds, and hardly ever anything new. */
function saysTheSame(before: Hearing, after: Hearing): boolean {
  const [was, is] = [before.state, after.state];
  if (was === undefined || is === undefined) return was === is;
  return (
    (before.unreachable === undefined) === (after.unreachable === undefined) &&
    was.oned.raft?.state === is.oned.raft?.state &&
    was.oned.raft?.term === is.oned.raft?.term &&
    isSameZone(was.zone, is.zone)
  );
}

function isSameZone(one: Zone | undefined, other: Zone | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (one.servers === other.servers) return true;
  return (
    one.servers.length === other.servers.length &&
    one.servers.every(({ id, name, endpoint }, at) => {
      const same = other.servers[at];
      return same?.id === id && same.name === name && same.endpoint === endpoint;
    })
  );
}
