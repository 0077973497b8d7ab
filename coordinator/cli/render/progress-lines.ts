import type { RunEvent } from '../../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { type CliMessageKey, cliMessages } from '../../../services/base/messages/cli.ts';
import { columnsOf, say, type Session } from '../session.ts';
import { durationText } from '../../../services/wording/duration.ts';
import { errorLines } from './error-view.ts';
import { rangesOf } from './plan-view.ts';
import { messageText, whatText, whereText } from './progress-text.ts';
import { actionsIn, type ActionView, type RunView, stillAwaited } from './run-view.ts';
import { fit, pad, widthOf } from './table.ts';

/** One event as plain text for logs and pipes: "[ 3/27]  hapy2  fait : … (1,2 s)". Waiting says nothing new there. */
export function eventLines(session: Session, view: RunView, event: RunEvent): string[] {
  const action = view.actions.get(event.actionId);
  if (event.kind === 'run-started') return [say(session, 'run.started', { run: view.runId })];
  const told = runLine(session, event);
  if (told !== undefined) return [told];
  if (action === undefined || event.kind === 'action-waiting' || !isEventKey(`event.${event.kind}`))
    return [];
  const colon = session.language === 'fr' ? ' :' : ':';
  const start = `${counter(view)}  ${pad(whereText(session, action), placeWidth(session, view), 'left')}  `;
  const line = `${start}${say(session, `event.${event.kind}` as CliMessageKey)}${colon} ${whatText(session, action)}`;
  switch (event.kind) {
    case 'action-progress':
      return [`${start}· ${messageText(session, event.message, event.parameters)}`];
    case 'action-finished':
      return [`${line} (${durationText(action.elapsedMs, session.language)})`];
    case 'action-failed':
      return [line, ...failureLines(session, action)];
    default:
      return [line];
  }
}

/** What the run as a whole tells: that it goes on, has a new plan, waits for a lease. */
export function runLine(session: Session, event: RunEvent): string | undefined {
  if (event.actionId !== '' || event.message === '') return undefined;
  return `· ${messageText(session, event.message, event.parameters)}`;
}

function isEventKey(key: string): key is CliMessageKey {
  return Object.hasOwn(cliMessages, key);
}

function counter(view: RunView): string {
  const total = String(view.total);
  return `[${pad(String(actionsIn(view, 'done').length), total.length, 'right')}/${total}]`;
}

export function placeWidth(session: Session, view: RunView): number {
  return Math.max(4, ...[...view.actions.values()].map((action) => widthOf(whereText(session, action))));
}

export function failureLines(session: Session, action: ActionView): string[] {
  if (action.error === undefined) return [];
  return errorLines(session, action.error).map((line) => `    ${line}`);
}

/** How the run ended. */
export function endLines(session: Session, view: RunView): string[] {
  if (view.word === 'running') return [];
  const duration = durationText(view.elapsedMs, session.language);
  const counts = { done: actionsIn(view, 'done').length, total: view.total, duration };
  const lines = ['', say(session, `run.${view.word}`, counts)];
  const told = actionsIn(view, 'failed').some((action) => action.error?.code === view.error?.code);
  if (view.error !== undefined && !told) lines.push(...errorLines(session, view.error));
  if (view.word === 'failed') lines.push(say(session, 'run.next-after-failure'));
  return lines;
}

/** Signs that every terminal has, or the finer ones where the locale says UTF-8. */
export interface Signs {
  readonly done: string;
  readonly failed: string;
  readonly waiting: string;
  readonly turning: readonly string[];
  readonly bar: { readonly full: string; readonly empty: string };
}

export const plainSigns: Signs = {
  done: '+',
  failed: 'x',
  waiting: '.',
  turning: ['|', '/', '-', '\\'],
  bar: { full: '#', empty: '.' },
};

export const fineSigns: Signs = {
  done: '✔',
  failed: '✖',
  waiting: '·',
  turning: ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'],
  bar: { full: '█', empty: '░' },
};

/** The line that stays on the screen once an action has ended. */
export function endedLine(session: Session, view: RunView, action: ActionView, signs: Signs): string {
  const sign = action.progress === 'failed' ? signs.failed : signs.done;
  const elapsed = durationText(action.elapsedMs, session.language);
  return actionLine(session, view, action, sign, elapsed);
}

const waitingShownMax = 3;

/** What is redrawn: what is being done and for how long, what waits for what, and how far the run is. */
export function liveFrame(session: Session, view: RunView, signs: Signs, nowMs: number): string[] {
  const lines: string[] = [];
  const turn = signs.turning[Math.floor(nowMs / 120) % signs.turning.length] ?? '';
  const columns = columnsOf(session.output);
  for (const action of actionsIn(view, 'running')) {
    const elapsed = durationText(Math.floor((nowMs - action.startedAtMs) / 1000) * 1000, session.language);
    lines.push(actionLine(session, view, action, turn, elapsed));
    const message = messageText(session, action.message, action.parameters);
    const indent = ' '.repeat(widthOf(start(session, view, action, ' ')));
    if (message !== '') lines.push(fit(`${indent}${message}`, columns));
  }
  const waiting = actionsIn(view, 'waiting');
  for (const action of waiting.slice(0, waitingShownMax))
    lines.push(waitingLine(session, view, action, signs));
  if (waiting.length > waitingShownMax) {
    const more = say(session, 'run.more-waiting', { count: waiting.length - waitingShownMax });
    lines.push(fit(`   ${more}`, columns));
  }
  lines.push('', progressLine(session, view, signs, nowMs));
  return lines;
}

function actionLine(
  session: Session,
  view: RunView,
  action: ActionView,
  sign: string,
  elapsed: string,
): string {
  const room = columnsOf(session.output) - widthOf(elapsed) - 2;
  const left = fit(`${start(session, view, action, sign)}${whatText(session, action)}`, room);
  return `${pad(left, room, 'left')} ${elapsed}`;
}

/** Sign, number in the plan and place, each in its column. */
function start(session: Session, view: RunView, action: ActionView, sign: string): string {
  const digits = String(view.total).length;
  const number = action.number === 0 ? '' : `${pad(String(action.number), digits, 'right')}  `;
  return ` ${sign} ${number}${pad(whereText(session, action), placeWidth(session, view), 'left')}  `;
}

function waitingLine(session: Session, view: RunView, action: ActionView, signs: Signs): string {
  const columns = columnsOf(session.output);
  const left = `${start(session, view, action, signs.waiting)}${whatText(session, action)}`;
  const awaited = stillAwaited(view, action);
  if (awaited.length === 0) return fit(left, columns);
  const waitsFor = ` · ${say(session, 'run.waits-for', { what: awaitedText(session, awaited) })}`;
  return fit(left, columns - widthOf(waitsFor)) + waitsFor;
}

/** By their numbers in the plan that stands above on the screen; without a plan, by the first one's words. */
function awaitedText(session: Session, awaited: readonly ActionView[]): string {
  if (awaited.every((action) => action.number > 0)) return rangesOf(awaited.map((action) => action.number));
  const [first, ...others] = awaited;
  if (first === undefined) return '';
  const words = fit(`${whereText(session, first)} ${whatText(session, first)}`, 40);
  return others.length === 0 ? words : `${words} (+${others.length})`;
}

const barWidth = 20;

function progressLine(session: Session, view: RunView, signs: Signs, nowMs: number): string {
  const done = actionsIn(view, 'done').length;
  const total = view.total;
  const full = total === 0 ? 0 : Math.floor((done * barWidth) / total);
  const bar = signs.bar.full.repeat(full) + signs.bar.empty.repeat(barWidth - full);
  const elapsedMs = view.startedAtMs === 0 ? 0 : Math.floor((nowMs - view.startedAtMs) / 1000) * 1000;
  const words = say(session, 'run.progress', {
    done,
    total,
    duration: durationText(elapsedMs, session.language),
  });
  return fit(` ${bar} ${words}`, columnsOf(session.output));
}
