import { existsSync } from 'node:fs';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Raft } from '../../services/domain/observed.ts';
import { helperClient } from '../adapters/helper/helper-client.ts';
import { Oned } from '../adapters/opennebula/oned.ts';
import { loadAgentConfig } from '../config.ts';
import { formatText, type Language } from '../../services/base/messages/language.ts';
import { packageChangeMessages } from '../../services/base/messages/package-change.ts';
import { readMembership } from '../join-membership.ts';
import type { Voter } from './can-do-without.ts';
import { waitForOthers, type Voters } from './wait-for-others.ts';

/** Made by an administrator who knows better; gone with the next boot. */
const allowance = '/run/hapy/allow-without-quorum';
const peerMs = 2_000;

/** A server that is started anew is back in the zone after 10 s; dpkg, and whoever watches it, bears more. */
const patience = { patienceMs: 30_000, pauseMs: 1_000 };

/**
 * Asked by the package before it is upgraded or removed. Whatever cannot be found out is no reason to refuse: a broken
 * installation must be replaceable.
 *
 * @throws HapyError HAPY-E390, HAPY-E391
 */
export async function canChange(
  configFile: string,
  change: 'upgrade' | 'remove',
  language: Language,
): Promise<void> {
  if (existsSync(allowance)) return;
  const config = await loadAgentConfig(configFile).catch(() => undefined);
  const membership = config && (await readMembership(config.stateDirectory).catch(() => undefined));
  if (config === undefined || membership === undefined) return;
  const { node } = config;
  const helper = helperClient(config.helperSocket, node);
  try {
    const guard = await helper.readFacts(membership.clusterId).then(
      (facts) => facts.guard,
      () => undefined,
    );
    if (change === 'remove' && guard?.state === 'held') throw new HapyError('HAPY-E391', { node });
    const oned = new Oned({ ...config.opennebula, readSession: () => helper.readOneSession() });
    const onWait = ({ parameters }: HapyError) => {
      const told = { silent: parameters['silent'] ?? '', seconds: patience.patienceMs / 1000 };
      process.stderr.write(`${formatText(packageChangeMessages.waits, language, told)}\n`);
    };
    await waitForOthers(() => look(oned, node), { ...patience, onWait });
  } finally {
    helper.close();
  }
}

async function look(oned: Oned, node: string): Promise<Voters | undefined> {
  const own = await oned.raftStatus().catch(() => undefined);
  if (own === undefined) return undefined;
  const zone = await oned.zone().catch(() => undefined);
  const peers = (zone?.servers ?? []).filter(({ id }) => id !== own.serverId);
  const ask = async ({ name, endpoint }: (typeof peers)[number]): Promise<Voter> => {
    const raft = await oned.raftStatusAt(endpoint, peerMs).catch(() => undefined);
    return { name, term: termOf(raft) };
  };
  return { own: { name: node, term: termOf(own) }, others: await Promise.all(peers.map(ask)) };
}

function termOf(raft: Raft | undefined): number | undefined {
  return raft?.state === 'leader' || raft?.state === 'follower' ? raft.term : undefined;
}
