import { describe, expect, it } from 'vitest';
import {
  alternativesOf,
  hasMore,
  matcherOf,
  replaceAlternative,
  withAlternative,
} from '../../../renderer/parts/matcher-model';
import { pickerItems, pickValue, readPick } from '../../../renderer/parts/picker-items';
import { readRecent, withRecent } from '../../../renderer/parts/recent-events';
import type { Matcher } from '../../../shared/model/filter';

const WHERE = { property: 'properties.plan', op: 'eq' as const, value: 'pro' };

describe('several events of which any will do', () => {
  it('are one flat list', () => {
    const matcher: Matcher = { anyOf: [{ event: 'a' }, { anyOf: [{ action: 'b' }, { event: 'c', where: WHERE }] }] };
    expect(alternativesOf(matcher)).toEqual([{ event: 'a' }, { action: 'b' }, { event: 'c', where: WHERE }]);
    expect(alternativesOf({ event: 'a', label: 'Mine' })).toEqual([{ event: 'a' }]);
  });

  it('come back as they were, a single one alone', () => {
    expect(matcherOf([{ event: 'a' }], 'Mine')).toEqual({ event: 'a', label: 'Mine' });
    expect(matcherOf([{ event: 'a' }, { action: 'b' }])).toEqual({ anyOf: [{ event: 'a' }, { action: 'b' }] });
  });

  it('keep their common name while they come and go', () => {
    const two = withAlternative({ event: 'a', label: 'Mine' }, { event: 'b' });
    expect(two).toEqual({ anyOf: [{ event: 'a' }, { event: 'b' }], label: 'Mine' });
    expect(replaceAlternative(two, 0, undefined)).toEqual({ event: 'b', label: 'Mine' });
    expect(replaceAlternative(two, 1, { action: 'c' })).toEqual({
      anyOf: [{ event: 'a' }, { action: 'c' }],
      label: 'Mine',
    });
  });

  it('lose the name with the event that had it, and keep it when only conditions change', () => {
    expect(replaceAlternative({ event: 'a', label: 'Mine' }, 0, { event: 'b' })).toEqual({ event: 'b' });
    expect(replaceAlternative({ event: 'a', label: 'Mine' }, 0, { event: 'a', where: WHERE })).toEqual({
      event: 'a',
      where: WHERE,
      label: 'Mine',
    });
  });

  it('the last one stays', () => {
    expect(replaceAlternative({ event: 'a' }, 0, undefined)).toEqual({ event: 'a' });
  });

  it('say when there is more than a name', () => {
    expect(
      [{ event: 'a' }, { action: 'b' }, { event: 'a', where: WHERE }, { anyOf: [{ event: 'a' }, { event: 'b' }] }].map(
        hasMore,
      ),
    ).toEqual([false, false, true, true]);
  });
});

describe('what a picker offers', () => {
  const events = ['a', 'b', 'c'].map((value) => ({ value, label: value }));
  const actions = [{ value: pickValue({ action: 'b' }), label: 'B' }];

  it('has events alone where there is nothing else', () => {
    expect(pickerItems(events, [], [])).toBe(events);
  });

  it('has what was chosen lately on top, once, and passes over what is gone', () => {
    const items = pickerItems(events, actions, ['c', 'gone', pickValue({ action: 'b' })]);
    expect(items.map(({ label, group }) => `${group}: ${label}`)).toEqual([
      'Chosen lately: c',
      'Chosen lately: B',
      'Events: a',
      'Events: b',
    ]);
  });

  it('tells an action from an event of the same name', () => {
    expect(readPick(pickValue({ action: 'b' }))).toEqual({ action: 'b' });
    expect(readPick(pickValue({ event: 'b' }))).toEqual({ event: 'b' });
  });

  it('remembers six, the newest first', () => {
    expect(withRecent(['a', 'b'], 'b')).toEqual(['b', 'a']);
    expect(withRecent(['1', '2', '3', '4', '5', '6'], '7')).toHaveLength(6);
    expect(readRecent('["a", 1, "b"]')).toEqual(['a', 'b']);
    expect([readRecent('{oops'), readRecent('{}'), readRecent(undefined)]).toEqual([[], [], []]);
  });
});
