/** Work that nobody waits for stands back while questions are asked, and stops where one comes in its middle. */
import { describe, expect, it } from 'vitest';
import { Quiet } from '../../../electron/engine/quiet';

/** A clock that is moved by hand. */
function handClock(): { now: number; read: () => number } {
  const clock = { now: 0, read: () => clock.now };
  return clock;
}

const later = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

async function isOver(work: Promise<unknown>): Promise<boolean> {
  let over = false;
  void work.then(() => (over = true));
  await later();
  return over;
}

describe('standing back', () => {
  it('lasts as long as a question does, and some time after', async () => {
    const clock = handClock();
    const quiet = new Quiet(clock.read);
    let answer: () => void = () => undefined;
    const asked = quiet.during(new Promise<void>((resolve) => (answer = resolve)));
    const waited = quiet.forMs(1_000);
    clock.now = 5_000;
    expect(await isOver(waited)).toBe(false);
    answer();
    await asked;
    clock.now = 5_999;
    expect(await isOver(waited)).toBe(false);
    clock.now = 6_000;
    expect(await isOver(waited)).toBe(true);
  });

  it('ends after the longest time that is allowed, and at closing', async () => {
    const clock = handClock();
    const quiet = new Quiet(clock.read);
    void quiet.during(new Promise(() => undefined));
    const bounded = quiet.forMs(50, 1_000);
    const unbounded = quiet.forMs(50);
    clock.now = 1_000;
    expect(await isOver(bounded)).toBe(true);
    expect(await isOver(unbounded)).toBe(false);
    quiet.close();
    expect(await isOver(unbounded)).toBe(true);
    expect(await quiet.use(0, () => Promise.resolve('done'))).toBeUndefined();
  });
});

describe('work in quiet times', () => {
  const untilAborted = (signal: AbortSignal): Promise<never> =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));

  it('is stopped by a question, and by an event', async () => {
    for (const disturb of [(quiet: Quiet) => void quiet.during(Promise.resolve()), (quiet: Quiet) => quiet.heard()]) {
      const quiet = new Quiet(() => 0);
      const work = quiet.use(-Infinity, untilAborted);
      await later();
      disturb(quiet);
      expect(await work).toBeUndefined();
    }
  });

  it('gives what it gives, and fails as it fails, where nobody comes in between', async () => {
    const quiet = new Quiet();
    expect(await quiet.use(0, () => Promise.resolve(7))).toBe(7);
    await expect(quiet.use(0, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
