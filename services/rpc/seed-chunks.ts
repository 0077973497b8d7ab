import { makeGenericClientConstructor } from '@grpc/grpc-js';

import {
  AgentServiceClient,
  AgentServiceService,
  type DownloadSeedResponse,
  type UploadSeedRequest,
} from './gen/hapy/agent/v1/agent.ts';
import {
  HelperServiceClient,
  HelperServiceService,
  type ReadSeedResponse,
  type WriteSeedRequest,
} from './gen/hapy/helper/v1/helper.ts';

/*
 * The services of agent and helper, with the chunks of a seed read and written here. The generated code copies each chunk three
 * times on the way out, into memory that it has cleared before, and once on the way in. Five programs pass a gigabyte on, four
 * times over gRPC, and what is to be had of fresh memory is what bounds them. On the wire nothing differs.
 */

/** For a message that is one field of bytes: wire type 2 of the encoding that protobuf's documentation gives. */
interface Chunks<M> {
  readonly field: number;
  chunkOf(message: M): Buffer | undefined;
  messageOf(chunk: Buffer): M;
}

const downloaded: Chunks<DownloadSeedResponse> = {
  field: 1,
  chunkOf: ({ chunk }) => chunk,
  messageOf: (chunk) => ({ chunk }),
};
const uploaded: Chunks<UploadSeedRequest> = {
  field: 2,
  chunkOf: ({ part }) => (part?.$case === 'chunk' ? part.value : undefined),
  messageOf: (value) => ({ part: { $case: 'chunk', value } }),
};
const read: Chunks<ReadSeedResponse> = downloaded;
const written: Chunks<WriteSeedRequest> = {
  field: 2,
  chunkOf: ({ part }) => (part?.$case === 'chunk' ? part.value : undefined),
  messageOf: (value) => ({ part: { $case: 'chunk', value } }),
};

const { downloadSeed, uploadSeed } = AgentServiceService;
const { readSeed, writeSeed } = HelperServiceService;

/** For a listener of an agent. */
export const agentDefinition = {
  ...AgentServiceService,
  downloadSeed: {
    ...downloadSeed,
    responseSerialize: writing(downloaded, downloadSeed.responseSerialize),
    responseDeserialize: reading(downloaded, downloadSeed.responseDeserialize),
  },
  uploadSeed: {
    ...uploadSeed,
    requestSerialize: writing(uploaded, uploadSeed.requestSerialize),
    requestDeserialize: reading(uploaded, uploadSeed.requestDeserialize),
  },
} satisfies typeof AgentServiceService;

/** For a listener of a helper. */
export const helperDefinition = {
  ...HelperServiceService,
  readSeed: {
    ...readSeed,
    responseSerialize: writing(read, readSeed.responseSerialize),
    responseDeserialize: reading(read, readSeed.responseDeserialize),
  },
  writeSeed: {
    ...writeSeed,
    requestSerialize: writing(written, writeSeed.requestSerialize),
    requestDeserialize: reading(written, writeSeed.requestDeserialize),
  },
} satisfies typeof HelperServiceService;

export const SeedingAgentClient = makeGenericClientConstructor(
  agentDefinition,
  AgentServiceClient.serviceName,
) as unknown as typeof AgentServiceClient;

export const SeedingHelperClient = makeGenericClientConstructor(
  helperDefinition,
  HelperServiceClient.serviceName,
) as unknown as typeof HelperServiceClient;

function writing<M>(chunks: Chunks<M>, generated: (message: M) => Buffer): (message: M) => Buffer {
  return (message) => {
    const chunk = chunks.chunkOf(message);
    return chunk === undefined || chunk.length === 0 ? generated(message) : writeChunk(chunks.field, chunk);
  };
}

function reading<M>(chunks: Chunks<M>, generated: (message: Buffer) => M): (message: Buffer) => M {
  return (message) => {
    const chunk = readChunk(chunks.field, message);
    return chunk === undefined ? generated(message) : chunks.messageOf(chunk);
  };
}

function writeChunk(field: number, chunk: Buffer): Buffer {
  const head = headOf(field, chunk.length);
  const passed = messageAround(head, chunk);
  if (passed !== undefined) return passed;
  const message = Buffer.allocUnsafe(head.length + chunk.length);
  message.set(head);
  message.set(chunk, head.length);
  return message;
}

/**
 * The message that a chunk came in, when it goes on in one of the same kind: the bytes before it are what would be written
 * before it. Whoever put them there, they are the right ones.
 */
function messageAround(head: readonly number[], chunk: Buffer): Buffer | undefined {
  const start = chunk.byteOffset - head.length;
  if (start < 0) return undefined;
  const message = Buffer.from(chunk.buffer, start, head.length + chunk.length);
  return head.every((byte, at) => message[at] === byte) ? message : undefined;
}

/** A view of the message's own bytes; undefined for whatever is not exactly one chunk. */
function readChunk(field: number, message: Buffer): Buffer | undefined {
  // Five bytes of length are 32 bits, more than any message may have.
  for (let bytes = 2; bytes <= Math.min(6, message.length - 1); bytes += 1) {
    const head = headOf(field, message.length - bytes);
    if (head.length === bytes)
      return head.every((byte, at) => message[at] === byte) ? message.subarray(bytes) : undefined;
  }
  return undefined;
}

/** The tag of the field, then the length in groups of seven bits, the lowest first. */
function headOf(field: number, length: number): readonly number[] {
  const head = [(field << 3) | 2];
  let left = length;
  for (; left > 127; left >>>= 7) head.push((left & 127) | 128);
  return [...head, left];
}
