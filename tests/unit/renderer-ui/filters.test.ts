import { describe, expect, it } from 'vitest';
import { finishDraft, fromConditions, opsFor, toConditions, toScalar } from '../../../renderer/parts/filter-model';
import { filterWords } from '../../../renderer/parts/behaviour-words';
import { propertyLabel } from '../../../renderer/parts/property-words';
import { isSameRange, lastDays, rangeWords } from '../../../renderer/parts/range-words';
import type { Filter } from '../../../shared/model/filter';

const isPro: Filter = { property: 'properties.plan', op: 'eq', value: 'pro' };
const isRich: Filter = { property: 'properties["cart.total"]', op: 'between', value: [10, 20] };

describe('conditions', () => {
  it.each<Filter | undefined>([undefined, isPro, { all: [isPro, isRich] }, { any: [isPro, isRich] }, { not: isPro }])(
    'come out as they went in: %j',
    (filter) => {
      expect(fromConditions(toConditions(filter))).toEqual(filter);
    },
  );

  it('read as people say them', () => {
    expect(filterWords({ all: [isPro, { any: [isRich, { property: 'event', op: 'is_set' }] }] })).toBe(
      'plan is pro and (cart.total between 10 and 20 or event is set)',
    );
    expect(filterWords({ property: 'timestamp', op: 'within_last', value: { value: 1, unit: 'day' } })).toBe(
      'timestamp within the last 1 day',
    );
    expect(propertyLabel('session.durationSeconds')).toBe('session durationSeconds');
    expect(propertyLabel('not a path')).toBe('not a path');
  });

  it('are finished only when the engine would take them', () => {
    expect(finishDraft({ property: undefined, op: 'eq', value: 'x' })).toEqual({ problem: 'Choose a property.' });
    expect(finishDraft({ property: 'properties.plan', op: 'eq', value: undefined })).toHaveProperty('problem');
    expect(finishDraft({ property: 'properties.plan', op: 'matches', value: '(' })).toHaveProperty('problem');
    expect(finishDraft({ property: 'properties.plan', op: 'is_set', value: undefined })).toEqual({
      test: { property: 'properties.plan', op: 'is_set' },
    });
  });

  it('offer operators and values by type', () => {
    expect(opsFor('number')).toContain('between');
    expect(opsFor('boolean')).not.toContain('contains');
    expect(toScalar('5', 'number')).toBe(5);
    expect(toScalar('5', 'text')).toBe('5');
    expect(toScalar('', 'number')).toBe('');
    expect(toScalar('true', 'boolean')).toBe(true);
  });
});

describe('ranges', () => {
  const now = Date.UTC(2026, 6, 1, 12);
  it('count back from now, or from the last day of old data', () => {
    expect(lastDays(30, now - 3_600_000, now, 'UTC')).toEqual({ last: { value: 30, unit: 'day' } });
    expect(lastDays(7, Date.UTC(2025, 0, 31, 23), now, 'Asia/Tokyo')).toEqual({
      last: { value: 7, unit: 'day' },
      now: '2025-02-01',
    });
  });
  it('read as people say them', () => {
    expect(rangeWords(undefined)).toBe('All data');
    expect(rangeWords({ last: { value: 30, unit: 'day' } })).toBe('Last 30 days');
    expect(rangeWords({ from: '2026-01-03', to: '2026-02-09' })).toBe('3 Jan 2026 – 9 Feb 2026');
    expect(rangeWords({ from: '2026-01-03' })).toBe('Since 3 Jan 2026');
    expect(isSameRange({ from: 'a', to: 'b' }, { to: 'b', from: 'a' })).toBe(true);
  });
});
