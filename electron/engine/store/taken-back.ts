/** Questions that nobody waits for any more. */
import { setMaxListeners } from 'node:events';
import { AppFailure } from '../../../shared/contract/errors';

/** Many parts of a question listen to its signal at once, each until it is done; Node takes more than ten for a leak. */
export function questionAbort(): AbortController {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);
  return abort;
}

/** For what cannot be taken back. */
export const NEVER_ABORTED: AbortSignal = questionAbort().signal;

export const takenBack = (): AppFailure =>
  new AppFailure({ code: 'cancelled', message: 'The question was taken back.' });

/** Throws {@link AppFailure} `cancelled` where nobody waits any more. */
export function throwIfTakenBack(signal: AbortSignal): void {
  if (signal.aborted) throw takenBack();
}
