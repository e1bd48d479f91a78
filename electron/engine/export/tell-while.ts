/** Long work that says, about twice a second, how far it is to whoever reads along. */

const TICK_MS = 500;

/**
 * Gives what the work makes. Who reads no further ends the work: its signal is given, and only when it has come to an end
 * is this one at its end too.
 */
export async function* tellWhile<Word, Made>(
  work: (signal: AbortSignal) => Promise<Made>,
  said: () => Word | Promise<Word>,
  signal: AbortSignal,
): AsyncGenerator<Word, Made, undefined> {
  const stop = new AbortController();
  const working = work(AbortSignal.any([signal, stop.signal]));
  let isDone = false;
  const settled = working.then(
    () => (isDone = true),
    () => (isDone = true),
  );
  try {
    while (!isDone) {
      const tick = new Promise((resolve) => setTimeout(resolve, TICK_MS));
      await Promise.race([settled, tick]);
      if (!isDone) yield await said();
    }
    return await working;
  } finally {
    stop.abort();
    await settled;
  }
}
