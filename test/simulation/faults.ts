import type { Fault } from '../doubles/fake-agents.ts';
import type { Surroundings } from './surroundings.ts';

/** What an accident strikes, and for how long. */
export interface Strike {
  readonly node: string;
  readonly lastsMs: number;
  /** Where an accident has a choice: in [0, 1). */
  readonly lot: number;
}

/** Begins an accident and gives what ends it. */
type Accident = (around: Surroundings, strike: Strike) => () => void;

const actionFaults: readonly Fault[] = [
  'answer-lost',
  'request-lost',
  'requests-lost',
  'fails',
  'watch-breaks',
  'unknown-but-done',
  'unknown-and-undone',
  'repeats',
  'no-effect',
];
const jumpMs = 10 * 60_000;

/** Every kind of accident that a schedule may hold. */
export const accidents = {
  'coordinator killed': (around) => {
    around.killCoordinator();
    return () => around.startCoordinator();
  },
  'disk of the coordinator full': ({ journal }) => {
    journal.fullFrom = journal.lines + 1;
    return () => (journal.fullFrom = Infinity);
  },
  'clock of the coordinator jumps': (around, { lot }) => {
    around.coordinatorSkewMs = lot < 0.5 ? jumpMs : -jumpMs;
    return () => (around.coordinatorSkewMs = 0);
  },
  'agent killed': ({ agents }, { node }) => {
    agents.killAgent(node);
    agents.unreachable.add(node);
    return () => agents.unreachable.delete(node);
  },
  'helper killed': ({ agents }, { node }) => {
    agents.unable.set(node, 'HAPY-E320');
    return () => agents.unable.delete(node);
  },
  'disk of a node full': ({ agents }, { node }) => {
    agents.unable.set(node, 'HAPY-E330');
    return () => agents.unable.delete(node);
  },
  'clock of a node jumps': ({ agents }, { node, lot }) => {
    agents.skewMs.set(node, lot < 0.5 ? jumpMs : -jumpMs);
    return () => agents.skewMs.delete(node);
  },
  'oned killed': ({ world }, { node }) => {
    world.stop(node);
    return () => undefined;
  },
  'machine reboots': (around, { node }) => {
    const { world, agents } = around;
    const machine = world.node(node);
    const first = world.spec.nodes[0]?.name === node;
    if (first) around.killCoordinator();
    agents.killAgent(node);
    agents.unreachable.add(node);
    world.stop(node);
    return () => {
      agents.unreachable.delete(node);
      if (first) around.startCoordinator();
      // systemd starts oned, and the guard decides whether it may.
      if (machine.guard !== 'held') machine.running = true;
      world.raft.settle();
    };
  },
  'network of a node cut': ({ cables }, { node }) => {
    cables.cut(`${node}>*`, `*>${node}`);
    return () => cables.mend(`${node}>*`, `*>${node}`);
  },
  'network cut one way': ({ cables }, { node, lot }) => {
    const cable = lot < 0.5 ? `${node}>*` : `*>${node}`;
    cables.cut(cable);
    return () => cables.mend(cable);
  },
  'network flaps': (around, { node, lastsMs, lot }) => {
    const { cables, clock } = around;
    const untilMs = clock.now() + lastsMs;
    const flap = (cut: boolean) => {
      const over = clock.now() >= untilMs;
      if (cut && !over) cables.cut(`${node}>*`, `*>${node}`);
      else cables.mend(`${node}>*`, `*>${node}`);
      around.step(`network of ${node} ${cut && !over ? 'cut' : 'back'}`, false);
      if (!over) clock.at(500 + lot * 4000, () => flap(!cut));
    };
    flap(true);
    return () => cables.mend(`${node}>*`, `*>${node}`);
  },
  'messages late and out of order': ({ weather }, { node, lot }) => {
    weather.set(node, { slowMs: 500 + lot * 9500, loss: 0, twice: 0 });
    return () => weather.delete(node);
  },
  'messages lost': ({ weather }, { node, lot }) => {
    weather.set(node, { slowMs: 20, loss: 0.1 + lot * 0.4, twice: 0 });
    return () => weather.delete(node);
  },
  'messages twice': ({ weather }, { node, lot }) => {
    weather.set(node, { slowMs: 200, loss: 0, twice: 0.2 + lot * 0.5 });
    return () => weather.delete(node);
  },
  'a program of EOLE at work': ({ world }, { node }) => {
    const machine = world.node(node);
    machine.foreign = 'Maj-Auto';
    return () => (machine.foreign = '');
  },
  'an action goes wrong': ({ agents, journal }, { lot }) => {
    const plan = journal.runs.at(-1)?.plans.at(-1)?.plan;
    const actions = plan?.actions.filter(({ kind }) => kind !== 'await') ?? [];
    const action = actions[Math.floor(lot * actions.length)];
    const fault = actionFaults[Math.floor(((lot * 997) % 1) * actionFaults.length)];
    if (action === undefined || fault === undefined) return () => undefined;
    agents.faults.set(action.id, fault);
    return () => agents.faults.delete(action.id);
  },
} as const satisfies Readonly<Record<string, Accident>>;

export type AccidentKind = keyof typeof accidents;

export const accidentKinds = Object.keys(accidents) as readonly AccidentKind[];
