/**
 * Real data with results that others published, where it lies beside the checkout (../shared/data): a shop's funnel
 * whose events carry days only, so that all steps of a person tie, and a shop's visits with a purchase in half of them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { funnel } from '../../../shared/insights/funnel';
import { trends } from '../../../shared/insights/trends';
import type { LoggedEvent } from '../../support/event-log';
import { runInsight } from '../../support/run-insight';

const folder = resolve(import.meta.dirname, '../../../../shared/data');

/** The rows of a CSV file without quoted commas or line ends, header left out. */
const rows = (file: string): string[][] =>
  readFileSync(resolve(folder, file), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.replaceAll('"', '').split(','));

const SHOP = 'ecommerce-funnel';
const PAGES = ['home_page', 'search_page', 'payment_page', 'payment_confirmation'];

function readShop(): LoggedEvent[] {
  const users = new Map(
    rows(`${SHOP}/user_table.csv`).map(([id = '', date = '', device = '', sex = '']) => [id, { date, device, sex }]),
  );
  return PAGES.flatMap((page) =>
    rows(`${SHOP}/${page}_table.csv`).map(([id = '']): LoggedEvent => {
      const { date = '', device = '', sex = '' } = users.get(id) ?? {};
      // Ids that fall against the order of the steps: ties must not care.
      const place = PAGES.length - PAGES.indexOf(page);
      return {
        id: `${place}-${id}`,
        person: id,
        event: page,
        time: Date.parse(`${date}T00:00:00Z`),
        session: id,
        properties: { device, sex, month: date.slice(0, 7) },
      };
    }),
  );
}

describe.skipIf(!existsSync(resolve(folder, SHOP)))(`the shop funnel of ${folder}`, () => {
  const log = existsSync(resolve(folder, SHOP)) ? readShop() : [];
  const steps = PAGES.map((event) => ({ event }));
  const countsBy = (property: string): Record<string, number[]> =>
    Object.fromEntries(
      (runInsight(funnel, { kind: 'funnel', steps, breakdown: { property } }, log).breakdowns ?? []).map((row) => [
        row.value,
        row.steps.map(({ count }) => count),
      ]),
    );

  test('has the published counts', () => {
    const result = runInsight(funnel, { kind: 'funnel', steps, trend: { interval: 'month' } }, log);
    expect(result.steps.map(({ count }) => count)).toEqual([90_400, 45_200, 6_030, 452]);
    expect(result.trend?.entered).toEqual([22_600, 22_600, 22_600, 22_600]);
    expect(result.trend?.completed).toEqual([189, 173, 44, 46]);
  });

  test('has the published counts by device, sex and month', () => {
    expect(countsBy('properties.device')).toEqual({
      Desktop: [60_200, 30_100, 3_010, 150],
      Mobile: [30_200, 15_100, 3_020, 302],
    });
    expect(countsBy('properties.sex')).toEqual({
      Female: [45_075, 22_676, 3_100, 241],
      Male: [45_325, 22_524, 2_930, 211],
    });
    expect(countsBy('properties.month')).toEqual({
      '2015-01': [22_600, 13_554, 2_390, 189],
      '2015-02': [22_600, 13_687, 2_412, 173],
      '2015-03': [22_600, 8_879, 631, 44],
      '2015-04': [22_600, 9_080, 597, 46],
    });
  });
});

const VISITS = 'clique-bait';

/** `unit` is whose events a person's are: a user's visits on two devices interleave, which no session of one person does. */
function readVisits(unit: 'user' | 'visit'): LoggedEvent[] {
  const users = new Map(rows(`${VISITS}/users.csv`).map(([user = '', cookie = '']) => [cookie, user]));
  return rows(`${VISITS}/events.csv`).map(
    ([visit = '', cookie = '', page = '', type = '', number = '', time = '']): LoggedEvent => ({
      id: `${visit}-${number.padStart(4, '0')}`,
      person: unit === 'user' ? (users.get(cookie) ?? cookie) : visit,
      event: type,
      time: Date.parse(`${time.replace(' ', 'T').slice(0, 23)}Z`),
      session: visit,
      properties: { page: Number(page) },
    }),
  );
}

describe.skipIf(!existsSync(resolve(folder, VISITS)))(`the visits of ${folder}`, () => {
  const isThere = existsSync(resolve(folder, VISITS));
  const log = isThere ? readVisits('visit') : [];
  const match = (event: string, page?: number) => ({
    event,
    ...(page === undefined ? {} : { where: { property: 'properties.page', op: 'eq', value: page } }),
  });
  const totals = (series: object[], events = log) =>
    runInsight(trends, { kind: 'trends', interval: 'month', series }, events).series;

  test('have the published persons, visits and event types', () => {
    const [users] = totals([{ match: match('*'), math: 'persons' }], isThere ? readVisits('user') : []);
    const [visits, ...types] = totals([
      { match: match('*'), math: 'sessions' },
      ...['1', '2', '3', '4', '5'].map((type) => ({ match: match(type), math: 'events' })),
    ]);
    expect(users?.total).toBe(500);
    expect(visits?.total).toBe(3564);
    expect(types.map(({ total }) => total)).toEqual([20_928, 8_451, 1_777, 876, 702]);
  });

  test('have the published visits by month and most seen pages', () => {
    const [visits] = totals([{ match: match('*'), math: 'sessions' }]);
    expect(visits?.values).toEqual([876, 1488, 916, 248, 36]);
    const pages = totals([2, 12, 1].map((page) => ({ match: match('1', page), math: 'events' })));
    expect(pages.map(({ total }) => total)).toEqual([3174, 2103, 1782]);
  });

  test('have the published shares of purchases', () => {
    const share = (steps: object[]): number | undefined =>
      runInsight(funnel, { kind: 'funnel', countBy: 'sessions', steps }, log).overall.conversion;
    const checkout = share([match('1', 12), match('3')]) ?? 0;
    expect(((1 - checkout) * 100).toFixed(2)).toBe('15.50');
    const [visits, buyers] = totals([
      { match: match('*'), math: 'sessions' },
      { match: match('3'), math: 'sessions' },
    ]);
    expect((((buyers?.total ?? 0) / (visits?.total ?? 1)) * 100).toFixed(2)).toBe('49.86');
  });
});
