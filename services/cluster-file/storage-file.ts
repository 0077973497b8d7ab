import { type Static, Type } from 'typebox';

import { type Located, loadLocated } from '../base/config.ts';
import { HapyError } from '../base/errors/hapy-error.ts';
import { isErrorCode } from '../base/errors/table.ts';
import type { SpecNode } from '../domain/spec.ts';
import type { StorageSpec } from '../domain/storage/storage-spec.ts';
import { understandStorage } from '../domain/storage/understand-storage.ts';

const strict = { additionalProperties: false } as const;
const text = Type.String({ minLength: 1, maxLength: 255 });
const name = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$' });

/** `storage:` of cluster.yaml, and all of a storage.yaml. What it means is checked in services/domain/storage. */
export const storageSchema = Type.Object(
  {
    glusterfs: Type.Object(
      {
        volume: Type.Optional(name),
        /** One path for every node, or by node. */
        brick: Type.Optional(Type.Union([text, Type.Record(Type.String(), text)])),
        replica: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
        mount: Type.Optional(text),
        options: Type.Optional(
          Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
        ),
        datastores: Type.Optional(
          Type.Array(
            Type.Object({ name, kind: Type.Union([Type.Literal('system'), Type.Literal('image')]) }, strict),
            { maxItems: 20 },
          ),
        ),
      },
      strict,
    ),
  },
  strict,
);

/**
 * The storage that a file wants, for these nodes.
 *
 * @throws HapyError HAPY-E800 to E810, with file and line
 */
export function storageOf(
  { glusterfs }: Static<typeof storageSchema>,
  nodes: readonly SpecNode[],
  file: string,
  located: Pick<Located<unknown>, 'lineOf'>,
): StorageSpec {
  const { storage, refusal } = understandStorage(glusterfs, nodes);
  if (refusal === undefined) return storage;
  const line = located.lineOf(['storage', 'glusterfs', ...refusal.at]);
  const code = isErrorCode(refusal.code) ? refusal.code : 'HAPY-E900';
  throw new HapyError(code, { ...refusal.parameters, where: `${file}:${line}` });
}

/** A file with nothing but `storage:`, for clusters that config.eol describes. */
export async function readStorageFile(file: string, nodes: readonly SpecNode[]): Promise<StorageSpec> {
  const located = await loadLocated(Type.Object({ storage: storageSchema }, strict), file);
  return storageOf(located.value.storage, nodes, file, located);
}
