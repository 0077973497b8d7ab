import type { Tone } from './node-standing.ts';

const tones: Readonly<Record<string, Tone>> = {
  running: 'calm',
  succeeded: 'good',
  partial: 'warning',
  aborted: 'warning',
  failed: 'error',
};

/** How the outcome of a run is to be looked at. */
export function toneOfStatus(status: string): Tone {
  return tones[status] ?? 'calm';
}
