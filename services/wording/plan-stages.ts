import type { Action } from '../domain/action.ts';
import type { PlanWay } from '../domain/plan.ts';
import { isStorageCondition } from '../domain/storage/storage-condition.ts';
import { isStorageAction } from '../domain/storage/storage-step.ts';

/** Actions that belong together in a person's eyes. */
export interface Stage {
  /** Key of the plan's messages. */
  readonly title: string;
  /** The node of a stage that is about one. */
  readonly node: string;
  readonly actions: readonly Action[];
}

const stageOfKind = {
  instantiate: 'stage.prepare',
  'configure-solo': 'stage.prepare',
  'add-zone-server': 'stage.name',
  'remove-zone-server': 'stage.name',
  'export-seed': 'stage.seed',
  'import-seed': 'stage.seed',
  'configure-member': 'stage.start',
  'set-zone-endpoint': 'stage.zone',
  'configure-peer-ssh': 'stage.hosts',
  'add-host': 'stage.hosts',
  'remove-host': 'stage.hosts',
  reconfigure: 'stage.reconfigure',
  'stop-oned': 'stage.drill-stop',
  'restore-server': 'stage.restore',
} as const satisfies Partial<Record<Action['kind'], string>>;

/** What a node goes through when it enters a zone that is led already. */
const joiningKinds: ReadonlySet<Action['kind']> = new Set([
  'hold-oned',
  'add-zone-server',
  'export-seed',
  'import-seed',
  'configure-member',
  'start-oned',
]);

/** Groups the actions of a plan, in their order, into stages that a person can follow. */
export function stagesOf(way: PlanWay, actions: readonly Action[]): Stage[] {
  const stages: { title: string; node: string; actions: Action[] }[] = [];
  for (const action of actions) {
    const last = stages.at(-1);
    const { title, node } = stageOf(way, action, last);
    if (last !== undefined && last.title === title && last.node === node) last.actions.push(action);
    else stages.push({ title, node, actions: [action] });
  }
  return stages;
}

interface StageName {
  readonly title: string;
  readonly node: string;
}

function stageOf(way: PlanWay, action: Action, last: StageName | undefined): StageName {
  if (way === 'drill-storage') return { title: storageDrillStage(action, last), node: '' };
  const waits = action.kind === 'await' && action.postcondition.every(isStorageCondition);
  if (waits || isStorageAction(action)) return { title: 'stage.storage', node: '' };
  const life = lifeStage(way, action, last);
  if (life !== undefined) return life;
  if (way === 'drill') return { title: drillStage(action), node: '' };
  if (way === 'undo') return { title: undoingStage(action), node: '' };
  const joins = way === 'join' || way === 'depart' || (way === 'one-by-one' && entersLedZone(action, last));
  if (joins && joiningKinds.has(action.kind)) return joining(action, last);
  if (action.kind === 'await') return awaiting(action, last);
  return { title: foundingStage(action), node: '' };
}

/** What belongs to a verb of the cluster's life; undefined for what a joining or a founding consists of too. */
function lifeStage(way: PlanWay, action: Action, last: StageName | undefined): StageName | undefined {
  const { kind, node } = action;
  switch (way) {
    case 'depart': {
      if (kind === 'await' && node === '' && last?.title !== 'stage.leave') return undefined;
      const drains = action.postcondition.some((each) => each.is === 'drained');
      if (drains) return last;
      const leaves = action.precondition.some((each) => each.is === 'quorum-without');
      return leavingKinds.has(kind) || leaves ? { title: 'stage.leave', node } : undefined;
    }
    case 'reconfigure': {
      const handsOver =
        kind === 'stop-oned' || kind === 'start-oned' || (kind !== 'reconfigure' && node === '');
      return handsOver ? { title: 'stage.hand-over', node: '' } : { title: 'stage.roll', node };
    }
    case 'repair':
    case 'adopt':
      return { title: `stage.${way}`, node: '' };
    case 'instantiate':
      return { title: 'stage.prepare', node: '' };
    case 'found':
    case 'one-by-one':
    case 'resume':
    case 'join':
    case 'undo':
    case 'drill':
    case 'drill-storage':
    case 'none':
      return undefined;
  }
}

/** One by one, index 0 is prepared like the first of a founding; whoever is added to the zone that it leads joins. */
function entersLedZone({ kind, precondition }: Action, last: StageName | undefined): boolean {
  if (last?.title === 'stage.join') return true;
  const added = precondition.some((each) => each.is === 'zone-in-sync' || each.is === 'server-in-pool');
  return added && (kind === 'add-zone-server' || kind === 'export-seed');
}

const leavingKinds: ReadonlySet<Action['kind']> = new Set([
  'disable-host',
  'bar-identity',
  'remove-zone-server',
  'remove-host',
  'forget-node',
]);

/** A seed is exported by the leader for a joiner, and belongs to the joiner's stage. */
function joining(action: Action, last: StageName | undefined): StageName {
  const forOther = action.kind === 'export-seed' && last?.title === 'stage.join';
  return { title: 'stage.join', node: forOther ? last.node : action.node };
}

function awaiting(action: Action, last: StageName | undefined): StageName {
  const whole = action.postcondition.some((each) => each.is === 'all-hosts-on');
  if (whole || last === undefined) return { title: 'stage.verify', node: '' };
  return { title: last.title, node: last.node };
}

function drillStage(action: Action): string {
  if (action.kind === 'stop-oned') return 'stage.drill-stop';
  const back =
    action.kind === 'start-oned' || action.postcondition.some((each) => each.is === 'all-hosts-on');
  return back ? 'stage.drill-return' : 'stage.drill-prove';
}

function storageDrillStage({ kind }: Action, last: StageName | undefined): string {
  if (last?.title === 'stage.storage-return' || kind === 'start-brick') return 'stage.storage-return';
  return kind === 'stop-brick' || kind === 'await' ? 'stage.storage-stop' : 'stage.storage-prove';
}

function undoingStage(action: Action): string {
  if (action.kind === 'restore-server' || action.kind === 'hold-oned') return 'stage.restore';
  const restored = action.precondition.some((each) => each.is === 'as-before');
  return restored ? 'stage.restart' : 'stage.unname';
}

function foundingStage(action: Action): string {
  if (action.kind === 'hold-oned') {
    // Index 0 is held after it has served alone, which is the beginning of the seed's stage.
    return action.precondition.some((each) => each.is === 'serving-solo') ? 'stage.seed' : 'stage.prepare';
  }
  if (action.kind === 'start-oned') {
    return action.postcondition.some((each) => each.is === 'serving-solo') ? 'stage.prepare' : 'stage.start';
  }
  const titles: Partial<Record<Action['kind'], string>> = stageOfKind;
  return titles[action.kind] ?? 'stage.verify';
}
