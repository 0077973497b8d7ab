import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { SeedManifest } from '../../services/domain/observed.ts';
import { ImportSeedRequest } from '../../services/rpc/gen/hapy/agent/v1/agent.ts';
import type { OperationKind } from '../operation-kind.ts';
import type { NodeFacts } from '../ports/helper.ts';
import type { AgentPorts } from './agent-ports.ts';
import { runProgram } from './run-program.ts';

/**
 * Restores the seed that was uploaded here, over a database that nobody would miss: a pristine one, one
 * whose digest the administrator named, or an older copy of the same cluster.
 */
export function importSeed(ports: AgentPorts): OperationKind<ImportSeedRequest> {
  return {
    kind: 'ImportSeed',
    codec: ImportSeedRequest,
    defaultDeadlineMs: 10 * 60_000,
    resumable: true,
    run: async ({ seedId, discardDatabaseDigest }, context) => {
      if (!context.resumed) {
        const facts = await ports.helper.readFacts(ports.clusterId, context.signal);
        const seed = facts.seeds.uploaded;
        if (seed === undefined || seed.seedId !== seedId) throw new HapyError('HAPY-E340', { seed: seedId });
        requireReplaceable(ports.node, facts, seed, discardDatabaseDigest);
        context.say('operation.seed.importing', { sizeBytes: seed.sizeBytes });
      }
      await runProgram(ports.helper, ports.clock, context, { program: 'import-seed', seedId });
      context.say('operation.seed.imported');
      return { seed_id: seedId };
    },
  };
}

/** @throws HapyError HAPY-E343 data that would be lost, HAPY-E346 a copy that is ahead of the seed */
export function requireReplaceable(
  node: string,
  { database, seeds }: NodeFacts,
  seed: SeedManifest,
  discardDigest: string,
): void {
  const { contentDigest, contents, pristine } = database;
  // Without a digest and without a byte there is no database at all; one that cannot be read has a size.
  const empty = contentDigest === '' && database.sizeBytes === 0;
  if (pristine || empty || (discardDigest !== '' && discardDigest === contentDigest)) return;
  // This very seed was half received: it failed before the credentials were in place.
  if (contentDigest !== '' && contentDigest === seed.contentDigest) return;
  // Index 0 has never imported one: what its cluster was founded on is its own, which it has exported.
  const ours = [seeds.imported, seeds.exported].filter((each) => each?.clusterId === seed.clusterId);
  if (ours.some((each) => each?.contentDigest === contentDigest)) return;
  if (ours.length === 0) {
    throw new HapyError('HAPY-E343', {
      node,
      digest: contentDigest,
      contents: contents.slice(0, 10).join(', '),
    });
  }
  const ahead =
    database.lastLogTerm > seed.lastLogTerm ||
    (database.lastLogTerm === seed.lastLogTerm && database.lastLogIndex > seed.lastLogIndex);
  if (!ahead) return;
  throw new HapyError('HAPY-E346', {
    node,
    found: `${database.lastLogTerm}/${database.lastLogIndex}`,
    seed: `${seed.lastLogTerm}/${seed.lastLogIndex}`,
  });
}
