import assert from 'node:assert/strict';

import { systemClock } from '../../services/base/clock.ts';
import type { GetStatusResponse } from '../../services/rpc/gen/hapy/coordinator/v1/coordinator.ts';
import { RealFounding, type RunNow } from './real-founding.ts';
import type { Schedule } from './schedule.ts';

/** A person does not try for ever either, and reads what is shown before the next time. */
const resumesMax = 4;
const readsMs = 3_000;
const looksMax = 20;

/**
 * Founds a cluster in real processes, kills one of them at a line of the journal, starts it again as systemd
 * would, and goes on or back as a person would. Asserts that everything then is as it should be.
 */
export async function surviveKill(schedule: Schedule): Promise<void> {
  const founding = await RealFounding.start();
  try {
    const before = contentsIn(await founding.status());
    founding.apply();
    await founding.reach(schedule.line);
    await kill(founding, schedule);
    await founding.startAgain();
    if (schedule.afterwards === 'resume') await goOn(founding);
    else await goBack(founding, before);
  } finally {
    await founding.remove();
  }
}

async function kill(founding: RealFounding, { target, line }: Schedule): Promise<void> {
  const node = founding.nodeNames[line % founding.nodeNames.length] ?? '';
  switch (target) {
    case 'coordinator':
      return void (await founding.signal('coordinator', 'SIGKILL'));
    case 'agent':
    case 'helper':
      return void (await founding.signal(`${target}-${node}`, 'SIGKILL'));
    case 'hapyctl':
      return founding.killHapyctl();
    case 'operation':
      return void (await founding.killOperation());
  }
}

/**
 * Until the cluster is formed, with a person's `run resume` where the run asks for one. Told when it has ended, before
 * the nodes are compared.
 */
export async function goOn(founding: RealFounding, onEnd: () => unknown = () => undefined): Promise<void> {
  let run = await founding.ended();
  let said = '';
  for (let tries = 0; run.status !== 'succeeded'; tries += 1) {
    const shown = await founding.hapyctl('runs', 'show', run.runId);
    assert.ok(tries < resumesMax, `after ${tries} resumes:\n${shown.output}\n${said}`);
    if (tries > 0) await systemClock.delay(readsMs);
    ({ output: said } = await founding.hapyctl('run', 'resume', '--yes', '--no-drill'));
    run = await founding.ended();
  }
  await onEnd();
  await assertFormed(founding);
}

export async function assertFormed(founding: RealFounding): Promise<void> {
  await reports(founding, 'plan');
  await reports(founding, 'status');
  const status = await founding.status();
  const names = status.nodes.map((node) => node.fqdn);
  for (const { name, state } of status.nodes) {
    const servers = state?.zone?.servers ?? [];
    assert.deepEqual(
      servers.map((server) => server.name).sort(),
      names.toSorted(),
      `${name} sees each server once`,
    );
    assert.deepEqual(
      state?.hosts.map((host) => host.name).sort(),
      names.toSorted(),
      `${name} sees each host once`,
    );
    await assertNeverWrong(founding, name, servers.find((server) => server.name.startsWith(`${name}.`))?.id);
  }
  const contents = new Set(status.nodes.map((node) => node.state?.database?.contentDigest));
  assert.equal(contents.size, 1, 'the databases hold the same');
}

/** On a busy machine a node may miss one look, and an election may go on for a moment. */
async function reports(founding: RealFounding, command: 'plan' | 'status'): Promise<void> {
  for (let looks = 1; ; looks += 1) {
    const { status, output } = await founding.hapyctl(command);
    if (status === 0) return;
    assert.ok(looks < looksMax, output);
    await systemClock.delay(1000);
  }
}

/** A server with an id that the zone does not give it can be elected all alone. */
async function assertNeverWrong(founding: RealFounding, node: string, id: number | undefined): Promise<void> {
  const wrong = (await founding.startedIds(node)).filter((each) => each !== -1 && each !== id);
  assert.deepEqual(wrong, [], `${node} was started with another id than ${id}`);
}

/** `run abort`: the nodes as they were, or after the first HA start a zone that is led. */
async function goBack(founding: RealFounding, before: Contents): Promise<void> {
  const active = founding.run() as RunNow;
  if (active.status === 'succeeded') return assertFormed(founding);
  const abort = await founding.hapyctl('run', 'abort', active.runId, '--yes');
  const run = await founding.ended();
  // It may have finished before the word came.
  if (run.status === 'succeeded') return assertFormed(founding);
  assert.deepEqual([abort.status, run.status], [0, 'aborted'], abort.output);
  const status = await founding.status();
  const guards = new Set(status.nodes.map((node) => node.state?.guard?.state));
  const members = status.nodes.filter((node) => (node.state?.guard?.serverId ?? -1) >= 0);
  if (members.length === 0) {
    assert.equal(guards.size, 1, 'every guard is as it was');
    assert.deepEqual(contentsIn(status), before, 'every database holds what it held');
    for (const { name, state } of status.nodes) {
      assert.deepEqual([state?.oned?.raft?.serverId, state?.zone?.servers], [-1, []], `${name} serves alone`);
    }
  }
  // Whatever stands, the way to the cluster is open.
  const apply = await founding.hapyctl('apply', '--yes', '--no-drill');
  assert.ok(apply.status === 0 || apply.status === 4, apply.output);
  // Nothing was left to do where the zone came into sync by itself meanwhile.
  if (founding.run()?.runId === run.runId) await assertFormed(founding);
  else await goOn(founding);
}

type Contents = readonly (readonly [string, string | undefined])[];

function contentsIn(status: GetStatusResponse): Contents {
  return status.nodes.map(({ name, state }) => [name, state?.database?.contentDigest] as const);
}
