import { existsSync } from 'node:fs';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { Raft } from '../../services/domain/observed.ts';
import { helperClient } from '../adapters/helper/helper-client.ts';
import { Oned } from '../adapters/opennebula/oned.ts';
import { loadAgentConfig } from '../config.ts';
import { readMembership } from '../join-membership.ts';
import { requireOthersSuffice, type Voter } from './can-do-without.ts';

/** Made by an administrator who knows better; gone with the next boot. */
const allowance = '/run/hapy/allow-without-quorum';
const peerMs = 2_000;

/**
 * Asked by the package before it is upgraded or removed. Whatever cannot be found out is no reason to refuse: a broken
 * installation must be replaceable.
 *
 * @throws HapyError HAPY-E390, HAPY-E391
 */
export async function canChange(configFile: string, change: 'upgrade' | 'remove'): Promise<void> {
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
    const own = await oned.raftStatus().catch(() => undefined);
    if (own === undefined) return;
    const zone = await oned.zone().catch(() => undefined);
    const peers = (zone?.servers ?? []).filter(({ id }) => id !== own.serverId);
    const ask = async ({ name, endpoint }: (typeof peers)[number]): Promise<Voter> => {
      const raft = await oned.raftStatusAt(endpoint, peerMs).catch(() => undefined);
      return { name, term: termOf(raft) };
    };
    requireOthersSuffice({ name: node, term: termOf(own) }, await Promise.all(peers.map(ask)));
  } finally {
    helper.close();
  }
}

function termOf(raft: Raft | undefined): number | undefined {
  return raft?.state === 'leader' || raft?.state === 'follower' ? raft.term : undefined;
}
