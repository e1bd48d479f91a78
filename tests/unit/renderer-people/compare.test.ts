/** Comparing rule sets, changes of insights, exported rows, remembered columns, changed settings. */
import { describe, expect, it } from 'vitest';
import { addMessage, meanActives, NO_COMPARISON } from '../../../renderer/features/identity/compare-rows';
import { countDifference, shareDifference } from '../../../renderer/parts/difference-words';
import { differenceWords } from '../../../renderer/features/people/identity/decision-dialog';
import { mainId } from '../../../renderer/features/people/identity/merge-dialog';
import { changedSettings } from '../../../renderer/features/settings/changed-settings';
import { printCsv } from '../../../renderer/parts/csv';
import { conversionOf, insightFigures } from '../../../renderer/parts/insight-change';
import { DEFAULT_PEOPLE_COLUMNS, readShown } from '../../../renderer/state/people-columns';
import type { InsightResult } from '../../../shared/insights/specs';
import { DEFAULT_SETTINGS } from '../../../shared/model/settings';

const meta: InsightResult['meta'] = {
  engine: 'native',
  rowsScanned: 0,
  elapsedMs: 0,
  computedAt: '2026-01-01T00:00:00Z',
  dataVersion: 1,
};
const funnel = (counts: readonly number[]): InsightResult => ({
  kind: 'funnel',
  steps: counts.map((count, step) => ({ label: `step ${step + 1}`, count, dropped: 0 })),
  overall: { conversion: (counts.at(-1) ?? 0) / (counts[0] ?? 1) },
  excluded: 0,
  meta,
});

describe('a comparison of rule sets', () => {
  const row = {
    type: 'row' as const,
    rules: 'none' as const,
    persons: 5,
    known: 2,
    sessions: 7,
    refused: 0,
    days: ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
    actives: [2, 5],
    differing: 3,
  };

  it('grows as messages come', () => {
    const working = addMessage(NO_COMPARISON, { type: 'progress', rules: 'none', share: 0.4 });
    expect(working.working).toEqual({ rules: 'none', share: 0.4 });
    const some = addMessage(working, row);
    expect(some.rows.none).toBe(row);
    expect(some.working).toBeUndefined();
    expect(some.done).toBe(false);
    expect(addMessage(some, { type: 'done' }).done).toBe(true);
    expect(meanActives(row)).toBe(3.5);
    expect(meanActives({ actives: [] })).toBeUndefined();
  });

  it('writes differences with their sign, and nothing where there is none', () => {
    expect(countDifference(1200, 1000)).toBe('+200');
    expect(countDifference(998, 1000)).toBe('−2');
    expect(countDifference(1000, 1000)).toBe('');
    expect(countDifference(5, undefined)).toBe('');
    expect(shareDifference(0.25, 0.2)).toBe('+5 pp');
    expect(shareDifference(0.2, 0.2)).toBe('');
    expect(shareDifference(0.1, 0.10004)).toBe('−0.004 pp');
  });
});

describe('an insight before and after', () => {
  it('gives a funnel by its steps and its conversion', () => {
    const figures = insightFigures(funnel([40, 20, 8]), funnel([39, 20, 9]));
    expect(figures.map(({ label, before, after }) => [label, before, after])).toEqual([
      ['step 1', 40, 39],
      ['step 2', 20, 20],
      ['step 3', 8, 9],
      ['Conversion', 0.2, 9 / 39],
    ]);
    expect(figures.map(differenceWords)).toEqual(['−1', '', '+1', '+3.08 pp']);
    expect(conversionOf(funnel([40, 8]))).toBe(0.2);
    expect(conversionOf(undefined)).toBeUndefined();
  });

  it('gives trends by the totals of their series', () => {
    const trends = (total: number): InsightResult => ({
      kind: 'trends',
      buckets: [],
      series: [{ label: 'Paid', series: 0, breakdown: ['DE'], values: [], total }],
      meta,
    });
    expect(insightFigures(trends(4), trends(6))).toEqual([{ label: 'Paid, DE', as: 'count', before: 4, after: 6 }]);
    expect(insightFigures(trends(4), funnel([1]))).toEqual([]);
  });
});

describe('small things of the people view', () => {
  it('names a person by the id it is called by', () => {
    const ids = [
      { role: 'anonymous' as const, id: 'd1' },
      { role: 'anonymous' as const, id: 'ada' },
      { role: 'user' as const, id: 'ada' },
    ];
    expect(mainId({ person: 'ada', ids })).toEqual({ role: 'user', id: 'ada' });
    expect(mainId({ person: 'gone', ids })).toEqual({ role: 'anonymous', id: 'd1' });
    expect(mainId({ person: 'gone', ids: [] })).toBeUndefined();
  });

  it('writes CSV that survives commas, quotes and breaks', () => {
    expect(
      printCsv(
        ['a', 'b'],
        [
          ['x,y', 'say "hi"'],
          [1.5, null],
          [Number.NaN, 'two\nlines'],
          [true, undefined],
        ],
      ),
    ).toBe('a,b\r\n"x,y","say ""hi"""\r\n1.5,\r\n,"two\nlines"\r\ntrue,\r\n');
  });

  it('remembers columns, and forgets what it did not write', () => {
    expect(readShown(null).columns).toEqual(DEFAULT_PEOPLE_COLUMNS);
    expect(readShown('{"columns":["events","nonsense"],"properties":["plan",3]}')).toEqual({
      columns: ['person', 'events'],
      properties: ['plan'],
    });
    expect(readShown('not json').columns).toEqual(DEFAULT_PEOPLE_COLUMNS);
    expect(readShown('{"columns":1}').columns).toEqual(DEFAULT_PEOPLE_COLUMNS);
  });

  it('says which settings changed', () => {
    expect(changedSettings(DEFAULT_SETTINGS, DEFAULT_SETTINGS)).toEqual([]);
    const changed = {
      ...DEFAULT_SETTINGS,
      timezone: 'Europe/Berlin',
      sessions: { ...DEFAULT_SETTINGS.sessions, timeout: { value: 1, unit: 'hour' as const } },
    };
    expect(changedSettings(DEFAULT_SETTINGS, changed)).toEqual(['time zone', 'session timeout']);
  });
});
