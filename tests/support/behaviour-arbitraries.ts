/** Small random logs of what a few persons did, and behaviours to ask of them. */
import fc from 'fast-check';
import { behaviourSchema, type Matcher } from '../../shared/model/filter';
import { FIRST_DAY, type LoggedEvent } from './event-log';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Up to `most` events in `hours` hours: the more of them in the fewer, the more are of one moment. */
export const behaviourLogOf = (most: number, hours: number): fc.Arbitrary<LoggedEvent[]> =>
  fc
    .array(
      fc.record({
        person: fc.constantFrom('ana', 'ben', 'cho'),
        event: fc.constantFrom('a', 'a', 'b', 'c'),
        hour: fc.integer({ min: 0, max: hours }),
        amount: fc.constantFrom(undefined, 1, 2.5, -4),
      }),
      { minLength: 1, maxLength: most, size: 'max' },
    )
    .map((rows) =>
      rows.map(({ person, event, hour, amount }, index): LoggedEvent => ({
        id: `e${String((index * 7) % rows.length).padStart(2, '0')}-${index}`,
        person,
        event,
        time: FIRST_DAY + hour * HOUR,
        session: person,
        properties: amount === undefined ? {} : { amount },
      })),
    );

export const behaviourLog = behaviourLogOf(25, 24 * 20);

const matcher = fc.constantFrom<Matcher[]>(
  { event: 'a' },
  { event: 'b' },
  { event: '*' },
  { event: 'a', where: { property: 'properties.amount', op: 'gt', value: 1 } },
);
const day = (n: number): string => new Date(FIRST_DAY + n * DAY).toISOString().slice(0, 10);
export const dayRange = fc
  .record({ from: fc.integer({ min: 0, max: 19 }), days: fc.integer({ min: 0, max: 12 }) })
  .map(({ from, days }) => ({ from: day(from), to: day(from + days) }));
const window = fc.option(dayRange, { nil: undefined });
const op = fc.constantFrom('gte', 'lte', 'eq' as const);

/** Its windows and buckets are UTC's. */
export const behaviourArbitrary = fc
  .oneof(
    fc.record({
      performed: matcher,
      count: fc.option(fc.record({ op, value: fc.integer({ min: 0, max: 4 }) }), { nil: undefined }),
      window,
    }),
    fc.record({ notPerformed: matcher, window }),
    fc.record({ firstPerformed: matcher, window: dayRange }),
    fc.record({
      sequence: fc.array(matcher, { minLength: 2, maxLength: 3 }),
      within: fc.constantFrom(undefined, { value: 5, unit: 'hour' as const }, { value: 3, unit: 'day' as const }),
      window,
    }),
    fc.record({ stopped: matcher, activeIn: dayRange, inactiveIn: dayRange }),
    fc.record({ restarted: matcher, inactiveFor: fc.constantFrom({ value: 2, unit: 'day' as const }), window }),
    fc.record({
      regular: matcher,
      atLeast: fc.integer({ min: 1, max: 3 }),
      of: fc.constantFrom({ value: 3, unit: 'day' as const }, { value: 1, unit: 'week' as const }),
      bucket: fc.constant('day' as const),
      counting: fc.constantFrom(undefined, 'rolling' as const),
      window,
    }),
    fc.record({
      regular: matcher,
      atLeast: fc.integer({ min: 1, max: 3 }),
      of: fc.constantFrom({ value: 1, unit: 'week' as const }, { value: 1, unit: 'month' as const }),
      bucket: fc.constant('day' as const),
      counting: fc.constant('calendar' as const),
      window,
    }),
    fc.record({
      aggregate: fc.record({
        property: fc.constant('properties.amount'),
        of: matcher,
        fn: fc.constantFrom('sum', 'avg', 'min', 'max' as const),
      }),
      op,
      value: fc.constantFrom(-4, 1, 2.5, 3.5),
      window,
    }),
  )
  .map((drawn) =>
    behaviourSchema.parse(Object.fromEntries(Object.entries(drawn).filter(([, value]) => value !== undefined))),
  );
