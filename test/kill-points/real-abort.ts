import assert from 'node:assert/strict';

import { systemClock } from '../../services/base/clock.ts';
import { type NodeState, RaftState } from '../../services/rpc/gen/hapy/agent/v1/state.ts';
import type { RealFounding } from './real-founding.ts';

/** A person does not try for ever, and reads what is shown before the next time. */
const abortsMax = 6;
const readsMs = 3_000;
/** A look a second: an election may be under way. */
const looksMax = 60;

/**
 * `run abort` of a run that was struck, again where the abort itself stopped part-way. Gives false for a run that had
 * finished before the word came.
 *
 * @throws AssertionError when it cannot be aborted, or leaves something half-way
 */
export async function takeBack(cluster: RealFounding, runId: string): Promise<boolean> {
  for (let tries = 0; ; tries += 1) {
    const { output } = await cluster.hapyctl('run', 'abort', runId, '--yes');
    const { status } = await cluster.ended();
    if (status === 'succeeded') return false;
    if (status === 'aborted') break;
    assert.ok(tries < abortsMax, `not aborted after ${tries} tries:\n${output}`);
    await systemClock.delay(readsMs);
  }
  await assertNothingHalfWay(cluster);
  return true;
}

/** Somebody leads, and whoever serves in the zone is counted there. */
async function assertNothingHalfWay(cluster: RealFounding): Promise<void> {
  for (let looks = 0; ; looks += 1) {
    const { nodes } = await cluster.status();
    const serving = nodes.filter(({ state }) => servesInZone(state));
    const leader = serving.find(({ state }) => state?.oned?.raft?.state === RaftState.RAFT_STATE_LEADER);
    const pool = leader?.state?.zone?.servers ?? [];
    const uncounted = serving.filter(({ fqdn }) => !pool.some((server) => server.name === fqdn));
    if (leader !== undefined && uncounted.length === 0) return;
    const seen = uncounted.map(({ name }) => name).join(' ');
    assert.ok(looks < looksMax, leader === undefined ? 'nobody leads' : `${seen}: in HA and in no pool`);
    await systemClock.delay(1_000);
  }
}

function servesInZone(state: NodeState | undefined): boolean {
  return (state?.guard?.serverId ?? -1) >= 0 && (state?.oned?.raft?.serverId ?? -1) >= 0;
}
