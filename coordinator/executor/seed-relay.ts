import { createHash } from 'node:crypto';

import { HapyError } from '../../services/base/errors/hapy-error.ts';
import type { SeedManifest } from '../../services/domain/observed.ts';
import type { AgentPort, Mutation } from './ports.ts';

export interface SeedRelay {
  readonly from: { readonly node: string; readonly agent: AgentPort };
  readonly to: { readonly node: string; readonly agent: AgentPort };
  readonly manifest: SeedManifest;
  readonly mutation: Mutation;
  readonly signal: AbortSignal;
}

/**
 * Passes a seed from one agent to another. Agents never call each other, so the bytes go through here: a
 * chunk at a time, drawn only when the receiver has room for it, and nothing is written on this machine (a
 * seed holds credentials). The digest is taken here too, so that a damaged seed is laid to the right door.
 *
 * @throws HapyError HAPY-E534 when the bytes or either end's digest differ from the manifest's.
 */
export async function relaySeed(relay: SeedRelay): Promise<void> {
  const { from, to, manifest, mutation, signal } = relay;
  const damaged = (detail: string) => new HapyError('HAPY-E534', { from: from.node, node: to.node, detail });
  const hash = createHash('sha256');
  let sizeBytes = 0;
  async function* measured(): AsyncIterable<Uint8Array> {
    for await (const chunk of from.agent.downloadSeed(manifest.seedId, signal)) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      if (sizeBytes > manifest.sizeBytes) throw damaged(`> ${manifest.sizeBytes}`);
      yield chunk;
    }
    // Checked before the stream is closed, so that the receiver never sees a wrong one end well.
    if (sizeBytes !== manifest.sizeBytes) throw damaged(`${sizeBytes} < ${manifest.sizeBytes}`);
    if (hash.digest('hex') !== manifest.sha256) throw damaged('sha256');
  }
  const received = await to.agent.uploadSeed(manifest, mutation, measured(), signal);
  if (received.sha256 !== manifest.sha256 || received.seedId !== manifest.seedId) throw damaged('sha256');
}
