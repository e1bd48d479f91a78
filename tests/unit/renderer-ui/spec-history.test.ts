import { beforeEach, expect, it } from 'vitest';
import { adoptSpec, recordSpec, stepSpec, trackOf, useSpecHistory } from '../../../renderer/parts/spec-history';

beforeEach(() => {
  useSpecHistory.setState({ tracks: {} });
});

it('takes edits back and brings them again, one by one', () => {
  adoptSpec('funnel', 'a');
  recordSpec('funnel', 'b');
  recordSpec('funnel', 'c');
  expect(stepSpec('funnel', 'undo')).toBe('b');
  expect(stepSpec('funnel', 'undo')).toBe('a');
  expect(stepSpec('funnel', 'undo')).toBeUndefined();
  expect(stepSpec('funnel', 'redo')).toBe('b');
  recordSpec('funnel', 'd');
  expect(stepSpec('funnel', 'redo')).toBeUndefined();
  expect(stepSpec('funnel', 'undo')).toBe('b');
});

it('takes the typing of one name back in one step', () => {
  adoptSpec('funnel', 'start');
  for (const text of ['P', 'Pa', 'Paid']) recordSpec('funnel', text, 'label-1');
  recordSpec('funnel', 'other', 'label-2');
  expect(stepSpec('funnel', 'undo')).toBe('Paid');
  expect(stepSpec('funnel', 'undo')).toBe('start');
});

it('keeps the kinds apart, and ignores what changes nothing', () => {
  adoptSpec('funnel', 'a');
  recordSpec('funnel', 'a');
  recordSpec('trends', 't');
  expect(trackOf('funnel').past).toEqual([]);
  expect(trackOf('trends').present).toBe('t');
});
