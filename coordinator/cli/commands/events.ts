import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import { eventText } from '../../../services/base/messages/events.ts';
import { explainError } from '../../../services/base/messages/explain-error.ts';
import type { Event } from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { type CoordinatorClient, withCoordinator } from '../coordinator-client.ts';
import { signs } from '../render/finding-lines.ts';
import { jsonLine } from '../render/json.ts';
import { localTime } from '../render/local-time.ts';
import { printable } from '../render/printable.ts';
import { printableYaml } from '../render/yaml.ts';
import { type ExitStatus, type OutputFormat, print, say, type Session } from '../session.ts';

export interface EventsOptions {
  readonly output: OutputFormat;
  readonly follow?: boolean;
  /** The number to begin with. */
  readonly from?: number;
  /** How many of the newest, when no number was given. */
  readonly newest: number;
}

/** A coordinator that is restarted is back within this. */
const triesMax = 60;
const pauseMs = 1_000;

/** Where a reader stands: it never goes on anywhere else. */
interface Place {
  stream: string;
  last: bigint;
  /** Until something was told, so many of the newest are asked for. */
  newest: number;
}

/**
 * What happened, one line each, oldest first; with --follow also what happens from now on, until Ctrl-C. A connection
 * that breaks is opened again after the last number shown, so nothing is left out.
 *
 * @throws HapyError HAPY-E720, HAPY-E721, HAPY-E723
 */
export async function events(session: Session, options: EventsOptions): Promise<ExitStatus> {
  const { from, follow = false } = options;
  const place: Place = {
    stream: '',
    last: BigInt(from === undefined ? 0 : from - 1),
    newest: from === undefined ? options.newest : 0,
  };
  return withCoordinator(session, async (coordinator): Promise<ExitStatus> => {
    const left = session.interrupted();
    for (let tries = 0; ; tries += 1) {
      const before = place.last;
      try {
        await tell(session, coordinator, { place, follow, output: options.output, left });
        if (!follow) return 0;
      } catch (error) {
        if (left.aborted) return 0;
        if (!follow || !passes(error)) throw error;
        if (place.last > before) tries = 0;
        if (tries >= triesMax) throw error;
        if (tries === 0) warn(session, error, place.last);
      }
      if (left.aborted) return 0;
      await session.clock.delay(pauseMs, left).catch(() => undefined);
    }
  });
}

async function tell(
  session: Session,
  coordinator: CoordinatorClient,
  o: {
    readonly place: Place;
    readonly follow: boolean;
    readonly output: OutputFormat;
    readonly left: AbortSignal;
  },
): Promise<void> {
  const { place, follow, output, left } = o;
  const asked = { after: place.last, stream: place.stream, newest: place.newest, follow };
  for await (const { event, stream, head } of coordinator.watchEvents(asked, left)) {
    if (place.stream === '' && place.newest > 0 && event === undefined) {
      // Told before the first event: from here on it is known where to go on.
      const first = head - BigInt(place.newest);
      place.last = first > 0n ? first : 0n;
    }
    place.stream = stream;
    if (event === undefined) continue;
    print(session, await shown(session, event, output));
    place.last = event.number;
    place.newest = 0;
  }
}

/** What a later connection gets over: a coordinator that is away, and being cut off for reading slowly. */
function passes(error: unknown): boolean {
  return (
    error instanceof HapyError && (error.outcomeUnknown || ['HAPY-E722', 'HAPY-E257'].includes(error.code))
  );
}

function warn(session: Session, error: unknown, last: bigint): void {
  if (!(error instanceof HapyError)) return;
  const parameters = Object.fromEntries(
    Object.entries(error.parameters).map(([name, value]) => [name, String(value)]),
  );
  const { code, text } = explainError({ code: error.code, parameters }, session.language);
  session.errors.write(`${code}  ${text}. ${say(session, 'events.going-on', { last: String(last) })}\n`);
}

async function shown(session: Session, event: Event, output: OutputFormat): Promise<string> {
  if (output === 'table') return eventLine(session, event);
  const object = eventObject(session, event);
  return output === 'json' ? jsonLine(object) : `---\n${await printableYaml(object)}`;
}

const severities = ['info', 'info', 'warning', 'error'] as const;

function severityOf({ severity }: Event): 'info' | 'warning' | 'error' {
  return severities[severity] ?? 'info';
}

/** "    17  2026-11-23 21:04:05  ! hapy2  answers no more" */
function eventLine(session: Session, event: Event): string {
  const severity = severityOf(event);
  const sign = severity === 'info' ? ' ' : signs[severity];
  const node = event.node === '' ? '' : `${event.node}  `;
  const at = localTime(Number(event.atMs));
  return `${String(event.number).padStart(6)}  ${at}  ${sign} ${printable(`${node}${eventText(event, session.language)}`)}`;
}

function eventObject(session: Session, event: Event) {
  return {
    number: Number(event.number),
    at: new Date(Number(event.atMs)).toISOString(),
    kind: event.kind,
    severity: severityOf(event),
    node: event.node,
    run: event.runId,
    code: event.code,
    parameters: event.parameters,
    text: eventText(event, session.language),
  };
}
