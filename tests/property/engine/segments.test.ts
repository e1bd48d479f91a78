/**
 * Segments on a real engine against going through everything people did: asked of everybody, of one person, as a list and
 * as an overlap, by reference and written out, before and after more has arrived.
 */
import { tableFromIPC } from '@uwdata/flechette';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { Filter } from '../../../shared/model/filter';
import { behaviourArbitrary, behaviourLog } from '../../support/behaviour-arbitraries';
import { FIRST_DAY, type LoggedEvent } from '../../support/event-log';
import { belongs, type Decide, holds } from '../../support/oracles/behaviours';
import { runs } from '../../support/runs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

type Own = readonly LoggedEvent[];

const MIDDLE = FIRST_DAY + 10 * 86_400_000;

/** Filters that only the engine's own tables know, with what they mean. Events an hour apart are sessions of their own. */
const SPECIAL: readonly [Filter, (own: Own) => boolean][] = [
  [{ property: 'person.$events', op: 'gte', value: 4 }, (own) => own.length >= 4],
  [
    {
      any: [
        { property: 'person.$events', op: 'eq', value: 1 },
        { property: 'person.$events', op: 'gt', value: 6 },
      ],
    },
    (own) => own.length === 1 || own.length > 6,
  ],
  [
    {
      performed: {
        event: 'a',
        where: { property: 'session.start', op: 'before', value: new Date(MIDDLE).toISOString() },
      },
    },
    (own) => own.some(({ event, time }) => event === 'a' && time < MIDDLE),
  ],
  [
    {
      performed: {
        event: 'b',
        where: { all: [{ performed: { event: 'c' } }, { property: 'event', op: 'neq', value: 'a' }] },
      },
    },
    (own) => own.some(({ event }) => event === 'b') && own.some(({ event }) => event === 'c'),
  ],
  [
    { aggregate: { property: 'person.$events', of: { event: 'a' }, fn: 'max' }, op: 'gte', value: 5 },
    (own) => own.length >= 5 && own.some(({ event }) => event === 'a'),
  ],
];

const { filter } = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { weight: 3, arbitrary: behaviourArbitrary },
    { weight: 2, arbitrary: fc.constantFrom(...SPECIAL.map(([each]) => each)) },
    { weight: 1, arbitrary: fc.constantFrom<Filter[]>({ segment: 's0' }, { segment: 's1' }) },
    { weight: 1, arbitrary: fc.record({ all: fc.array(tie('filter'), { maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ any: fc.array(tie('filter'), { maxLength: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ not: tie('filter') }) },
  ),
}));
const plain = fc.oneof(behaviourArbitrary, fc.constantFrom(...SPECIAL.map(([each]) => each)));

const several = fc.array(filter, { minLength: 6, maxLength: 6 });
const MOST_OVERLAP = 4;

function meaning(segments: Readonly<Record<string, Filter>>): Decide {
  const decide: Decide = (each, own) => {
    if ('segment' in each) return belongs(segments[each.segment] as Filter, own, decide);
    return SPECIAL.find(([special]) => canonicalJson(special) === canonicalJson(each))?.[1](own);
  };
  return decide;
}

const store = (engine: TestEngine, events: Own): Promise<void> =>
  engine.store(
    ...events.map(({ id, person, event, time, properties }) => ({
      event,
      event_id: id,
      timestamp: time,
      distinct_id: person,
      user_id: person,
      properties,
    })),
  );

async function check({ engine }: TestEngine, log: Own, segments: Readonly<Record<string, Filter>>): Promise<void> {
  const signal = neverAborted();
  const ownOf = (person: string): LoggedEvent[] =>
    log.filter((event) => event.person === person).sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
  const persons = [...new Set(log.map(({ person }) => person))].sort();
  const wanted = (each: Filter): string[] =>
    persons.filter((person) => belongs(each, ownOf(person), meaning(segments)));
  for (const [id, each] of Object.entries(segments)) {
    const inside = wanted(each);
    const spec = { kind: 'segment', filter: { segment: id } } as const;
    expect(await engine.json['insight.run']({ spec }, signal)).toMatchObject({
      count: inside.length,
      total: persons.length,
    });
    const { rows } = await engine.json['insight.drill']({ spec, cell: { belongs: true }, limit: 10 }, signal);
    expect(rows.map(({ person }) => person).sort()).toEqual(inside);
    const table = tableFromIPC(
      await engine.arrow['people.table'](
        { where: { not: each }, orderBy: { column: 'person', descending: false }, limit: 10 },
        signal,
      ),
    );
    expect([...(table.getChild('person')?.toArray() ?? [])]).toEqual(
      persons.filter((person) => !inside.includes(person)),
    );
  }
  for (const person of persons) {
    const found = await engine.json['people.segments']({ person }, signal);
    const of = Object.keys(segments).map((id) => [id, belongs({ segment: id }, ownOf(person), meaning(segments))]);
    expect(found.map(({ id, belongs: inside }) => [id, inside])).toEqual(of);
  }
  const { counts } = await engine.json['segments.overlap'](
    {
      filters: Object.keys(segments)
        .slice(0, MOST_OVERLAP)
        .map((segment) => ({ segment })),
    },
    signal,
  );
  const masks = persons.map((person) =>
    Object.values(segments)
      .slice(0, MOST_OVERLAP)
      .reduce((mask, each, bit) => mask | (wanted(each).includes(person) ? 1 << bit : 0), 0),
  );
  expect(counts).toEqual(counts.map((_, mask) => masks.filter((each) => each === mask).length));
}

test('who belongs is the same whoever is asked, and what the definitions say', async () => {
  await fc.assert(
    fc.asyncProperty(plain, plain, several, behaviourLog, behaviourLog, async (s0, s1, others, log, later) => {
      const engine = await openTestEngine();
      try {
        const segments = { s0, s1, ...Object.fromEntries(others.map((each, i) => [`s${i + 2}`, each])) };
        for (const [id, each] of Object.entries(segments)) {
          const document = { version: 1 as const, id, name: id, filter: each };
          await engine.engine.json['saved.put']({ saved: { kind: 'segment', document } }, neverAborted());
        }
        await store(engine, log);
        await check(engine, log, segments);
        const more = later.map((event) => ({ ...event, id: `later-${event.id}` }));
        await store(engine, more);
        await check(engine, [...log, ...more], segments);
      } finally {
        await engine.close();
      }
    }),
    runs(20),
  );
}, 120_000);

test('and holds of the behaviours drawn, which are not all of nobody', () => {
  let held = 0;
  let asked = 0;
  fc.assert(
    fc.property(behaviourArbitrary, behaviourLog, (each, log) => {
      asked += 1;
      if (
        holds(
          each,
          log.filter(({ person }) => person === 'ana'),
        )
      )
        held += 1;
    }),
    runs(200),
  );
  expect(held / asked).toBeGreaterThan(0.05);
  expect(held / asked).toBeLessThan(0.95);
});
