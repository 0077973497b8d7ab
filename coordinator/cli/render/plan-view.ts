import type { Action } from '../../../services/domain/action.ts';
import { coordinatorPlace, leaderPlace } from '../../../services/domain/place.ts';
import type { Plan } from '../../../services/domain/plan.ts';
import { columnsOf, say, type Session } from '../session.ts';
import { durationText } from '../../../services/wording/duration.ts';
import { findingLines } from './finding-lines.ts';
import { stagesOf } from '../../../services/wording/plan-stages.ts';
import { formatText } from '../../../services/base/messages/language.ts';
import { storageOptionMessages } from '../../../services/base/messages/storage-options.ts';
import { actionText, planText } from '../../../services/wording/plan-text.ts';
import { pad, widthOf } from './table.ts';

/** A plan as a person reads it before saying yes: what, where, after what, within which time; and what is left. */
export function planView(session: Session, plan: Plan): string {
  const lines: string[] = [];
  if (plan.actions.length > 0) lines.push(...actionLines(session, plan));
  else if (isBlocked(plan)) lines.push(say(session, 'plan.blocked'));
  else lines.push(say(session, 'plan.nothing'));
  if (plan.leftAlone.length > 0) {
    lines.push('', say(session, 'plan.left-alone'));
    for (const left of plan.leftAlone) {
      const reason = planText(session.language, `left-alone.${left.reason}`, {
        ...left.parameters,
        node: left.node,
      });
      lines.push(`  ${left.node}  ${reason}`.trimEnd());
    }
  }
  if (plan.findings.length > 0) {
    lines.push('', say(session, 'plan.findings'), ...findingLines(session, plan.findings));
  }
  return lines.join('\n');
}

/** Nothing is planned on a guess: a finding of severity error stands instead of the actions. */
export function isBlocked(plan: Plan): boolean {
  return plan.findings.some((finding) => finding.severity === 'error');
}

function actionLines(session: Session, plan: Plan): string[] {
  const { language } = session;
  const numbers = new Map(plan.actions.map((action, at) => [action.id, at + 1]));
  const nodes = new Set(plan.actions.map((action) => action.node).filter((node) => node !== ''));
  const places = plan.actions.map((action) => placeOf(session, action));
  const placeWidth = Math.max(...places.map(widthOf));
  const lines = [
    say(session, 'plan.title', {
      way: planText(language, `way.${plan.way}`),
      actions: plan.actions.length,
      nodes: nodes.size,
    }),
  ];
  let number = 0;
  for (const [at, stage] of stagesOf(plan.way, plan.actions).entries()) {
    lines.push('', `${at + 1}. ${planText(language, stage.title, { node: stage.node })}`);
    for (const action of stage.actions) {
      const place = pad(places[number] ?? '', placeWidth, 'left');
      number += 1;
      const what = `${pad(String(number), 5, 'right')}  ${place}  ${actionText(language, action)}`;
      lines.push(
        ...withMargin(what, marginOf(session, action, numbers), columnsOf(session.output), placeWidth + 9),
      );
      lines.push(...optionLines(session, action, placeWidth + 9));
    }
  }
  lines.push('', say(session, 'plan.legend'));
  return lines;
}

/** Each option of a volume with what it is for; one of a person's own needs no explanation. */
function optionLines({ language }: Session, { kind, parameters }: Action, indent: number): string[] {
  if (kind !== 'set-volume-options') return [];
  const options = Object.entries(parameters).filter(([name]) => name !== 'volume');
  const width = Math.max(0, ...options.map(([name, value]) => `${name} = ${value}`.length));
  return options.map(([name, value]) => {
    const told = storageOptionMessages[`${name}=${value}`] ?? storageOptionMessages[name];
    const line = `${`${name} = ${value}`.padEnd(width)}  ${told === undefined ? '' : formatText(told, language)}`;
    return `${' '.repeat(indent)}${line.trimEnd()}`;
  });
}

/** Where it is done: the node, whichever leads, or the whole zone. */
function placeOf(session: Session, action: Action): string {
  if (action.node === '') return say(session, 'plan.place.zone');
  if (action.at === coordinatorPlace) return say(session, 'plan.place.coordinator');
  return action.at === leaderPlace ? say(session, 'plan.place.leader') : action.at;
}

function marginOf(session: Session, action: Action, numbers: ReadonlyMap<string, number>): string {
  const deadline = `≤ ${durationText(action.deadlineMs, session.language)}`;
  const after = action.after.map((id) => numbers.get(id)).filter((number) => number !== undefined);
  if (after.length === 0) return deadline;
  return `${say(session, 'plan.after', { numbers: rangesOf(after) })} · ${deadline}`;
}

/** "1-3, 7": consecutive numbers as one range. */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && number === last.to + 1) last.to = number;
    else ranges.push({ from: number, to: number });
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}

/** Puts the margin at the right end of the line, or under it when both do not fit. Long texts are broken. */
function withMargin(what: string, margin: string, columns: number, indent: number): string[] {
  const room = columns - widthOf(what) - widthOf(margin);
  if (room >= 2) return [`${what}${' '.repeat(room)}${margin}`];
  const lines = broken(what, columns, indent);
  const last = lines.at(-1) ?? '';
  const roomBelow = columns - widthOf(last) - widthOf(margin);
  if (lines.length > 1 && roomBelow >= 2) {
    return [...lines.slice(0, -1), `${last}${' '.repeat(roomBelow)}${margin}`];
  }
  return [...lines, pad(margin, columns, 'right')];
}

function broken(text: string, columns: number, indent: number): string[] {
  if (widthOf(text) <= columns) return [text];
  const cut = text.lastIndexOf(' ', columns);
  if (cut <= indent) return [text];
  return [text.slice(0, cut), ...broken(' '.repeat(indent) + text.slice(cut + 1), columns, indent)];
}
