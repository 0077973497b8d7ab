import type { RaftTiming } from '../raft/core.ts';
import type { OnedConfiguration } from './configuration.ts';

/** All of oned's waits as they pass on this machine, in real milliseconds. */
export interface OnedTiming extends RaftTiming {
  readonly tickMs: number;
  readonly peerTimeoutMs: number;
  readonly forwardTimeoutMs: number;
  readonly monitoringMs: number;
  /** One of the ten steps of vip.sh's announcements (5 x (arping -U, 1 s, arping -A, 1 s)). */
  readonly announceStepMs: number;
}

/**
 * A heartbeat every 50 ms and an election after 500 ms would measure the scheduler of a busy machine and not
 * oned: what must beat in time is sped up at most this much, however fast the clock is asked to run.
 */
const beatFactorMax = 2;

/** Divides oned's waits by the clock factor. Time-outs of calls have floors: they bound, they do not pace. */
export function onedTiming(configuration: OnedConfiguration, clockFactor: number): OnedTiming {
  const beatFactor = Math.min(clockFactor, beatFactorMax);
  return {
    warmUpMs: 15_000 / clockFactor,
    electionTimeoutMs: configuration.electionTimeoutMs / beatFactor,
    heartbeatMs: configuration.broadcastTimeoutMs / beatFactor,
    retryMs: 100 / beatFactor,
    retryMsMax: 2500 / beatFactor,
    tickMs: Math.max(5, 50 / beatFactor),
    peerTimeoutMs:
      configuration.xmlrpcTimeoutMs === 0 ? 0 : Math.max(400, configuration.xmlrpcTimeoutMs / beatFactor),
    forwardTimeoutMs: Math.max(2000, 10_000 / clockFactor),
    monitoringMs: Math.max(200, 10_000 / clockFactor),
    announceStepMs: 2000 / clockFactor,
  };
}
