/** What an operation's own code gets to work with. */
export interface OperationContext {
  readonly actionId: string;
  readonly runId: string;
  /** Milliseconds that the operation may take on this node. */
  readonly deadlineMs: number;
  /** Aborted by a cancellation or by the deadline; its reason is the HapyError to end with. */
  readonly signal: AbortSignal;
  /** The agent was restarted while it ran: find out what became of it, begin nothing anew. */
  readonly resumed: boolean;
  /** Tells the people who watch; a key of `services/base/messages/operation.ts`. */
  readonly say: (message: string, parameters?: Readonly<Record<string, string | number>>) => void;
}

/** The bytes of a request, as the generated code makes them. */
export interface RequestCodec<Q> {
  encode(request: Q): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Q;
}

/** One kind of change that an agent can make to its node or, through its oned, to the zone. */
export interface OperationKind<Q> {
  /** The name of the RPC. */
  readonly kind: string;
  readonly codec: RequestCodec<Q>;
  /** Milliseconds, where the request names none. */
  readonly defaultDeadlineMs: number;
  /** Whether `run` can find its own earlier work again after a restart of the agent. */
  readonly resumable: boolean;
  /** Ends with what it found or made, or throws the HapyError that says why not. */
  run(request: Q, context: OperationContext): Promise<Readonly<Record<string, string>>>;
}
