/** Days by which each wall clock is ahead of the day on which the cluster was enrolled. */
export interface Clocks {
  readonly coordinator: number;
  readonly agent: number;
  readonly operator: number;
}

/** What three clocks lead to, and the day that it really is; clocks that differ are put right as a way out. */
export interface ClockCase extends Clocks {
  readonly today: number;
  /** Why the coordinator does not start at all; it does where this is absent. */
  readonly refusesToStart?: string;
  /** What becomes of the node, and of the operator who asks: '' when it works. */
  readonly node: string;
  readonly person: string;
  /** Whether somebody must agree before the node has a certificate again, once the clocks are right. */
  readonly nodeWaits: boolean;
}

const days = [0, -1, 20, 40, 400] as const;
/** All begin with certificates of the first day. */
const lifetime = 30;
/** At 16.5 days at the latest a certificate is due. */
const due = 17;

/** What was seen in real programs before there was a rule for it: coordinator, agent, operator; node, person. */
export const seenCases: readonly (readonly [string, string, string])[] = [
  ['0 0 0', '', ''],
  ['20 20 20', '', ''],
  ['40 40 40', 'HAPY-E506', 'HAPY-E102'],
  ['400 400 400', 'HAPY-E506', 'HAPY-E102'],
  ['-1 0 0', '', ''],
  ['20 0 0', 'HAPY-E103', 'HAPY-E506'],
  ['40 0 0', 'HAPY-E506', 'HAPY-E506'],
  ['400 0 0', 'HAPY-E506', 'HAPY-E506'],
  ['0 -1 0', 'HAPY-E103', ''],
  ['0 20 0', '', ''],
  ['0 40 0', 'HAPY-E102', ''],
  ['0 400 0', 'HAPY-E102', ''],
  ['0 0 -1', '', 'HAPY-E506'],
  ['0 0 20', '', ''],
  ['0 0 40', '', 'HAPY-E506'],
  ['0 0 400', '', 'HAPY-E506'],
  ['40 0 40', 'HAPY-E506', 'HAPY-E102'],
  ['0 40 40', 'HAPY-E102', 'HAPY-E506'],
  ['400 400 40', 'HAPY-E506', 'HAPY-E506'],
];

export const nameOf = ({ coordinator, agent, operator }: Clocks) => `${coordinator} ${agent} ${operator}`;

/** The refusals of a server, of a certificate that is not valid yet or no longer, and that of a client. */
const early = 'HAPY-E103';
const late = 'HAPY-E102';
const clientDate = 'HAPY-E506';
/** The root is of the first day: for a coordinator of the day before, nothing of the cluster counts yet. */
const rootDate = 'HAPY-E146';

interface Validity {
  readonly from: number;
  readonly to: number;
}

const givenOn = (day: number): Validity => ({ from: day, to: day + lifetime });
const isValid = ({ from, to }: Validity, day: number) => day >= from && day < to;

/** A coordinator certifies itself, by its own clock, as soon as that is due. */
const ofCoordinator = (day: number): Validity => givenOn(day < due ? 0 : day);

/**
 * A node asks when its clock says so, and if it believes the coordinator it gets one without anybody's agreement, as long
 * as what it has is valid by the coordinator's clock.
 */
function ofAgent({ coordinator, agent }: Clocks): Validity {
  const asks = (agent >= due || agent < 0) && isValid(ofCoordinator(coordinator), agent);
  return asks && isValid(givenOn(0), coordinator) ? givenOn(coordinator) : givenOn(0);
}

/** The coordinator calls: it looks at the node's certificate first, and then the node at the coordinator's. */
function nodeIs(clocks: Clocks): string {
  if (!isValid(ofAgent(clocks), clocks.coordinator)) return clientDate;
  const shown = ofCoordinator(clocks.coordinator);
  if (clocks.agent < shown.from) return early;
  return clocks.agent < shown.to ? '' : late;
}

function personIs({ coordinator, operator }: Clocks): string {
  if (!isValid(ofCoordinator(coordinator), operator)) return clientDate;
  return isValid(givenOn(0), coordinator) ? '' : late;
}

/** One of three that is alone, and all three: who differs is wrong, and it is the day of the two others. */
function dayOf({ coordinator, agent, operator }: Clocks): number | undefined {
  if (coordinator === agent || coordinator === operator) return coordinator;
  return agent === operator ? agent : undefined;
}

function caseOf(clocks: Clocks): ClockCase | undefined {
  const today = dayOf(clocks);
  // On the day before, there was no cluster.
  if (today === undefined || today < 0) return undefined;
  const refuses = clocks.coordinator < 0;
  const started = refuses ? { ...clocks, coordinator: today } : clocks;
  return {
    ...{ ...clocks, today, node: nodeIs(started), person: personIs(started) },
    nodeWaits: !isValid(ofAgent(started), today) && today >= lifetime,
    ...(refuses ? { refusesToStart: rootDate } : {}),
  };
}

/**
 * Every combination in which at most one clock is wrong, and every day on which none is. What each leads to follows
 * from the rules of renewal alone; `test/lab/trust-clocks.lab.ts` holds the programs against it.
 */
export const clockCases: readonly ClockCase[] = days.flatMap((coordinator) =>
  days.flatMap((agent) => days.flatMap((operator) => caseOf({ coordinator, agent, operator }) ?? [])),
);
