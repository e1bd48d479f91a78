/**
 * Predicates on the real database against their slow twin: every operator, every kind of value, and texts that try to be
 * something else: SQL, JSON pointers, patterns, numbers at their edges. Nothing is executed; answers are equal.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FILTER_OPS, type Filter, type FilterOp, filterSchema } from '../../../shared/model/filter';
import type { Json } from '../../../shared/model/json';
import { patternProblem } from '../../../shared/model/patterns';
import { printPropertyPath } from '../../../shared/model/property-path';
import { holds, type JudgedEvent, type Reader } from '../../support/oracles/predicates';
import { runs } from '../../support/runs';
import { neverAborted, openTestEngine, type TestEngine } from '../../support/test-engine';

const HOSTILE = [
  "'; DROP TABLE events; --",
  "' OR '1'='1",
  "') UNION SELECT sql FROM duckdb_tables() --",
  "\"; ATTACH '/etc/passwd' AS x; --",
  "\\'; COPY events TO '/tmp/x'; --",
  '$$ SELECT 1 $$',
  '$1',
  '?',
  ':name',
  '/* comment',
  '-- comment',
  'a\0b',
  '\\',
  '\\\\0',
  '%',
  '_',
  '%_\\',
  "it's",
  'line\nbreak\r\n',
  '\t tab ',
  '',
  ' ',
  '~1',
  '/',
  '~',
  '$.a[0]',
  '*',
  '{"a":1}',
  '[1,2]',
  'null',
  'NULL',
  'true',
  'FALSE',
  '💡 ünïcödé',
  'e\u0301',
  'é',
  '\u202Eright to left',
  '\uFFFD',
  'ÄPFEL',
  'x'.repeat(20_000),
  "'".repeat(3000),
];
const NUMBERS = [
  '5',
  '5.0',
  ' 5 ',
  '05',
  '+5',
  '.5',
  '5.',
  '5e0',
  '0x10',
  '16',
  '1_000',
  '1000',
  '1,000',
  '2026_03',
  '-0',
  '0',
  'NaN',
  'nan',
  'inf',
  'Infinity',
  '-Infinity',
  '1e309',
  '1e308',
  '-1e308',
  '1e-320',
  '9007199254740992',
  '9007199254740993',
  '12345678901234567890',
  '12345678901234567891',
  '1e',
  '5 %',
  '٣',
];
const TIMES = [
  '2026-03-01',
  '2026-03-01T10:00:00Z',
  '2026-03-01T10:00:00.500Z',
  '2026-02-28',
  '1970-01-01',
  '2026-13-01',
];
const TEXTS = [...HOSTILE, ...NUMBERS, ...TIMES];
const OTHERS: Json[] = [5, 5.5, -0, 16, 1000, 0.1, true, false, null, [], {}, [1, 'a'], { a: { b: "it's" } }, ['5']];
const KEYS = [
  'v',
  "k'; DROP TABLE events; --",
  'a/b~c',
  'a.b',
  '$set_like',
  '$.v',
  '',
  '"',
  "'",
  '\\',
  '*',
  '0',
  'ключ',
  'a b[0]',
];

const NOW = Date.now();
const events: JudgedEvent[] = [...TEXTS, ...OTHERS].flatMap((value, index): JudgedEvent[] => {
  const key = KEYS[index % KEYS.length] ?? 'v';
  const timestamp = Date.UTC(2026, 2, 1) + index * 1000;
  const name =
    typeof value === 'string' && value !== '' && !value.includes('\0') ? value.slice(0, 200) : `event ${index}`;
  return [
    { timestamp, distinct_id: `id ${index}`, event: `plain ${index}`, properties: { v: value } },
    { timestamp, distinct_id: name, event: name, properties: { [key]: value, nested: { [key]: { deep: value } } } },
  ];
});

let test: TestEngine;
beforeAll(async () => {
  test = await openTestEngine();
  await test.store(...events.map((event) => ({ ...event, properties: event.properties as Record<string, Json> })));
});
afterAll(() => test.close());

const PATHS = new Map<string, Reader>([
  ['event', ({ event }) => event],
  ['distinct_id', ({ distinct_id }) => distinct_id],
  ...KEYS.map((key): [string, Reader] => [printPropertyPath('properties', [key]), ({ properties }) => properties[key]]),
  ...KEYS.map((key): [string, Reader] => [
    printPropertyPath('properties', ['nested', key, 'deep']),
    ({ properties }) => {
      const nested = properties['nested'] as Record<string, { deep?: Json }> | undefined;
      return nested !== undefined && Object.hasOwn(nested, key) ? nested[key]?.deep : undefined;
    },
  ]),
]);
const read: Reader = (event, property) => PATHS.get(property)?.(event, property);

const text = fc.oneof(
  fc.constantFrom(...TEXTS),
  fc.constantFrom(...HOSTILE).map((own) => own.slice(0, 3)),
);
const scalar = fc.oneof(text, fc.constantFrom(5, 5.5, 0, -0, 16, 1000, 1e308, -1e308, 5e-324, 2 ** 53), fc.boolean());
const PATTERNS = [
  '^5',
  'a|b',
  '\\d+',
  '(a+)+$',
  '^$',
  "'",
  '\\\\',
  '.',
  'x{1000}',
  '[^\\n]*',
  '\\p{L}',
  ';',
  '(?:(?:a*)*)*b',
  '\\$',
];
const VALUES: Readonly<Record<FilterOp, fc.Arbitrary<unknown>>> = {
  eq: fc.oneof(scalar, fc.array(scalar, { minLength: 1, maxLength: 4 })),
  neq: fc.oneof(scalar, fc.array(scalar, { minLength: 1, maxLength: 4 })),
  contains: text,
  not_contains: text,
  starts_with: text,
  ends_with: text,
  matches: fc.constantFrom(...PATTERNS),
  not_matches: fc.constantFrom(...PATTERNS),
  gt: fc.oneof(fc.constantFrom(...NUMBERS, ...TIMES), fc.constantFrom(5, 0, -1e308)),
  gte: fc.oneof(fc.constantFrom(...NUMBERS, ...TIMES), fc.constantFrom(5, 0, -1e308)),
  lt: fc.oneof(fc.constantFrom(...NUMBERS, ...TIMES), fc.constantFrom(5, 0, 1e308)),
  lte: fc.oneof(fc.constantFrom(...NUMBERS, ...TIMES), fc.constantFrom(5, 0, 1e308)),
  between: fc.tuple(
    fc.constantFrom<string | number>(...NUMBERS, 0, 5, ...TIMES),
    fc.constantFrom<string | number>(...NUMBERS, 1e9, ...TIMES),
  ),
  is_set: fc.constant(undefined),
  is_not_set: fc.constant(undefined),
  before: fc.constantFrom(...TIMES.slice(0, 5)),
  after: fc.constantFrom(...TIMES.slice(0, 5)),
  within_last: fc.record({
    value: fc.integer({ min: 1, max: 2000 }),
    unit: fc.constantFrom('second', 'hour', 'day', 'month'),
  }),
};
const testArbitrary = fc
  .constantFrom(...FILTER_OPS)
  .chain((op) =>
    fc
      .record({ property: fc.constantFrom(...PATHS.keys()), value: VALUES[op] })
      .map(({ property, value }) => ({ property, op, ...(value === undefined ? {} : { value }) })),
  );
const filterArbitrary = fc.oneof(
  { weight: 6, arbitrary: testArbitrary },
  { weight: 1, arbitrary: fc.array(testArbitrary, { maxLength: 3 }).map((all) => ({ all })) },
  { weight: 1, arbitrary: fc.array(testArbitrary, { maxLength: 3 }).map((any) => ({ any })) },
  { weight: 1, arbitrary: testArbitrary.map((not) => ({ not })) },
);

async function listed(filter: Filter): Promise<number[]> {
  const rows = await test.engine.json['events.recent']({ limit: 1000, filter }, neverAborted());
  return rows.map(({ eid }) => eid).sort((a, b) => a - b);
}

/** As bitmaps of the folds see it. */
async function counted(filter: Filter): Promise<number> {
  const series = [{ match: { event: '*' }, math: 'events' as const }];
  const result = await test.engine.json['insight.run'](
    { spec: { kind: 'trends', series, interval: 'month', filter } },
    neverAborted(),
  );
  return result.kind === 'trends' ? (result.series[0]?.total ?? -1) : -1;
}

it('give what their definition says, and do nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(filterArbitrary, async (drawn) => {
      const parsed = filterSchema.safeParse(drawn);
      fc.pre(parsed.success);
      const filter = parsed.data as Filter;
      const expected = events.flatMap((event, eid) => (holds(event, filter, read, NOW) ? [eid] : []));
      expect(await listed(filter)).toEqual(expected);
      expect(await counted(filter)).toBe(expected.length);
    }),
    runs(150),
  );
  expect(await listed({ all: [] })).toHaveLength(events.length);
}, 120_000);

it('hold for every operator on the worst of keys and values', async () => {
  for (const op of FILTER_OPS) {
    for (const property of PATHS.keys()) {
      // Most events have the plain property: it meets more of the values.
      const numRuns = ['properties.v', 'event', 'distinct_id'].includes(property) ? 12 : 1;
      for (const value of fc.sample(VALUES[op], { numRuns, seed: property.length })) {
        const parsed = filterSchema.safeParse({ property, op, ...(value === undefined ? {} : { value }) });
        if (!parsed.success) continue;
        const expected = events.flatMap((event, eid) => (holds(event, parsed.data, read, NOW) ? [eid] : []));
        expect(await listed(parsed.data), JSON.stringify(parsed.data)).toEqual(expected);
        expect(await counted(parsed.data), JSON.stringify(parsed.data)).toBe(expected.length);
      }
    }
  }
}, 120_000);

it('read every pattern that was let through', async () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'a',
      '.',
      '\\d',
      '\\b',
      '[a-z]',
      '[^\\s]',
      '(?:',
      '(',
      ')',
      '|',
      '*',
      '+',
      '?',
      '{2}',
      '{1,40}',
      '{1001}',
      '^',
      '$',
    ),
    fc.constantFrom(
      '\\u0041',
      '\\x41',
      '\\cA',
      '\\k<n>',
      '(?<n>',
      '\\p{L}',
      '\\p{Lu}',
      '\\p{ASCII}',
      '\\1',
      '[]',
      '[^]',
      '[\\b]',
      '\\/',
      '\\-',
      '-',
    ),
    fc.string({ maxLength: 2 }),
  );
  const pattern = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  await fc.assert(
    fc.asyncProperty(pattern, async (own) => {
      fc.pre(patternProblem(own) === undefined && !own.includes('\0'));
      await listed({ property: 'event', op: 'matches', value: own });
    }),
    runs(300),
  );
}, 120_000);
