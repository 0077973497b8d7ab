import { readFileSync } from 'node:fs';
import type { Message } from '../raft/effects.ts';
import type { PeerAnswer } from '../raft/event.ts';
import { callOned } from '../wire/client.ts';
import { int32, int64, text, type Value } from '../wire/value.ts';

/** The session that CLI, scheduler and Raft share, read again for every call as oned does. */
export function readSession(oneAuthPath: string): string {
  return readFileSync(oneAuthPath, 'utf8').trim();
}

/** Sends a message of the Raft to a peer and reads its answer as oned reads it; never throws. */
export async function sendToPeer(
  message: Message,
  session: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<PeerAnswer> {
  if (message.endpoint === undefined) {
    return { outcome: 'unreachable', message: 'Cannot find follower end point' };
  }
  const [method, parameters] = callOf(message);
  try {
    const answer = await callOned(
      message.endpoint,
      method,
      [text(session), ...parameters],
      timeoutMs,
      signal,
    );
    return readAnswer(answer);
  } catch (error) {
    return { outcome: 'unreachable', message: error instanceof Error ? error.message : String(error) };
  }
}

function callOf(message: Message): readonly [string, readonly Value[]] {
  if (message.kind === 'vote') {
    const { term, candidateId, logIndex, logTerm } = message.request;
    return ['one.zone.voterequest', [int32(term), int32(candidateId), int64(logIndex), int32(logTerm)]];
  }
  const { request } = message;
  return [
    'one.zone.replicate',
    [
      int32(request.leaderId),
      int64(request.commit),
      int32(request.leaderTerm),
      int64(request.index),
      int32(request.term),
      int64(request.previousIndex),
      int32(request.previousTerm),
      int64(-1),
      text(request.sql),
    ],
  ];
}

/**
 * Second element of a success, fourth of a failure: the term. An authentication failure has -1 there, and
 * oned takes that for the peer's term 4294967295 (fact 1).
 */
function readAnswer(answer: Value): PeerAnswer {
  const values = answer.type === 'array' ? answer.value : [];
  if (values[0]?.value === true) return { outcome: 'granted', term: Number(values[1]?.value) >>> 0 };
  const message = values[1]?.type === 'string' ? values[1].value : '';
  return { outcome: 'refused', term: Number(values[3]?.value) >>> 0, message };
}
