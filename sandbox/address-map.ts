import { readFile, rename, writeFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { join } from 'node:path';

import { HapyError } from '../services/base/errors/hapy-error.ts';
import type { Spec } from '../services/domain/spec.ts';

/** From the addresses in the given files to the loopback ones that stand for them in a sandbox. */
export type AddressMap = ReadonlyMap<string, string>;

function fileOf(directory: string): string {
  return join(directory, 'address-map.json');
}

export async function writeAddressMap(directory: string, map: AddressMap): Promise<void> {
  const file = fileOf(directory);
  const text = `${JSON.stringify(Object.fromEntries(map), undefined, 2)}\n`;
  await writeFile(`${file}.tmp`, text, { mode: 0o600 });
  await rename(`${file}.tmp`, file);
}

/** Empty where no sandbox has mapped anything. @throws HapyError HAPY-E279 when it is damaged */
export async function readAddressMap(directory: string): Promise<AddressMap> {
  const file = fileOf(directory);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '{}';
    throw new HapyError('HAPY-E279', { file }, error);
  });
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, unknown>);
    return new Map(
      entries.map(([given, mapped]) => {
        if (!isIPv4(given) || typeof mapped !== 'string' || !isIPv4(mapped)) throw new Error(given);
        return [given, mapped] as const;
      }),
    );
  } catch (error) {
    throw new HapyError('HAPY-E279', { file }, error);
  }
}

/** The same cluster at the addresses of the sandbox; what the map does not name stays as it is. */
export function mapSpec(spec: Spec, map: AddressMap): Spec {
  const mapped = (address: string) => map.get(address) ?? address;
  return {
    ...spec,
    nodes: spec.nodes.map((node) => ({ ...node, address: mapped(node.address) })),
    vip: { ...spec.vip, address: mapped(spec.vip.address) },
  };
}
