/** The category of an error: the name of its gRPC status code (grpc/grpc, doc/statuscodes.md). */
export type ErrorCategory =
  | 'INVALID_ARGUMENT'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'PERMISSION_DENIED'
  | 'UNAUTHENTICATED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'DEADLINE_EXCEEDED'
  | 'UNAVAILABLE'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'CANCELLED';

/** What stands behind a caller's exit status (design section 5, Exit status). */
export type ExitStatus = 1 | 2 | 3 | 4 | 5;

/** One text in the two languages. `{name}` is replaced by the parameter of that name (ICU message syntax). */
export interface Text {
  readonly fr: string;
  readonly en: string;
}

/** One line of the table of errors: everything a person gets from a stable code. */
export interface ErrorDefinition {
  readonly category: ErrorCategory;
  readonly exit: ExitStatus;
  /** What is wrong, in one sentence. */
  readonly text: Text;
  /** Why that usually is. */
  readonly cause: Text;
  /** The next command to type or thing to do. */
  readonly next: Text;
}
