/** A broken promise of our own code. Never caught to go on: it reaches the log and becomes an `internal` error. */
export class BugError extends Error {
  override readonly name = 'BugError';
}

/** Throws {@link BugError} where the program's own reasoning is wrong; narrows for the compiler. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new BugError(message);
}

/** The value, or {@link BugError} where it is missing though it cannot be. */
export function ensure<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new BugError(`${what} is missing`);
  return value;
}

/** The end of an exhaustive switch. Returns `never`, so call sites need no `throw`. */
export function assertUnreachable(value: never): never {
  throw new BugError(`Unexpected value: ${JSON.stringify(value)}`);
}
