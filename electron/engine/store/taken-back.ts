/** Questions that nobody waits for any more. */
import { AppFailure } from '../../../shared/contract/errors';

/** For what cannot be taken back. */
export const NEVER_ABORTED: AbortSignal = new AbortController().signal;

export const takenBack = (): AppFailure =>
  new AppFailure({ code: 'cancelled', message: 'The question was taken back.' });

/** Throws {@link AppFailure} `cancelled` where nobody waits any more. */
export function throwIfTakenBack(signal: AbortSignal): void {
  if (signal.aborted) throw takenBack();
}
