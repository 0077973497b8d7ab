import { newEvent, type EventKind, type NewEvent } from '../../services/domain/events/event.ts';
import type { RunEntry } from '../executor/run-event.ts';

const told: ReadonlySet<string> = new Set<EventKind>([
  'run-started',
  'run-planned',
  'run-resumed',
  'run-aborting',
  'run-finished',
  'action-failed',
]);

/** What the cluster's stream says of a run; each step of it is in the run's own journal. */
export function newsOfRun(
  runId: string,
  entry: RunEntry,
  about: { readonly startedBy: string; readonly way: string },
): NewEvent[] {
  if (!told.has(entry.kind)) return [];
  const kind = entry.kind as EventKind;
  const { node, error, status, actionKind } = entry;
  const failed = kind === 'action-failed' || (kind === 'run-finished' && status !== 'succeeded');
  const parameters: Record<string, string> = { ...error?.parameters, ...entry.parameters, ...about };
  if (kind === 'run-finished') {
    parameters['status'] = status;
    parameters['seconds'] = String(Math.round(entry.elapsedMs / 1000));
  }
  if (kind === 'action-failed') parameters['action'] = actionKind;
  const severity = failed && status !== 'aborted' ? 'warning' : 'info';
  return [newEvent(kind, { runId, node, severity, code: error?.code ?? '', parameters })];
}
