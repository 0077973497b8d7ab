import type { Action, ActionKind } from '../action.ts';
import type { Condition } from '../condition.ts';
import type { Intent } from '../intent.ts';
import type { Finding, LeftAlone } from '../plan.ts';

const second = 1000;
const minute = 60 * second;

/**
 * How long each kind may take from dispatch to postcondition, in milliseconds. They bound what is measured
 * on a real zone (opennebula.md sections 1 and 2: start 7 to 24 s, stop up to 90 s for a candidate, election
 * 20 s) and on EOLE (eole.md section 6: 1200 s are allowed for an instance), with room for slow machines.
 */
const deadlinesMs: Readonly<Record<ActionKind, number>> = {
  instantiate: 40 * minute,
  'hold-oned': 3 * minute,
  'configure-solo': 30 * second,
  'configure-member': 30 * second,
  'start-oned': 2 * minute,
  'stop-oned': 3 * minute,
  'add-zone-server': minute,
  'remove-zone-server': minute,
  'export-seed': 15 * minute,
  'import-seed': 30 * minute,
  'set-zone-endpoint': minute,
  'configure-peer-ssh': 30 * second,
  'add-host': minute,
  'remove-host': minute,
  reconfigure: 40 * minute,
  'restore-server': 30 * minute,
  'disable-host': minute,
  'reset-zone-server': minute,
  'drop-vip': minute,
  'prove-service': minute,
  'adopt-server': 30 * second,
  'bar-identity': 30 * second,
  'forget-node': 30 * second,
  await: 3 * minute,
  // glusterd gives its own commands two minutes, and passes them on to every peer.
  'probe-peer': 3 * minute,
  'create-volume': 3 * minute,
  'set-volume-options': 5 * minute,
  'start-volume': 3 * minute,
  'mount-volume': 3 * minute,
  'make-folder': 3 * minute,
  'mount-folder': 3 * minute,
  'replace-brick': 5 * minute,
  'add-bricks': 5 * minute,
  'detach-peer': 3 * minute,
  'rejoin-pool': 5 * minute,
  'reset-brick': 5 * minute,
  'stop-brick': 2 * minute,
  'start-brick': 3 * minute,
  'write-probe': 2 * minute,
  'read-probe': 2 * minute,
  'clear-probe': 2 * minute,
  'declare-datastore': minute,
};

const noParameters = Object.freeze({});
const noConditions: readonly Condition[] = Object.freeze([]);

/** What the caller of `add` says; the rest of an action follows from its kind. */
export interface ActionSketch {
  readonly kind: ActionKind;
  /** Added to the id where one kind and node occur twice in a plan. */
  readonly purpose?: string;
  readonly node: string;
  readonly at?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly after: readonly string[];
  readonly precondition?: readonly Condition[];
  readonly postcondition: readonly Condition[];
  /** Where it takes a person, who is slower than any program. */
  readonly deadlineMs?: number;
}

/** A plan while it is being made: actions in the order they were added, which respects every `after`. */
export class Draft {
  readonly actions: Action[] = [];
  readonly leftAlone: LeftAlone[] = [];
  readonly findings: Finding[] = [];
  /** By node, the digest of a database that may be replaced although it holds data. */
  readonly discardDatabases: ReadonlyMap<string, string>;
  /** Whether this plan puts right what other plans only report. */
  readonly repairs: boolean;
  /** Whether it takes over what runs already. */
  readonly adopts: boolean;
  readonly #ids = new Set<string>();
  /** What everything waits for, when there is such a thing. */
  #gate: readonly string[] = [];

  constructor(discardDatabases: ReadonlyMap<string, string> = new Map(), verb?: Intent['verb']) {
    this.discardDatabases = discardDatabases;
    this.repairs = verb === 'repair';
    this.adopts = verb === 'adopt';
  }

  /** Adds one action and gives its id. An `after` that names nothing is a defect of the planner. */
  add(sketch: ActionSketch): string {
    let id: string = sketch.kind;
    if (sketch.node !== '') id += `/${sketch.node}`;
    if (sketch.purpose !== undefined) id += `/${sketch.purpose}`;
    if (this.#ids.has(id)) throw new Error(`two actions are called ${id}`);
    for (const earlier of sketch.after) {
      if (!this.#ids.has(earlier)) throw new Error(`${id} waits for ${earlier}, which is not in the plan`);
    }
    this.#ids.add(id);
    this.actions.push({
      id,
      kind: sketch.kind,
      node: sketch.node,
      at: sketch.at ?? sketch.node,
      parameters: sketch.parameters ?? noParameters,
      after: sketch.after.length === 0 ? this.#gate : sketch.after,
      precondition: sketch.precondition ?? noConditions,
      postcondition: sketch.postcondition,
      deadlineMs: sketch.deadlineMs ?? deadlinesMs[sketch.kind],
    });
    return id;
  }

  /** Whatever is added from here on begins after this action. */
  gateBehind(sketch: ActionSketch): void {
    this.#gate = [this.add(sketch)];
  }

  leave(node: string, reason: string, parameters: Readonly<Record<string, string>> = {}): void {
    this.leftAlone.push({ node, reason, parameters });
  }

  find(finding: Finding): void {
    this.findings.push(finding);
  }

  get blocked(): boolean {
    return this.findings.some((finding) => finding.severity === 'error');
  }
}

/** The ids that are there: a step that was left out is waited for by nobody. */
export function present(...ids: (string | undefined)[]): string[] {
  return ids.filter((id) => id !== undefined);
}
