/** Work that several wait for is done once, and given up with the last of them. */
import { describe, expect, it } from 'vitest';
import { runTask } from '../../../electron/engine/folds/run-task';
import { SharedWork } from '../../../electron/engine/query/shared-work';
import type { FoldTask } from '../../../electron/engine/folds/messages';

interface Begun {
  readonly signal: AbortSignal;
  readonly finish: (value: string) => void;
}

function harness(): { work: SharedWork<string>; begun: Begun[]; ask: (signal: AbortSignal) => Promise<string> } {
  const work = new SharedWork<string>();
  const begun: Begun[] = [];
  const compute = (signal: AbortSignal): Promise<string> =>
    new Promise((finish) => {
      begun.push({ signal, finish });
    });
  return { work, begun, ask: (signal) => work.get('key', signal, compute) };
}

describe('shared work', () => {
  it('is done once for all who ask while it is under way', async () => {
    const { begun, ask } = harness();
    const asked = [ask(new AbortController().signal), ask(new AbortController().signal)];
    expect(begun).toHaveLength(1);
    begun[0]?.finish('done');
    expect(await Promise.all(asked)).toEqual(['done', 'done']);
    const again = ask(new AbortController().signal);
    expect(begun).toHaveLength(2);
    begun[1]?.finish('anew');
    expect(await again).toBe('anew');
  });

  it('goes on while one still waits, and ends with the last', async () => {
    const { begun, ask } = harness();
    const [one, other] = [new AbortController(), new AbortController()];
    const asked = [ask(one.signal), ask(other.signal)];
    one.abort();
    await expect(asked[0]).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(begun[0]?.signal.aborted).toBe(false);
    other.abort();
    await expect(asked[1]).rejects.toMatchObject({ error: { code: 'cancelled' } });
    expect(begun[0]?.signal.aborted).toBe(true);
  });

  it('begins anew for whoever asks after it was given up, and not at all for who no longer wants it', async () => {
    const { begun, ask } = harness();
    const first = new AbortController();
    const gone = ask(first.signal);
    first.abort();
    await expect(gone).rejects.toThrow();
    await expect(ask(first.signal)).rejects.toThrow();
    expect(begun).toHaveLength(1);
    const next = ask(new AbortController().signal);
    begun[0]?.finish('late');
    begun[1]?.finish('new');
    expect(await next).toBe('new');
  });
});

it('a fold that is taken back before its turn is not begun', () => {
  const untouchable = new Proxy({}, { get: () => expect.fail('the input was looked at') });
  const task = { kind: 'funnel', work: 'fold', params: untouchable, input: untouchable, range: untouchable };
  expect(runTask(task as unknown as FoldTask, () => true)).toBeUndefined();
});
