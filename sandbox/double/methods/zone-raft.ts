import type { Reply } from '../raft/effects.ts';
import { int32, type Value } from '../wire/value.ts';
import { errorCode, Failure, type Method } from './method.ts';

/** Raft between the oneds travels as two methods of the zone, with oneadmin's session in clear. */
export const voteRequest: Method = {
  name: 'one.zone.voterequest',
  leaderOnly: false,
  execute({ raft }, parameters, userId) {
    refuseOthers(userId, raft.machine.term);
    const request = {
      term: parameters.int(1) >>> 0,
      candidateId: parameters.int(2),
      logIndex: parameters.long(3),
      logTerm: parameters.int(4) >>> 0,
    };
    return answerOf(raft.vote(request));
  },
};

export const replicate: Method = {
  name: 'one.zone.replicate',
  leaderOnly: false,
  execute({ raft }, parameters, userId) {
    refuseOthers(userId, raft.machine.term);
    const request = {
      leaderId: parameters.int(1),
      commit: parameters.long(2),
      leaderTerm: parameters.int(3) >>> 0,
      index: parameters.long(4),
      term: parameters.int(5) >>> 0,
      previousIndex: parameters.long(6),
      previousTerm: parameters.int(7) >>> 0,
      sql: parameters.text(9),
    };
    parameters.long(8);
    return answerOf(raft.replicate(request));
  },
};

function refuseOthers(userId: number, term: number): void {
  if (userId !== 0) throw new Failure(errorCode.authorization, 'Not authorized to perform the action', term);
}

function answerOf(reply: Reply | undefined): Value {
  if (reply === undefined) throw new Failure(errorCode.internal, '');
  if (!reply.granted) throw new Failure(errorCode.action, reply.message, reply.term);
  return int32(reply.term);
}
