import type { RunEvent } from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { type OutputFormat, print, say, type Session } from '../session.ts';
import { jsonLine } from './json.ts';
import { LiveScreen } from './live-screen.ts';
import {
  endedLine,
  endLines,
  eventLines,
  failureLines,
  fineSigns,
  liveFrame,
  plainSigns,
  runLine,
  type Signs,
} from './progress-lines.ts';
import { eventObject } from './run-objects.ts';
import type { RunView } from './run-view.ts';
import { printableYaml } from './yaml.ts';

/** How a run is shown while it goes on. It is told everything and decides nothing. */
export interface RunDisplay {
  see(view: RunView, event: RunEvent): Promise<void>;
  /** The coordinator does not answer for the moment. */
  interrupted(view: RunView): void;
  /** No event will follow; `view` says how the run ended, or that it goes on. */
  end(view: RunView): void;
}

/** A redrawn view in a terminal, one line per event elsewhere, one object per event for programs. */
export function openDisplay(session: Session, output: OutputFormat): RunDisplay {
  if (output !== 'table') return objectDisplay(session, output);
  const redraws = session.output.isTTY === true && session.environment['TERM'] !== 'dumb';
  return redraws ? liveDisplay(session) : lineDisplay(session);
}

function objectDisplay(session: Session, output: 'json' | 'yaml'): RunDisplay {
  return {
    see: async (_view, event) => {
      const object = eventObject(event);
      print(session, output === 'json' ? jsonLine(object) : `---\n${await printableYaml(object)}`);
    },
    interrupted: () => undefined,
    end: () => undefined,
  };
}

function lineDisplay(session: Session): RunDisplay {
  return {
    see: async (view, event) => {
      for (const line of eventLines(session, view, event)) print(session, line);
    },
    interrupted: () => print(session, say(session, 'apply.reconnecting')),
    end: (view) => {
      for (const line of endLines(session, view)) print(session, line);
    },
  };
}

const redrawMs = 120;

function liveDisplay(session: Session): RunDisplay {
  const signs = isUtf8(session.environment) ? fineSigns : plainSigns;
  const screen = new LiveScreen(session.output);
  let latest: RunView | undefined;
  let note = '';
  const draw = (staying: readonly string[]) => {
    if (latest === undefined) return;
    const frame = liveFrame(session, latest, signs, session.clock.now());
    screen.draw(staying, note === '' ? frame : [...frame, ` ${note}`]);
  };
  const timer = setInterval(() => draw([]), redrawMs);
  timer.unref();
  return {
    see: async (view, event) => {
      latest = view;
      note = '';
      draw(stayingLines(session, view, event, signs));
    },
    interrupted: () => {
      note = say(session, 'apply.reconnecting');
    },
    end: (view) => {
      clearInterval(timer);
      screen.close();
      for (const line of endLines(session, view)) print(session, line);
    },
  };
}

/** What is left on the screen of an event: ends of actions, and what the run as a whole tells. */
function stayingLines(session: Session, view: RunView, event: RunEvent, signs: Signs): string[] {
  const told = runLine(session, event);
  if (told !== undefined) return [` ${told}`];
  const ended = event.kind === 'action-finished' || event.kind === 'action-failed';
  const action = ended ? view.actions.get(event.actionId) : undefined;
  if (action === undefined) return [];
  return [endedLine(session, view, action, signs), ...failureLines(session, action)];
}

function isUtf8(environment: Session['environment']): boolean {
  if (environment['TERM'] === 'linux') return false;
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return /utf-?8/i.test(locale);
}
