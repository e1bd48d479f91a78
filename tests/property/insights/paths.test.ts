/** Paths against their slow twin: sessions and silences, starts and ends, repeats, cleaning, limits. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { paths } from '../../../shared/insights/paths';
import { pathsSpecSchema, type PathsFlow, type PathsSpec } from '../../../shared/insights/paths/spec';
import { FIRST_DAY, type LoggedEvent } from '../../support/event-log';
import { askPaths, pathsByValue, type OraclePath } from '../../support/oracles/paths';
import { runs } from '../../support/runs';
import { drillInsight, runInsight } from '../../support/run-insight';

const MINUTE = 60_000;
const PAGES = ['/', '/users/7', '/users/8/', '/docs', undefined, undefined];

const logArbitrary = fc
  .array(
    fc.record({
      person: fc.constantFrom('ana', 'ben'),
      event: fc.constantFrom('a', 'b', 'c', 'x'),
      minute: fc.integer({ min: 0, max: 60 }),
      page: fc.constantFrom(...PAGES),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((rows) =>
    rows.map(({ person, event, minute, page }, index): LoggedEvent => ({
      id: `e${String((index * 7) % rows.length).padStart(2, '0')}-${index}`,
      person,
      event,
      time: FIRST_DAY + minute * MINUTE,
      session: minute > 40 && minute < 45 ? '' : `${person}/${Math.floor(minute / 20)}`,
      properties: page === undefined ? {} : { page },
    })),
  );

const matcher = fc.constantFrom({ event: 'a' }, { event: 'x' }, { anyOf: [{ event: 'b' }, { event: 'c' }] });
const specArbitrary = fc
  .record({
    of: fc.constantFrom('events', 'pages', { property: 'properties.page' }),
    startAt: fc.option(matcher, { nil: undefined }),
    endAt: fc.option(matcher, { nil: undefined }),
    within: fc.constantFrom('session', { value: 5, unit: 'minute' }, { value: 10, unit: 'minute' }),
    steps: fc.constantFrom(undefined, 2, 3, 4),
    collapseRepeats: fc.constantFrom(undefined, true, false),
    exclude: fc.constantFrom(undefined, [{ event: 'x' }]),
    clean: fc.constantFrom(undefined, [{ pattern: '[bc]', as: 'm' }], [{ pattern: '^/users.*', as: '$1 people' }]),
    filter: fc.constantFrom(undefined, { property: 'event', op: 'neq', value: 'c' }),
    range: fc.constantFrom(undefined, { from: 10, to: 50 }),
    breakdown: fc.constantFrom(
      undefined,
      { property: 'properties.page' },
      { property: 'properties.page', limit: 1 },
      { property: 'event', limit: 2 },
    ),
  })
  .map(({ range, ...rest }): PathsSpec => {
    if (rest.startAt !== undefined && rest.endAt !== undefined && rest.steps === 2) rest.steps = 3;
    const at = (minute: number): string => new Date(FIRST_DAY + minute * MINUTE).toISOString();
    const parts = {
      kind: 'paths',
      ...rest,
      ...(range === undefined ? {} : { range: { from: at(range.from), to: at(range.to) } }),
    };
    return pathsSpecSchema.parse(Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)));
  });

/** Whole sessions, in which every event counts: what is asked for most, and counted in a way of its own. */
const plainArbitrary = fc
  .record({
    of: fc.constantFrom('events', 'pages'),
    steps: fc.constantFrom(2, 5, 20),
    collapseRepeats: fc.boolean(),
    clean: fc.constantFrom([], [{ pattern: '[bc]', as: 'm' }]),
  })
  .map((rest): PathsSpec => pathsSpecSchema.parse({ kind: 'paths', within: 'session', maxEdges: 5_000, ...rest }));

/** Of many names, and sessions that may last for months, longer than milliseconds of 32 bits. */
const longLogArbitrary = fc
  .record({
    rows: fc.array(
      fc.record({
        person: fc.constantFrom('ana', 'ben', 'cho'),
        event: fc.constantFrom(...'abcdefghijklmn'.split('')),
        moment: fc.integer({ min: 0, max: 400 }),
      }),
      { minLength: 1, maxLength: 600, size: 'max' },
    ),
    apartMs: fc.constantFrom(MINUTE, MINUTE, 10_000 * MINUTE),
  })
  .map(({ rows, apartMs }) =>
    rows.map(({ person, event, moment }, index): LoggedEvent => ({
      id: `e${String((index * 7) % rows.length).padStart(3, '0')}-${index}`,
      person,
      event,
      time: FIRST_DAY + moment * apartMs,
      session: moment % 50 === 7 ? '' : `${person}/${Math.floor(moment / 20)}`,
      properties: event < 'd' ? {} : { page: `/${event}` },
    })),
  );

function spanOf({ range }: PathsSpec): { from: number; to: number } {
  if (range === undefined || !('from' in range)) return { from: -Infinity, to: Infinity };
  return { from: Date.parse(range.from ?? ''), to: Date.parse(range.to ?? '') };
}

const tally = (ids: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1;
  return counts;
};
const linksOf = (all: readonly OraclePath[]) =>
  all.flatMap(({ person, nodes }) =>
    nodes.slice(1).map((node, at) => ({
      key: `${nodes[at]?.id ?? ''} > ${node.id}`,
      person,
      seconds: (node.event.time - (nodes[at]?.event.time ?? 0)) / 1000,
    })),
  );

/** All of a flow's numbers against the paths that it is of. */
function expectFlow(flow: PathsFlow, wanted: readonly OraclePath[]): void {
  expect(flow.sessions).toBe(wanted.length);
  expect(flow.persons).toBe(new Set(wanted.map(({ person }) => person)).size);
  const links = linksOf(wanted);
  expect(Object.fromEntries(flow.links.map((l) => [`${l.source} > ${l.target}`, l.sessions]))).toEqual(
    tally(links.map(({ key }) => key)),
  );
  for (const { source, target, persons, medianSeconds } of flow.links) {
    const own = links.filter(({ key }) => key === `${source} > ${target}`);
    expect(persons).toBe(new Set(own.map(({ person }) => person)).size);
    const sorted = own.map(({ seconds }) => seconds).sort((a, b) => a - b);
    const middle =
      ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
    expect(medianSeconds).toBeCloseTo(middle, 9);
  }
  const nodes = tally(wanted.flatMap((path) => path.nodes.map(({ id }) => id)));
  for (const { id, sessions } of flow.nodes) expect(sessions).toBe(nodes[id]);
  const linked = new Set(flow.nodes.map(({ id }) => id));
  const ends = tally(wanted.filter(({ ended }) => ended).map((path) => path.nodes.at(-1)?.id ?? ''));
  expect(Object.fromEntries(flow.dropoffs.map(({ node, sessions }) => [node, sessions]))).toEqual(
    Object.fromEntries(Object.entries(ends).filter(([id]) => linked.has(id))),
  );
  expect(flow.other).toEqual({ links: 0, sessions: 0 });
}

/** Every node, link and end of a flow opened, against the persons of the paths that it is of. */
function expectDrill(
  spec: PathsSpec,
  log: readonly LoggedEvent[],
  flow: PathsFlow,
  wanted: readonly OraclePath[],
  breakdown?: string,
): void {
  const open = (cell: object): string[] => Object.keys(drillInsight(paths, spec, log, { ...cell, breakdown })).sort();
  const persons = (test: (path: OraclePath) => boolean): string[] =>
    [...new Set(wanted.filter(test).map(({ person }) => person))].sort();
  for (const { source, target, persons: count } of flow.links) expect(open({ source, target })).toHaveLength(count);
  for (const { id } of flow.nodes) {
    expect(open({ node: id })).toEqual(persons(({ nodes }) => nodes.some((node) => node.id === id)));
  }
  for (const { node: id } of flow.dropoffs) {
    expect(open({ dropoff: id })).toEqual(persons(({ nodes, ended }) => ended && nodes.at(-1)?.id === id));
  }
}

describe('paths', () => {
  test('agree with following every session by hand', () => {
    fc.assert(
      fc.property(specArbitrary, logArbitrary, (spec, log) => {
        const wanted = askPaths(spec, log, spanOf(spec));
        const result = runInsight(paths, spec, log);
        expect(JSON.stringify(runInsight(paths, spec, log, { cuts: [1], reversed: true }))).toBe(
          JSON.stringify(result),
        );
        expectFlow(result, wanted);
        const byValue = pathsByValue(spec, wanted);
        expect(result.breakdowns?.map(({ value }) => value)).toEqual(byValue && [...byValue.keys()]);
        for (const flow of result.breakdowns ?? []) expectFlow(flow, byValue?.get(flow.value) ?? []);
      }),
      runs(800),
    );
  });

  test('of whole sessions agree with following every one by hand', () => {
    fc.assert(
      fc.property(plainArbitrary, longLogArbitrary, (spec, log) => {
        const result = runInsight(paths, spec, log);
        expect(JSON.stringify(runInsight(paths, spec, log, { cuts: [1, 2] }))).toBe(JSON.stringify(result));
        expectFlow(result, askPaths(spec, log, spanOf(spec)));
      }),
      runs(100),
    );
  });

  test('open every node, link and drop-off to the persons who took it', () => {
    fc.assert(
      fc.property(specArbitrary, logArbitrary, (spec, log) => {
        const result = runInsight(paths, spec, log);
        const wanted = askPaths(spec, log, spanOf(spec));
        expectDrill(spec, log, result, wanted);
        const byValue = pathsByValue(spec, wanted);
        for (const flow of result.breakdowns ?? []) {
          expectDrill(spec, log, flow, byValue?.get(flow.value) ?? [], flow.value);
        }
      }),
      runs(200),
    );
  });

  test('say what the limits cut', () => {
    fc.assert(
      fc.property(
        specArbitrary,
        logArbitrary,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        (spec, log, minEdge, maxEdges) => {
          const whole = runInsight(paths, spec, log).links;
          const { links, other, nodes } = runInsight(paths, { ...spec, minEdge, maxEdges }, log);
          expect(links).toEqual(whole.filter(({ sessions }) => sessions >= minEdge).slice(0, maxEdges));
          const sum = (list: typeof whole): number => list.reduce((total, { sessions }) => total + sessions, 0);
          expect(other).toEqual({ links: whole.length - links.length, sessions: sum(whole) - sum(links) });
          if (links.length > 0) {
            expect(new Set(nodes.map(({ id }) => id))).toEqual(
              new Set(links.flatMap(({ source, target }) => [source, target])),
            );
          }
        },
      ),
      runs(150),
    );
  });
});
