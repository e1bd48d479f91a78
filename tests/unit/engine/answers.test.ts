import { describe, expect, it } from 'vitest';
import { Answers } from '../../../electron/engine/query/answers';

const never = (): AbortSignal => new AbortController().signal;
const cancelled = expect.objectContaining({
  error: expect.objectContaining({ code: 'cancelled' }) as unknown,
}) as Error;

/** Work that is done when it is told to be, and remembers whether it was given up. */
class Work {
  begun = 0;
  readonly signals: AbortSignal[] = [];
  private readonly endings: ((value: string) => void)[] = [];

  readonly compute = (signal: AbortSignal): Promise<string> => {
    this.begun++;
    this.signals.push(signal);
    return new Promise((resolve, reject) => {
      this.endings.push(resolve);
      signal.addEventListener('abort', () => reject(new Error('given up')));
    });
  };

  finish(value: string, which = 0): void {
    this.endings[which]?.(value);
  }
}

describe('answers', () => {
  it('compute equal questions once, at the same time and later', async () => {
    const answers = new Answers<string>(2);
    const work = new Work();
    const both = [answers.get('a', never(), work.compute), answers.get('a', never(), work.compute)];
    work.finish('one');
    expect(await Promise.all(both)).toEqual(['one', 'one']);
    expect(await answers.get('a', never(), work.compute)).toBe('one');
    expect(work.begun).toBe(1);
  });

  it('go on for the others when one takes its question back', async () => {
    const answers = new Answers<string>(2);
    const work = new Work();
    const abort = new AbortController();
    const first = answers.get('a', abort.signal, work.compute);
    const second = answers.get('a', never(), work.compute);
    abort.abort();
    await expect(first).rejects.toEqual(cancelled);
    expect(work.signals[0]?.aborted).toBe(false);
    work.finish('one');
    expect(await second).toBe('one');
  });

  it('give up what nobody waits for, and begin anew when asked again', async () => {
    const answers = new Answers<string>(2);
    const work = new Work();
    const abort = new AbortController();
    const first = answers.get('a', abort.signal, work.compute);
    abort.abort();
    await expect(first).rejects.toEqual(cancelled);
    expect(work.signals[0]?.aborted).toBe(true);
    const again = answers.get('a', never(), work.compute);
    work.finish('two', 1);
    expect(await again).toBe('two');
    expect(work.begun).toBe(2);
  });

  it('keep the last asked, and no failure', async () => {
    const answers = new Answers<string>(2);
    const give = (value: string) => (): Promise<string> => Promise.resolve(value);
    for (const key of ['a', 'b', 'a', 'c']) await answers.get(key, never(), give(`${key}1`));
    expect(await answers.get('a', never(), give('a2'))).toBe('a1');
    expect(await answers.get('b', never(), give('b2'))).toBe('b2');
    await expect(answers.get('d', never(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await answers.get('d', never(), give('d2'))).toBe('d2');
  });

  it('are not begun for who has gone already', async () => {
    const work = new Work();
    const gone = new Answers<string>(2).get('a', AbortSignal.abort(), work.compute);
    await expect(gone).rejects.toEqual(cancelled);
    expect(work.begun).toBe(0);
  });
});
