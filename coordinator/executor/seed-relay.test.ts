import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import type { SeedManifest } from '../../services/domain/observed.ts';
import type { AgentPort, Mutation } from './ports.ts';
import { relaySeed } from './seed-relay.ts';

const chunkBytes = 256 * 1024;
const chunks = 64;
const chunk = Buffer.alloc(chunkBytes, 7);

function manifestOf(sha256: string, sizeBytes: number): SeedManifest {
  const counts = { lastLogIndex: 0, lastLogTerm: 0, servers: [] };
  return { seedId: 's', clusterId: 'c', runId: 'r', sha256, sizeBytes, contentDigest: '', ...counts };
}

const whole = createHash('sha256');
for (let index = 0; index < chunks; index += 1) whole.update(chunk);
const right = manifestOf(whole.digest('hex'), chunks * chunkBytes);

/** The two ends of a relay. The receiver counts how far the sender is ever ahead of it. */
function ends(answer: (manifest: SeedManifest) => SeedManifest = (manifest) => manifest) {
  let sent = 0;
  let received = 0;
  let aheadMax = 0;
  const from = {
    async *downloadSeed() {
      for (; sent < chunks; sent += 1) yield chunk;
    },
  } as unknown as AgentPort;
  const to = {
    uploadSeed: async (manifest: SeedManifest, _mutation: Mutation, parts: AsyncIterable<Uint8Array>) => {
      for await (const part of parts) {
        assert.equal(part.length, chunkBytes);
        await new Promise(setImmediate);
        received += 1;
        aheadMax = Math.max(aheadMax, sent - received);
      }
      return answer(manifest);
    },
  } as unknown as AgentPort;
  return { from, to, seen: () => ({ received, aheadMax }) };
}

function relay(manifest: SeedManifest, { from, to }: { from: AgentPort; to: AgentPort }): Promise<void> {
  const mutation = { runId: 'r', actionId: 'a', epoch: 1, holder: 'h', deadlineMs: 1000 };
  const { signal } = new AbortController();
  return relaySeed({
    from: { node: 'hapy1', agent: from },
    to: { node: 'hapy2', agent: to },
    manifest,
    mutation,
    signal,
  });
}

describe('the relay of a seed', () => {
  it('holds one chunk at a time, however large the seed is', async () => {
    const both = ends();
    await relay(right, both);
    assert.deepEqual(both.seen(), { received: chunks, aheadMax: 0 });
  });

  it('refuses bytes that are not what the manifest says', async () => {
    const other = manifestOf('0'.repeat(64), right.sizeBytes);
    await assert.rejects(relay(other, ends()), { code: 'HAPY-E534' });
  });

  it('refuses a seed that is too long or too short', async () => {
    await assert.rejects(relay(manifestOf(right.sha256, 10), ends()), { code: 'HAPY-E534' });
    const longer = manifestOf(right.sha256, right.sizeBytes + 1);
    await assert.rejects(relay(longer, ends()), { code: 'HAPY-E534' });
  });

  it('refuses when the receiving end has verified something else', async () => {
    const both = ends((manifest) => ({ ...manifest, sha256: 'f'.repeat(64) }));
    await assert.rejects(relay(right, both), { code: 'HAPY-E534' });
  });
});
