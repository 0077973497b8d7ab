/** What of a run's event is needed to time a drill. */
export interface TimedEvent {
  readonly kind: string;
  readonly actionId: string;
  /** The key of what a node told. */
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly atMs: number | bigint;
  readonly elapsedMs: number | bigint;
}

/** What is timed in a drill of the zone, and in one of the storage. */
export type DrilledPart = 'zone' | 'storage';

type Milestone = readonly [name: DrillTime, is: (event: TimedEvent) => boolean, last?: 'last'];
type DrillTime = 'led' | 'vip' | 'login' | 'written' | 'whole' | 'read' | 'back' | 'healed';

/** Milliseconds; from the stop on, but for `stopped`, which is how long the stop took. */
export type DrillTimes = Readonly<Partial<Record<'stopped' | DrillTime, number>>>;

/** What of a report is which event of the journal, in the order in which they come. */
const milestones: Readonly<Record<DrilledPart, readonly Milestone[]>> = {
  zone: [
    ['led', (event) => isEnd(event, 'await/led-by-another')],
    ['vip', (event) => isEnd(event, 'await/vip-follows')],
    ['login', ({ message }) => message === 'operation.service.logged-in'],
    ['written', (event) => isEnd(event, 'prove-service/')],
    ['whole', (event) => isEnd(event, 'await/cluster-whole')],
  ],
  storage: [
    ['written', (event) => isEnd(event, 'write-probe/')],
    ['read', (event) => isEnd(event, 'read-probe/') && event.actionId.endsWith('/cut-off'), 'last'],
    ['back', (event) => isEnd(event, 'start-brick/')],
    ['healed', (event) => isEnd(event, 'await/healed-')],
    ['whole', (event) => isEnd(event, 'clear-probe/')],
  ],
};

/** In the order of a report. */
export const timesOf = {
  zone: ['stopped', 'led', 'vip', 'login', 'written', 'whole'],
  storage: ['stopped', 'written', 'read', 'back', 'healed', 'whole'],
} as const satisfies Readonly<Record<DrilledPart, readonly (keyof DrillTimes)[]>>;

function isEnd({ kind, actionId }: TimedEvent, action: string): boolean {
  return kind === 'action-finished' && actionId.startsWith(action);
}

/** Read from the journal, where they stay with the run. Empty for a run that stopped nothing. */
export function drillTimes(events: readonly TimedEvent[], part: DrilledPart = 'zone'): DrillTimes {
  const stop = events.find((event) => isEnd(event, part === 'zone' ? 'stop-oned/' : 'stop-brick/'));
  if (stop === undefined) return {};
  const times = milestones[part].flatMap(([name, is, last]) => {
    const reached = last === undefined ? events.find(is) : events.findLast(is);
    return reached === undefined ? [] : [[name, Number(reached.atMs) - Number(stop.atMs)] as const];
  });
  return { stopped: Number(stop.elapsedMs), ...Object.fromEntries(times) };
}
