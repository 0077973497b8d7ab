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

/** Milliseconds; from the stop on, but for `stopped`, which is how long the stop took. */
export type DrillTimes = Readonly<Partial<Record<'stopped' | (typeof milestones)[number][0], number>>>;

/** What of a report is which event of the journal, in the order in which they come. */
export const milestones = [
  ['led', (event: TimedEvent) => isEnd(event, 'await/led-by-another')],
  ['vip', (event: TimedEvent) => isEnd(event, 'await/vip-follows')],
  ['login', ({ message }: TimedEvent) => message === 'operation.service.logged-in'],
  ['written', (event: TimedEvent) => isEnd(event, 'prove-service/')],
  ['whole', (event: TimedEvent) => isEnd(event, 'await/cluster-whole')],
] as const;

function isEnd({ kind, actionId }: TimedEvent, action: string): boolean {
  return kind === 'action-finished' && actionId.startsWith(action);
}

/** Read from the journal, where they stay with the run. Empty for a run that stopped no leader. */
export function drillTimes(events: readonly TimedEvent[]): DrillTimes {
  const stop = events.find((event) => isEnd(event, 'stop-oned/'));
  if (stop === undefined) return {};
  const times = milestones.flatMap(([name, is]) => {
    const reached = events.find(is);
    return reached === undefined ? [] : [[name, Number(reached.atMs) - Number(stop.atMs)] as const];
  });
  return { stopped: Number(stop.elapsedMs), ...Object.fromEntries(times) };
}
