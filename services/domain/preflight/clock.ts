import { type CheckSeverity, type PreflightCheck, checkOf } from './check.ts';
import type { AgentCheck } from './facts.ts';

const secondMs = 1000;
const minuteMs = 60 * secondMs;

/** Logs can no longer be laid side by side. */
const warnFromMs = 5 * secondMs;
/** Certificates and join tokens count in minutes. */
const refuseFromMs = minuteMs;

/**
 * The clock of a node against the coordinator's. The agent read it some time between question and answer, and only
 * what lies outside of that is an error of the clock.
 */
export function checkClock(
  node: string,
  { subject, found }: AgentCheck,
  asked: { readonly askedAtMs: number; readonly answeredAtMs: number },
): PreflightCheck {
  const at = Date.parse(found);
  const aheadMs = Math.max(0, at - asked.answeredAtMs);
  const behindMs = Math.max(0, asked.askedAtMs - at);
  const offMs = Math.max(aheadMs, behindMs);
  const expected = new Date(asked.answeredAtMs).toISOString();
  const about = { name: 'clock', node, subject, found, expected } as const;
  if (offMs < warnFromMs) return checkOf(about);
  const severity: CheckSeverity = offMs < refuseFromMs ? 'warning' : 'error';
  const minutes = offMs >= 2 * minuteMs;
  const parameters = {
    amount: String(Math.round(offMs / (minutes ? minuteMs : secondMs))),
    unit: minutes ? 'minutes' : 'seconds',
    direction: aheadMs > 0 ? 'ahead' : 'behind',
  };
  return checkOf({ ...about, severity, code: 'HAPY-E622', parameters });
}
