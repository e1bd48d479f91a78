import { describe, expect, it } from 'vitest';
import {
  doublingBrackets,
  parseBrackets,
  printBrackets,
  withBrackets,
} from '../../../renderer/features/retention/brackets';
import { cohortInterval, defaultRetention } from '../../../renderer/features/retention/default-spec';
import { curveLines, drawCurve } from '../../../renderer/features/retention/draw-curve';
import { heatGrid } from '../../../renderer/features/retention/heat-rows';
import { moved } from '../../../renderer/features/retention/heat-table';
import { cohortLabel, columnNames } from '../../../renderer/features/retention/retention-words';
import { retentionSpecSchema, type RetentionResult, type RetentionSpec } from '../../../shared/insights/retention/spec';
import { retentionGrid as grid } from '../../support/retention-grid';

const DAY = 86_400_000;
/** Monday. */
const START = Date.UTC(2026, 0, 5);

const spec: RetentionSpec = {
  kind: 'retention',
  start: { event: 'signed up' },
  return: { event: '$pageview' },
  interval: 'week',
  periods: 2,
};

const three = grid(`
  100  80   40   20
  200  150  60   10~
  50   30   5~   0~
`);
describe('columns', () => {
  const names = (more: Partial<RetentionSpec>) => columnNames({ ...spec, ...more });
  it('are named by their periods', () => {
    expect(names({}).map(({ short }) => short)).toEqual(['Week 0', 'Week 1', 'Week 2']);
    expect(names({}).map((name) => name.phrase)).toEqual(['later in the same week', 'in week 1', 'in week 2']);
    expect(names({ mode: 'on_or_after' })[2]).toEqual({ short: 'Week 2+', phrase: 'in week 2 or later' });
    expect(
      names({
        mode: {
          brackets: [
            [1, 1],
            [2, 4],
          ],
        },
      })[2],
    ).toEqual({ short: 'Weeks 2–4', phrase: 'in weeks 2–4' });
  });
  it('say how long after one’s own start, where that is what counts', () => {
    const own = { counting: 'rolling' } as const;
    expect(names(own).map((name) => name.phrase)).toEqual([
      'within the first 7 days after',
      '7 to 14 days after',
      '14 to 21 days after',
    ]);
    expect(names({ ...own, interval: 'hour' })[2]?.phrase).toBe('2 to 3 hours after');
    expect(names({ ...own, interval: 'month', mode: 'on_or_after' })[1]?.phrase).toBe('30 days or more after');
    expect(names({ ...own, interval: 'day', mode: { brackets: [[1, 3]] } })[1]?.phrase).toBe('1 to 4 days after');
  });
});

describe('the grid', () => {
  // Wednesday of the third week.
  const heat = heatGrid(spec, three, START + 16 * DAY);
  it('tells what is over, what runs, and what has not begun', () => {
    expect(heat.rows.map(({ cells }) => cells.map(({ state }) => state))).toEqual([
      ['over', 'over', 'over'],
      ['over', 'over', 'running'],
      ['over', 'running', 'none'],
    ]);
    expect(heatGrid(spec, grid('50 30 0~ 0~'), START + 2 * DAY).rows[0]?.cells.map(({ state }) => state)).toEqual([
      'over',
      'none',
      'none',
    ]);
  });
  it('has no cells for a cohort of nobody', () => {
    expect(heatGrid(spec, grid('0 0 0 0'), START + 90 * DAY).rows[0]?.cells.map(({ state }) => state)).toEqual(
      Array(3).fill('none'),
    );
  });
  it('gives shares of the cohort, and averages over what is over', () => {
    expect(heat.rows[0]?.cells.map(({ share }) => share)).toEqual([0.8, 0.4, 0.2]);
    expect(heat.average.map(({ share }) => share)).toEqual([260 / 350, 100 / 300, 0.2]);
    expect(heat.members).toEqual([350, 300, 100]);
  });
  it('is warmest at the highest later share of cohorts that are not tiny', () => {
    expect(heat.top).toBe(0.4);
    expect(heat.rows[0]?.cells.map((cell) => cell.heat)).toEqual([1, 1, 0.5]);
    const tiny = heatGrid(spec, grid('3 3 3 3\n100 50 25 10'), START + 90 * DAY);
    expect(tiny.top).toBe(0.25);
    expect(heatGrid(spec, grid('10 0 0 0'), START + 90 * DAY).rows[0]?.cells[1]?.heat).toBe(0);
  });
  it('is walked with keys, passing over what has not begun', () => {
    const ahead = heatGrid(spec, grid('9 5 4 3\n9 5 4 0~\n9 5 0~ 0~'), START + 20 * DAY);
    const from = (row: number, column: number) => (key: string) => moved(ahead, { row, column }, key, 0);
    expect(from(0, 2)('ArrowRight')).toBeUndefined();
    expect(from(0, 2)('ArrowDown')).toEqual({ row: 1, column: 1 });
    expect(from(1, 1)('ArrowUp')).toEqual({ row: 0, column: 1 });
    expect(from(0, 0)('ArrowLeft')).toEqual({ row: 0, column: -1 });
    expect(from(0, -1)('ArrowLeft')).toBeUndefined();
    expect(from(0, -1)('End')).toEqual({ row: 0, column: 2 });
    expect(from(2, 0)('Home')).toEqual({ row: 2, column: -1 });
    expect(from(0, 2)('PageDown')).toEqual({ row: 2, column: 0 });
    expect(moved(ahead, { row: 1, column: 0 }, 'ArrowUp', 1)).toBeUndefined();
    expect(from(0, 0)('x')).toBeUndefined();
  });
});

describe('brackets', () => {
  it('are read as one types them, and printed back', () => {
    const parsed = parseBrackets(' 1, 2-3 ;4 – 8');
    expect(parsed).toEqual({
      ok: true,
      brackets: [
        [1, 1],
        [2, 3],
        [4, 8],
      ],
    });
    expect(parsed.ok && printBrackets(parsed.brackets)).toBe('1, 2–3, 4–8');
  });
  it.each([
    ['', /At least one/],
    ['1, x', /«x» is neither/],
    ['0-2', /count from 1/],
    ['5-2', /ends before it begins/],
    ['1-2000', /last possible period is 1000/],
  ])('%j is refused with a reason', (text, problem) => {
    const parsed = parseBrackets(text);
    expect(parsed.ok ? '' : parsed.problem).toMatch(problem);
  });
  it('bring the number of periods with them, so that the spec stays valid', () => {
    expect(doublingBrackets(12)).toEqual([
      [1, 1],
      [2, 3],
      [4, 7],
      [8, 12],
    ]);
    const next = withBrackets(spec, [
      [1, 1],
      [2, 30],
    ]);
    expect(next.periods).toBe(30);
    expect(retentionSpecSchema.safeParse(next).success).toBe(true);
  });
});

describe('the retention one sees first', () => {
  const event = (name: string, kind: 'page' | 'custom' | 'identify', count: number) => ({
    event: name,
    kind,
    count,
    firstSeen: 0,
    lastSeen: 1,
  });
  const days = (count: number) => ({ from: 0, to: count * DAY });
  it('follows sign-ups to page views, by week', () => {
    const made = defaultRetention(
      [event('$pageview', 'page', 900), event('sign-up started', 'custom', 90), event('signed up', 'custom', 80)],
      days(60),
    );
    expect(made).toMatchObject({
      start: { event: 'signed up' },
      return: { event: '$pageview' },
      interval: 'week',
      periods: 9,
    });
    expect(retentionSpecSchema.safeParse(made).success).toBe(true);
  });
  it('takes what there is, and at least one period', () => {
    const made = defaultRetention([event('$identify', 'identify', 900), event('spin', 'custom', 9)], days(0));
    expect(made).toMatchObject({ start: { event: 'spin' }, return: { event: 'spin' }, periods: 1 });
    expect(defaultRetention([], days(9))).toBeUndefined();
  });
  it.each([
    [1, 'hour'],
    [14, 'day'],
    [100, 'week'],
    [900, 'month'],
  ])('makes %d days into cohorts by %s', (count, interval) => {
    expect(cohortInterval(0, count * DAY)).toBe(interval);
  });
});

it('draws a line for each value of the breakdown, and says on how many it rests where there is one', () => {
  const plain: RetentionResult = { kind: 'retention', ...three };
  const drawing = drawCurve(spec, plain, curveLines(plain));
  expect(drawing.table.rows.map((row) => row[1]?.replaceAll('\u202f', ' '))).toEqual(['74.3 %', '33.3 %', '20 %']);
  expect(drawing.hover.note?.(1)).toBe('100 of 300');
  const broken: RetentionResult = {
    ...plain,
    breakdowns: [
      { value: 'DE', ...three },
      { value: '$none', ...grid('1 1 1 1') },
    ],
  };
  expect(curveLines(broken).map(({ name, size }) => [name, size])).toEqual([
    ['DE', 350],
    ['No value', 1],
  ]);
});

it('names a cohort by its days', () => {
  expect(cohortLabel(START, 'week', 'UTC')).toBe('5 Jan – 11 Jan');
  expect(cohortLabel(START, 'day', 'UTC')).toBe('Mon, 5 Jan');
  expect(cohortLabel(START, 'month', 'UTC')).toBe('January 2026');
  // The week in which clocks go forward still ends on its Sunday.
  expect(cohortLabel(Date.UTC(2026, 2, 22, 23), 'week', 'Europe/Berlin')).toBe('23 Mar – 29 Mar');
});
