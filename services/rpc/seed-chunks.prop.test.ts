import assert from 'node:assert/strict';

import fc from 'fast-check';

import { AgentServiceService } from './gen/hapy/agent/v1/agent.ts';
import { HelperServiceService } from './gen/hapy/helper/v1/helper.ts';
import { agentDefinition, helperDefinition } from './seed-chunks.ts';

/** Lengths on both sides of each further byte of a length, and some between. */
const lengths = fc.oneof(fc.constantFrom(0, 1, 127, 128, 16_383, 16_384, 262_144), fc.nat(70_000));
const chunks = fc
  .tuple(lengths, fc.nat(255), fc.nat(16))
  // A view of something larger, as what was read from a connection is.
  .map(([length, first, before]) => {
    const all = Buffer.alloc(before + length, 10);
    if (length > 0) all[before] = first;
    return all.subarray(before);
  });

interface Method {
  requestSerialize(message: object): Buffer;
  responseSerialize(message: object): Buffer;
  requestDeserialize(bytes: Buffer): unknown;
  responseDeserialize(bytes: Buffer): unknown;
}

interface Way {
  readonly name: string;
  readonly ours: unknown;
  readonly generated: unknown;
  readonly write: (method: Method, chunk: Buffer) => Buffer;
  readonly read: (method: Method, bytes: Buffer) => unknown;
}

const answered = {
  write: (method: Method, chunk: Buffer) => method.responseSerialize({ chunk }),
  read: (method: Method, bytes: Buffer) => method.responseDeserialize(bytes),
};
const asked = {
  write: (method: Method, value: Buffer) => method.requestSerialize({ part: { $case: 'chunk', value } }),
  read: (method: Method, bytes: Buffer) => method.requestDeserialize(bytes),
};
const { downloadSeed, uploadSeed } = AgentServiceService;
const { readSeed, writeSeed } = HelperServiceService;
const ways: readonly Way[] = [
  { name: 'downloaded', ours: agentDefinition.downloadSeed, generated: downloadSeed, ...answered },
  { name: 'read', ours: helperDefinition.readSeed, generated: readSeed, ...answered },
  { name: 'uploaded', ours: agentDefinition.uploadSeed, generated: uploadSeed, ...asked },
  { name: 'written', ours: helperDefinition.writeSeed, generated: writeSeed, ...asked },
];

describe('chunks of a seed', () => {
  for (const { name, write, read, ...way } of ways) {
    const [ours, generated] = [way.ours as Method, way.generated as Method];

    it(`are ${name} as the generated code would do it, byte for byte`, () => {
      fc.assert(
        fc.property(chunks, (chunk) => {
          const bytes = write(generated, chunk);
          assert.deepEqual(write(ours, chunk), bytes);
          assert.deepEqual(read(ours, bytes), read(generated, bytes));
          // Passed on as it came, and from memory in which something else stands before it.
          const view = Buffer.concat([Buffer.alloc(5, 10), bytes]).subarray(5 + bytes.length - chunk.length);
          assert.deepEqual(write(ours, view), bytes);
        }),
      );
    });

    it(`take no other message for one when ${name}`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
          const message = Buffer.from(bytes);
          assert.deepEqual(
            attempt(() => read(ours, message)),
            attempt(() => read(generated, message)),
          );
        }),
        { numRuns: 500 },
      );
    });
  }
});

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return String(error);
  }
}
