import { createHash } from 'node:crypto';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { SeedManifest } from '../../services/domain/observed.ts';
import { ExportSeedRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationContext, OperationKind } from '../operation-kind.ts';
import type { AgentPorts } from './agent-ports.ts';
import { runProgram } from './run-program.ts';

/**
 * Makes a seed of this node. Its id comes from the action's, so that a repetition finds the same one. The
 * result has `seed_id`, `sha256`, `size_bytes` and `content_digest`.
 */
export function exportSeed(ports: AgentPorts): OperationKind<ExportSeedRequest> {
  return {
    kind: 'ExportSeed',
    codec: ExportSeedRequest,
    defaultDeadlineMs: 10 * 60_000,
    resumable: true,
    run: async ({ clusterId, compress }, context) => {
      if (clusterId === '') throw new HapyError('HAPY-E300', { field: 'cluster_id' });
      const seedId = createHash('sha256').update(context.actionId).digest('hex').slice(0, 32);
      context.say('operation.seed.exporting');
      const manifest = await draftManifest(ports, clusterId, seedId, context);
      const program = { program: 'export-seed', seedId, manifest, compress } as const;
      await runProgram(ports.helper, ports.clock, context, program);
      const made = await ports.helper.describeSeed(seedId);
      context.say('operation.seed.exported', { sizeBytes: made.sizeBytes, servers: made.servers.length });
      return {
        seed_id: made.seedId,
        sha256: made.sha256,
        size_bytes: String(made.sizeBytes),
        content_digest: made.contentDigest,
      };
    },
  };
}

/** What oned says now; the helper replaces it by what the backup itself says, where it can read that. */
async function draftManifest(
  { oned }: AgentPorts,
  clusterId: string,
  seedId: string,
  { runId, signal }: OperationContext,
): Promise<SeedManifest> {
  const draft = { seedId, clusterId, runId, sha256: '', sizeBytes: 0, contentDigest: '' };
  try {
    const [raft, zone] = await Promise.all([oned.raftStatus(signal), oned.zone(signal)]);
    return { ...draft, lastLogIndex: raft.logIndex, lastLogTerm: raft.logTerm, servers: zone.servers };
  } catch {
    // A held oned is silent, as it should be.
    signal.throwIfAborted();
    return { ...draft, lastLogIndex: -1, lastLogTerm: -1, servers: [] };
  }
}
