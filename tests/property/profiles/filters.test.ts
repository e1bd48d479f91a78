/**
 * Filters and breakdowns by what a person is now and was at the event, on a real engine, against going through all events
 * by hand: however the events arrive, whoever turns out to be whom meanwhile, and after all of it is read anew.
 */
import { tableFromIPC } from '@uwdata/flechette';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Filter, isTest, type Test } from '../../../shared/model/filter';
import type { Json, JsonObject } from '../../../shared/model/json';
import { trendsSpecSchema } from '../../../shared/insights/trends/spec';
import { oracleAt, oracleProperties } from '../../support/oracles/profiles';
import { runs } from '../../support/runs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

interface Drawn {
  readonly id: string;
  readonly time: number;
  readonly device: number;
  /** The device's user shows itself. */
  readonly known: boolean;
  readonly operations: JsonObject;
}

const START = Date.UTC(2026, 2, 2);
const HOUR = 3_600_000;
const signal = neverAborted();

const value = fc.constantFrom<Json[]>(1, 2, '2', 'x', 'Xy', null, ['x', 2], { n: 2 });
const some = fc.dictionary(fc.constantFrom('a', 'b'), value, { minKeys: 1, maxKeys: 2 });
const operations: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  some.map(($set) => ({ $set })),
  some.map(($set_once) => ({ $set_once })),
  fc.constantFrom<JsonObject[]>({ $unset: ['a'] }, { $add: { a: 1 } }, { $append: { b: 'x' } }, { $delete: true }),
);
const log = fc
  .array(
    fc.record({
      time: fc.integer({ min: 0, max: 8 }),
      device: fc.integer({ min: 0, max: 4 }),
      known: fc.boolean(),
      operations,
    }),
    { minLength: 1, maxLength: 14 },
  )
  .map((events) => events.map((event, i): Drawn => ({ id: `e${(i * 5) % 17}-${i}`, ...event })));

const test: fc.Arbitrary<Test> = fc
  .tuple(
    fc.constantFrom('person', 'person_at_event'),
    fc.constantFrom('a', 'b', 'b.n'),
    fc.constantFrom<Omit<Test, 'property'>[]>(
      { op: 'eq', value: 2 },
      { op: 'neq', value: 'x' },
      { op: 'contains', value: 'x' },
      { op: 'not_contains', value: 'X' },
      { op: 'gt', value: 1 },
      { op: 'is_set' },
      { op: 'is_not_set' },
    ),
  )
  .map(([root, key, rest]) => ({ property: `${root}.${key}`, ...rest }));
const filter: fc.Arbitrary<Filter> = fc.oneof(
  test,
  fc.tuple(test, test).map(([a, b]) => ({ all: [a, b] })),
  fc.tuple(test, test).map(([a, b]) => ({ any: [{ not: a }, b] })),
  test.map((a) => ({ all: [a, { property: 'properties.even', op: 'eq' as const, value: true }] })),
);

/** Devices 0 and 3 are user 0's, 1 and 4 user 1's, 2 user 2's, once they have shown themselves. */
const userOf = (device: number): string => `u${device % 3}`;

function personsOf(events: readonly Drawn[]): Map<string, string> {
  const linked = new Set(events.filter(({ known }) => known).map(({ device }) => device));
  return new Map(events.map(({ id, device }) => [id, linked.has(device) ? userOf(device) : `d${device}`]));
}

/** A value as the engine shows it: JSON where it is no scalar. */
const textOf = (found: Json | undefined): string | undefined => {
  if (found === undefined || found === null) return undefined;
  return typeof found === 'object' ? JSON.stringify(found) : String(found);
};

class Oracle {
  private readonly persons: Map<string, string>;

  constructor(private readonly events: readonly Drawn[]) {
    this.persons = personsOf(events);
  }

  valueAt(event: Drawn, property: string): string | undefined {
    const [root, key = '', nested] = property.split('.');
    const own = this.events.filter(({ id }) => this.persons.get(id) === this.persons.get(event.id));
    const state = root === 'person' ? oracleProperties(own) : oracleAt(own, event);
    const found = state.get(key);
    if (nested === undefined) return textOf(found);
    return typeof found === 'object' && found !== null && !Array.isArray(found) ? textOf(found[nested]) : undefined;
  }

  passes(event: Drawn, wanted: Filter): boolean {
    if ('all' in wanted) return wanted.all.every((part) => this.passes(event, part));
    if ('any' in wanted) return wanted.any.some((part) => this.passes(event, part));
    if ('not' in wanted) return !this.passes(event, wanted.not);
    if (!isTest(wanted)) throw new Error('Only tests are drawn here.');
    if (wanted.property === 'properties.even') return isEven(event);
    const text = this.valueAt(event, wanted.property);
    switch (wanted.op) {
      case 'eq':
        return text !== undefined && Number(text) === Number(wanted.value);
      case 'neq':
        return text !== wanted.value;
      case 'contains':
        return text !== undefined && text.toLowerCase().includes('x');
      case 'not_contains':
        return text === undefined || !text.toLowerCase().includes('x');
      case 'gt':
        return text !== undefined && text.trim() !== '' && Number(text) > Number(wanted.value);
      case 'is_set':
        return text !== undefined;
      case 'is_not_set':
        return text === undefined;
      default:
        throw new Error(`no such test is drawn: ${wanted.op}`);
    }
  }
}

const isEven = ({ time }: Drawn): boolean => time % 2 === 0;

async function store(engine: TestEngine, events: readonly Drawn[]): Promise<void> {
  await engine.store(
    ...events.map(({ id, time, device, known, operations: carried }) => ({
      event: id,
      event_id: id,
      timestamp: START + time * HOUR,
      distinct_id: known ? userOf(device) : `d${device}`,
      anonymous_id: `d${device}`,
      ...(known ? { user_id: userOf(device) } : {}),
      properties: { ...carried, even: time % 2 === 0 },
    })),
  );
}

/** Every event has a name of its own, so that a breakdown by name lists them. */
async function matching(engine: TestEngine, wanted: Filter): Promise<string[]> {
  return (await breakDown(engine, ['event'], wanted)).map(([name = '']) => name).sort();
}

async function breakDown(engine: TestEngine, properties: readonly string[], wanted?: Filter): Promise<string[][]> {
  const spec = trendsSpecSchema.parse({
    kind: 'trends',
    series: [{ match: { event: '*' }, math: 'events' }],
    interval: 'day',
    ...(wanted === undefined ? {} : { filter: wanted }),
    breakdown: properties.map((property) => ({ property, limit: 1000 })),
  });
  const result = await engine.engine.json['insight.run']({ spec }, signal);
  if (!('series' in result)) throw new Error('a trend was asked for');
  return result.series.filter(({ total }) => (total ?? 0) > 0).map(({ breakdown = [] }) => [...breakdown]);
}

async function listed(engine: TestEngine): Promise<Map<string, unknown>> {
  const bytes = await engine.engine.arrow['people.table'](
    { orderBy: { column: 'person', descending: false }, limit: 100, properties: ['a', 'b'] },
    signal,
  );
  const rows = tableFromIPC(bytes).toArray() as Record<string, unknown>[];
  return new Map(rows.map((row) => [String(row['person']), [row['events'], row['properties.a'], row['properties.b']]]));
}

describe('what a person is and was', () => {
  it('is asked right after every batch', async () => {
    await fc.assert(
      fc.asyncProperty(
        log,
        fc.array(filter, { minLength: 2, maxLength: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (events, filters, size) => {
          let engine = await openTestEngine();
          try {
            for (let from = 0; from < events.length; from += size) {
              await store(engine, events.slice(from, from + size));
              const known = events.slice(0, from + size);
              const oracle = new Oracle(known);
              for (const wanted of filters) {
                const expected = known.filter((event) => oracle.passes(event, wanted)).map(({ id }) => id);
                expect(await matching(engine, wanted)).toEqual(expected.sort());
              }
            }
            const oracle = new Oracle(events);
            for (const property of ['person.a', 'person_at_event.a', 'person_at_event.b']) {
              const expected = events.map((event) => `${event.id} ${oracle.valueAt(event, property) ?? '$none'}`);
              const found = (await breakDown(engine, ['event', property])).map((values) => values.join(' '));
              expect(found.sort()).toEqual(expected.sort());
            }
            const extended = await listed(engine);
            engine = await engine.reopen();
            expect(await listed(engine)).toEqual(extended);
          } finally {
            await engine.close();
          }
        },
      ),
      // A smaller counterexample would cost an engine per attempt.
      { ...runs(15), endOnFailure: true },
    );
  }, 120_000);
});
