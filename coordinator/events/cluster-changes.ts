import { newEvent, type NewEvent } from '../../services/domain/events/event.ts';
import { hostChanges, nodeChanges } from '../../services/domain/events/node-changes.ts';
import type { Host, NodeReport, Observed } from '../../services/domain/observed.ts';
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
    if (isOvertaken(before, after)) return;
    const events = [...this.#nodeEvents(node, before, after), ...this.#zoneEvents()];
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
  #zoneEvents(): NewEvent[] {
    const leader = leaderOf(this.#specs.current, this.#observed());
    const events: NewEvent[] = [];
    const before = this.#leader;
    const state = leader === undefined ? undefined : this.#heard.of(leader).state;
    if (leader !== before) {
      const term = String(state?.oned.raft?.term ?? '');
      if (leader === undefined)
        events.push(newEvent('leader-lost', { node: before ?? '', severity: 'warning' }));
      else events.push(newEvent('leader-elected', { node: leader, parameters: { term } }));
      this.#leader = leader;
    }
    if (state !== undefined) {
      events.push(...hostChanges(this.#hosts, state.hosts));
      this.#hosts = state.hosts;
    }
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
