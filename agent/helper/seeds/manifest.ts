import { HapyError } from '../../../services/base/errors/hapy-error.ts';
import type { SeedManifest, ZoneServer } from '../../../services/domain/observed.ts';

/** The most that a seed may weigh; a database of a million records is a few hundred megabytes. */
export const seedBytesMax = 8 * 1024 * 1024 * 1024;

/** How much room its bundle takes once it is unpacked, in bytes. */
export function unpackedSize({ sizeBytes, unpackedBytes = sizeBytes }: SeedManifest): number {
  return unpackedBytes;
}

/**
 * A seed's manifest from its JSON.
 *
 * @throws HapyError HAPY-E345 when a part is missing or of the wrong kind
 */
export function parseManifest(json: string): SeedManifest {
  const value = objectIn(json);
  const seedId = textIn(value, 'seedId', '');
  const compressed = value['unpackedBytes'] !== undefined;
  return {
    seedId,
    clusterId: textIn(value, 'clusterId', seedId),
    runId: textIn(value, 'runId', seedId),
    sha256: textIn(value, 'sha256', seedId),
    sizeBytes: integerIn(value, 'sizeBytes', seedId),
    ...(compressed ? { unpackedBytes: integerIn(value, 'unpackedBytes', seedId) } : {}),
    contentDigest: textIn(value, 'contentDigest', seedId),
    lastLogIndex: integerIn(value, 'lastLogIndex', seedId),
    lastLogTerm: integerIn(value, 'lastLogTerm', seedId),
    servers: serversIn(value, seedId),
  };
}

function objectIn(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (isRecord(value)) return value;
  } catch {
    // What is no JSON is refused like any other wrong text.
  }
  return refuse('', 'JSON');
}

function serversIn(value: Record<string, unknown>, seed: string): ZoneServer[] {
  const servers = value['servers'];
  if (!Array.isArray(servers) || servers.length > 100) return refuse(seed, 'servers');
  return (servers as unknown[]).map((value) => {
    const server = isRecord(value) ? value : refuse(seed, 'servers');
    return {
      id: integerIn(server, 'id', seed),
      name: textIn(server, 'name', seed),
      endpoint: textIn(server, 'endpoint', seed),
    };
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function textIn(value: Record<string, unknown>, key: string, seed: string): string {
  const found = value[key];
  return typeof found === 'string' && found.length <= 1024 ? found : refuse(seed, key);
}

function integerIn(value: Record<string, unknown>, key: string, seed: string): number {
  const found = value[key];
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : refuse(seed, key);
}

function refuse(seed: string, reason: string): never {
  throw new HapyError('HAPY-E345', { seed, reason });
}
