import type { Action, RunEvent } from '../api/answers.ts';

export type StepState = 'to-come' | 'waiting' | 'going' | 'done' | 'failed';

/** One action of a run as it stands. */
export interface Step {
  readonly action: Action;
  readonly state: StepState;
  /** What it took, or how long it has been going on at its last word. */
  readonly elapsedMs: number;
  /** What it told last. */
  readonly text: string;
  readonly error: RunEvent['error'];
}

const stateOfKind: Readonly<Partial<Record<string, StepState>>> = {
  'action-waiting': 'waiting',
  'action-started': 'going',
  'action-progress': 'going',
  'action-finished': 'done',
  'action-failed': 'failed',
};

/** The plan's actions in their order, each with what the journal says of it last. */
export function runProgress(actions: readonly Action[], events: readonly RunEvent[]): Step[] {
  const last = new Map<string, { readonly event: RunEvent; readonly text: string }>();
  for (const event of events) {
    if (event.actionId === '') continue;
    const text = event.text === '' ? (last.get(event.actionId)?.text ?? '') : event.text;
    last.set(event.actionId, { event, text });
  }
  return actions.map((action) => {
    const found = last.get(action.id);
    const state = stateOfKind[found?.event.kind ?? ''] ?? 'to-come';
    const shown = state === 'going' || state === 'waiting' ? (found?.text ?? '') : '';
    const elapsedMs = state === 'waiting' ? 0 : (found?.event.elapsedMs ?? 0);
    return { action, state, elapsedMs, text: shown, error: found?.event.error };
  });
}
