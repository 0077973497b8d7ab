/** The endpoints of a zone's servers by id, from this server's own copy of the zone. */
export type Servers = ReadonlyMap<number, string>;

/** one.zone.voterequest. Terms are unsigned 32-bit numbers. */
export interface VoteRequest {
  readonly term: number;
  readonly candidateId: number;
  readonly logIndex: number;
  readonly logTerm: number;
}

/** one.zone.replicate. A heartbeat has zeros and no SQL. */
export interface ReplicateRequest {
  readonly leaderId: number;
  readonly commit: number;
  readonly leaderTerm: number;
  readonly index: number;
  readonly term: number;
  readonly previousIndex: number;
  readonly previousTerm: number;
  readonly sql: string;
}

/**
 * What came back from a peer. `term` is the number in the answer: in a failure its fourth element, which an
 * authentication failure fills with -1, read as 4294967295 (fact 1).
 */
export type PeerAnswer =
  | { readonly outcome: 'granted'; readonly term: number }
  | { readonly outcome: 'refused'; readonly term: number; readonly message: string }
  | { readonly outcome: 'unreachable'; readonly message: string };

/** All that can happen to the machine. Every step also gets the time in milliseconds. */
export type RaftEvent =
  | { readonly kind: 'tick'; readonly zone: Servers }
  | { readonly kind: 'vote-request'; readonly request: VoteRequest }
  | { readonly kind: 'replicate-request'; readonly request: ReplicateRequest }
  | {
      readonly kind: 'vote-answer';
      readonly peer: number;
      readonly round: number;
      readonly answer: PeerAnswer;
    }
  | {
      readonly kind: 'heartbeat-answer' | 'record-answer';
      readonly peer: number;
      readonly leadership: number;
      readonly index: number;
      readonly answer: PeerAnswer;
    }
  | { readonly kind: 'propose'; readonly token: number; readonly sql: string }
  | { readonly kind: 'server-added'; readonly id: number; readonly endpoint: string }
  | { readonly kind: 'server-deleted' | 'index-reset'; readonly id: number };
