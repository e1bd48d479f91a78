/** Long computations in small steps, so that events are taken in and questions answered meanwhile. */
import { AppFailure } from '../../../shared/contract/errors';

/** Work that says now and then that others may have a turn, and ends with its result. */
export type Steps<T> = Generator<void, T>;

const TURN_MS = 12;
/** One for all: many short computations in a row would otherwise add up to a long one. */
let turnEnds = 0;

/** Throws {@link AppFailure} `cancelled` at the next step once `signal` aborts. */
export async function cooperate<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (performance.now() >= turnEnds) await giveWay(signal);
  }
}

/** Calls `part` with stretches of [0, length), one after the other, as {@link cooperate} does. */
export function inSteps(
  length: number,
  perStep: number,
  part: (from: number, to: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  return cooperate(stretches(length, perStep, part), signal);
}

function* stretches(length: number, perStep: number, part: (from: number, to: number) => void): Steps<void> {
  for (let from = 0; from < length; from += perStep) {
    part(from, Math.min(length, from + perStep));
    yield;
  }
}

/** Lets everything that waits have its turn. */
export async function giveWay(signal?: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  turnEnds = performance.now() + TURN_MS;
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
