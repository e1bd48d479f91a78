/**
 * What Matomo's Transitions report and the dbt package «dbt_product_analytics» answer in their own tests, restated as cases
 * of ours: facts only. Not restated: the package's retention (its orders are of a project that is not with it), and the row
 * joins of the activity schema's packages, which are no report.
 */
import { describe, expect, it } from 'vitest';
import { funnel } from '../../../shared/insights/funnel';
import { paths } from '../../../shared/insights/paths';
import type { PathsResult } from '../../../shared/insights/paths/spec';
import type { LoggedEvent } from '../../support/event-log';
import { runInsight } from '../../support/run-insight';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Told = readonly [person: number, ms: number, event: string];

const logOf = (told: readonly Told[]): LoggedEvent[] =>
  told.map(([person, time, event], index) => ({
    id: `e${String(index).padStart(3, '0')}`,
    person: `p${person}`,
    event,
    time: Date.UTC(2018, 0, 1) + time,
    session: 's',
    properties: {},
  }));

const nameOf = (id: string): string => id.slice(id.indexOf(':') + 1);

const summed = (counts: readonly (readonly [name: string, count: number])[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const [name, count] of counts) sums[name] = (sums[name] ?? 0) + count;
  return sums;
};

describe('transitions, as Matomo tests them', () => {
  const searches = ['search mykwd', 'search anotherkwd'];
  /** Hours after the beginning, and what was opened then; in order. */
  const visits: readonly (readonly (readonly [hours: number, what: string])[])[] = [
    [
      [0, 'one'],
      [0.1, 'page2'],
      [0.2, 'one'],
      [0.3, 'third bar'],
      [0.4, 'one'],
      [0.5, 'third bar'],
      [0.5, 'third bar'],
      [0.6, 'one'],
      [0.6, 'one'],
      [0.7, 'third baz'],
      [0.7, 'third baz'],
      [0.8, 'one'],
      [0.9, 'one'],
      [1, 'third baz'],
      [1.1, 'one'],
      [1.2, 'page3'],
    ],
    [
      [0, 'page2'],
      [0.1, 'third bar'],
      [0.2, 'one'],
      [0.3, 'third baz'],
    ],
    [
      [0.1, 'one'],
      [0.2, 'page2'],
      [0.3, 'one'],
    ],
    [[0, 'one']],
    [[0, 'one']],
    [
      [0, 'search mykwd'],
      [0.1, 'one'],
      [0.11, 'event'],
      [0.2, 'search anotherkwd'],
      [0.25, 'one'],
      [0.3, 'outlink'],
      [0.35, 'one'],
      [0.4, 'download'],
      [0.45, 'one'],
      [0.5, 'download'],
      [0.55, 'one'],
      [0.6, 'outlink'],
    ],
  ];
  const log = logOf(
    visits.flatMap((visit, person) => visit.map(([hours, what]): Told => [person, hours * HOUR_MS, what])),
  );
  const { nodes, links, dropoffs }: PathsResult = runInsight(
    paths,
    {
      kind: 'paths',
      of: 'events',
      within: 'session',
      steps: 20,
      maxEdges: 5_000,
      collapseRepeats: false,
      exclude: ['event', 'outlink', 'download'].map((event) => ({ event })),
    },
    log,
  );
  const others = links.filter(({ source, target }) => nameOf(source) !== nameOf(target));
  const isSearch = (name: string): boolean => searches.includes(name);

  it('counts the page’s views, loops, entries and exits', () => {
    const at = nodes.filter(({ name }) => name === 'one');
    const loops = links.filter(({ source, target }) => nameOf(source) === 'one' && nameOf(target) === 'one');
    expect({
      pageviews: at.reduce((sum, { sessions }) => sum + sessions, 0),
      loops: loops.reduce((sum, { sessions }) => sum + sessions, 0),
      entries: at.find(({ step }) => step === 0)?.sessions,
      exits: summed(dropoffs.map(({ node, sessions }) => [nameOf(node), sessions]))['one'],
    }).toEqual({ pageviews: 18, loops: 5, entries: 4, exits: 4 });
  });

  it('follows it by these pages, and by a search', () => {
    const after = others.filter(({ source }) => nameOf(source) === 'one');
    expect(summed(after.map(({ target, sessions }) => [nameOf(target), sessions]))).toEqual({
      'third baz': 3,
      page2: 2,
      'third bar': 2,
      page3: 1,
      'search anotherkwd': 1,
    });
  });

  it('precedes it by these pages', () => {
    const before = others.filter(({ target, source }) => nameOf(target) === 'one' && !isSearch(nameOf(source)));
    expect(summed(before.map(({ source, sessions }) => [nameOf(source), sessions]))).toEqual({
      'third bar': 3,
      page2: 2,
      'third baz': 2,
    });
  });

  it('takes a search that began the visit for one before the page, where Matomo lists «anotherkwd» alone', () => {
    const before = others.filter(({ target, source }) => nameOf(target) === 'one' && isSearch(nameOf(source)));
    expect(summed(before.map(({ source, sessions }) => [nameOf(source), sessions]))).toEqual({
      'search mykwd': 1,
      'search anotherkwd': 1,
    });
  });
});

describe('orders, as dbt_product_analytics tests them', () => {
  /** Customers, days of January 2018, states; one row of the package's seed each. */
  const orders: readonly (readonly [customer: number, day: number, status: string])[] = [
    [1, 1, 'placed'],
    [1, 2, 'completed'],
    [9, 4, 'placed'],
    [5, 5, 'completed'],
    [6, 5, 'placed'],
    [5, 7, 'returned'],
    [8, 9, 'placed'],
    [1, 11, 'returned'],
    [5, 12, 'placed'],
    [1, 14, 'returned'],
    [9, 14, 'completed'],
    [5, 15, 'completed'],
    [8, 17, 'completed'],
    [4, 17, 'returned'],
    [2, 17, 'completed'],
    [3, 18, 'placed'],
    [7, 18, 'completed'],
    [6, 20, 'completed'],
    [5, 22, 'returned'],
    [2, 23, 'completed'],
  ];
  const log = logOf(orders.map(([customer, day, status]) => [customer, (day - 1) * DAY_MS, status]));
  const spec = { kind: 'paths', of: 'events', within: { value: 90, unit: 'day' }, collapseRepeats: false };

  it('a funnel of placed, completed, returned has 6, 5 and 2 customers', () => {
    const steps = ['placed', 'completed', 'returned'].map((event) => ({ event }));
    const result = runInsight(funnel, { kind: 'funnel', steps, window: { value: 12, unit: 'month' } }, log);
    expect(result.steps.map(({ count }) => count)).toEqual([6, 5, 2]);
  });

  it('what comes after placed: completed for five, then returned for two of them, and once more for one', () => {
    const { sessions, links } = runInsight(paths, { ...spec, startAt: { event: 'placed' } }, log);
    expect(sessions).toBe(6);
    expect(Object.fromEntries(links.map((link) => [`${link.source} ${link.target}`, link.sessions]))).toEqual({
      // Their table has a return of the sixth customer too, of which their orders know nothing.
      '0:placed 1:completed': 5,
      '1:completed 2:returned': 2,
      '2:returned 3:returned': 1,
    });
  });

  it('what comes before placed: nothing for five, completed and returned for one', () => {
    const { sessions, nodes, links } = runInsight(paths, { ...spec, endAt: { event: 'placed' } }, log);
    expect(sessions).toBe(6);
    expect(links.map(({ source, target, sessions: taken }) => [nameOf(source), nameOf(target), taken])).toEqual([
      ['completed', 'returned', 1],
      ['returned', 'placed', 1],
    ]);
    expect(nodes.map(({ name }) => name)).toEqual(['completed', 'returned', 'placed']);
  });
});
