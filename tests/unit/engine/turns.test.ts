import { expect, test } from 'vitest';
import { Turns } from '../../../electron/engine/turns';

const never = new AbortController().signal;
const later = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Takes a turn for `name`, and tells of it. */
function ask(turns: Turns, begun: string[], name: string, signal = never): Promise<boolean> {
  return turns.enter(signal).then((isTurn) => {
    begun.push(isTurn ? name : `${name} without`);
    return isTurn;
  });
}

test('so many have a turn at once, the others in the order in which they came', async () => {
  const turns = new Turns(2);
  const begun: string[] = [];
  for (const name of ['a', 'b', 'c', 'd']) void ask(turns, begun, name);
  await later();
  expect(begun).toEqual(['a', 'b']);
  turns.leave();
  await later();
  expect(begun).toEqual(['a', 'b', 'c']);
  turns.leave();
  turns.leave();
  await later();
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  // All places are free again, and no more than there are.
  turns.leave();
  for (const name of ['e', 'f', 'g']) void ask(turns, begun, name);
  await later();
  expect(begun.slice(4)).toEqual(['e', 'f']);
});

test('who goes away while waiting takes nobody’s turn', async () => {
  const turns = new Turns();
  const begun: string[] = [];
  const gone = new AbortController();
  void ask(turns, begun, 'a');
  void ask(turns, begun, 'b', gone.signal);
  void ask(turns, begun, 'c');
  await later();
  gone.abort();
  await later();
  turns.leave();
  await later();
  expect(begun).toEqual(['a', 'b without', 'c']);
  expect(await turns.enter(gone.signal)).toBe(false);
});
