/** Long computations in small steps, so that events are taken in and questions answered meanwhile. */
import { AppFailure } from '../../../shared/contract/errors';

/** Work that says now and then that others may have a turn, and ends with its result. */
export type Steps<T> = Generator<void, T>;

const TURN_MS = 12;

/** Throws {@link AppFailure} `cancelled` at the next step once `signal` aborts. */
export async function cooperate<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  let turnEnds = performance.now() + TURN_MS;
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (performance.now() < turnEnds) continue;
    await giveWay(signal);
    turnEnds = performance.now() + TURN_MS;
  }
}

/** Lets everything that waits have its turn. */
export async function giveWay(signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (signal?.aborted === true) {
    throw new AppFailure({ code: 'cancelled', message: 'The work was superseded by a later change.' });
  }
}

/** Does all steps at once. */
export function finish<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
