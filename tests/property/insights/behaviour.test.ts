/** Behaviours against going through each person's events by hand. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bitmapAdd, bitmapWords } from '../../../shared/base/bitmap';
import { membersInSteps } from '../../../shared/insights/behaviour/members';
import { planBehaviour } from '../../../shared/insights/behaviour/plan';
import { type Behaviour, behaviourSchema, type Matcher } from '../../../shared/model/filter';
import { FIRST_DAY, type LoggedEvent } from '../../support/event-log';
import { matchesFilter, matchesMatcher } from '../../support/filters';
import { computeWorld, contextFor } from '../../support/run-insight';
import { runs } from '../../support/runs';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const logArbitrary = fc
  .array(
    fc.record({
      person: fc.constantFrom('ana', 'ben', 'cho'),
      event: fc.constantFrom('a', 'a', 'b', 'c'),
      hour: fc.integer({ min: 0, max: 24 * 20 }),
      amount: fc.constantFrom(undefined, 1, 2.5, -4),
    }),
    { minLength: 1, maxLength: 25 },
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

const matcher = fc.constantFrom<Matcher[]>(
  { event: 'a' },
  { event: 'b' },
  { event: '*' },
  { event: 'a', where: { property: 'properties.amount', op: 'gt', value: 1 } },
);
const day = (n: number): string => new Date(FIRST_DAY + n * DAY).toISOString().slice(0, 10);
const range = fc
  .record({ from: fc.integer({ min: 0, max: 19 }), days: fc.integer({ min: 0, max: 12 }) })
  .map(({ from, days }) => ({ from: day(from), to: day(from + days) }));
const window = fc.option(range, { nil: undefined });
const op = fc.constantFrom('gte', 'lte', 'eq' as const);

const behaviour = fc
  .oneof(
    fc.record({
      performed: matcher,
      count: fc.option(fc.record({ op, value: fc.integer({ min: 0, max: 4 }) }), { nil: undefined }),
      window,
    }),
    fc.record({ notPerformed: matcher, window }),
    fc.record({ firstPerformed: matcher, window: range }),
    fc.record({
      sequence: fc.array(matcher, { minLength: 2, maxLength: 3 }),
      within: fc.constantFrom(undefined, { value: 5, unit: 'hour' as const }, { value: 3, unit: 'day' as const }),
      window,
    }),
    fc.record({ stopped: matcher, activeIn: range, inactiveIn: range }),
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

const compare = (value: number, how: 'gte' | 'lte' | 'eq', with_: number): boolean =>
  how === 'gte' ? value >= with_ : how === 'lte' ? value <= with_ : value === with_;

function holds(asked: Behaviour, own: readonly LoggedEvent[]): boolean {
  const inside = (event: LoggedEvent, of: unknown): boolean => {
    if (of === undefined) return true;
    const { from, to } = of as { from: string; to: string };
    return event.time >= Date.parse(from) && event.time < Date.parse(to) + DAY;
  };
  const did = (what: Matcher, of?: unknown): LoggedEvent[] =>
    own.filter((event) => matchesMatcher(event, what) && inside(event, of));
  const dayOf = (event: LoggedEvent): number => Math.floor((event.time - FIRST_DAY) / DAY);
  if ('performed' in asked) {
    const { op: how, value } = asked.count ?? { op: 'gte', value: 1 };
    return compare(did(asked.performed, asked.window).length, how, value);
  }
  if ('notPerformed' in asked) return did(asked.notPerformed, asked.window).length === 0;
  if ('firstPerformed' in asked) {
    const [first] = did(asked.firstPerformed);
    return first !== undefined && inside(first, asked.window);
  }
  if ('sequence' in asked) {
    const withinMs =
      asked.within === undefined ? Infinity : asked.within.value * (asked.within.unit === 'day' ? DAY : HOUR);
    const follow = (chain: LoggedEvent[]): boolean => {
      const step = asked.sequence[chain.length];
      if (step === undefined) return true;
      return did(step, asked.window).some(
        (event) =>
          !chain.includes(event) &&
          event.time >= (chain.at(-1)?.time ?? -Infinity) &&
          event.time - (chain[0]?.time ?? event.time) <= withinMs &&
          follow([...chain, event]),
      );
    };
    return follow([]);
  }
  if ('stopped' in asked) {
    return did(asked.stopped, asked.activeIn).length > 0 && did(asked.stopped, asked.inactiveIn).length === 0;
  }
  if ('restarted' in asked) {
    const all = did(asked.restarted);
    return all.some((event, at) => {
      const before = all[at - 1];
      return before !== undefined && inside(event, asked.window) && event.time - before.time >= 2 * DAY;
    });
  }
  if ('regular' in asked) {
    const days = [...new Set(did(asked.regular, asked.window).map(dayOf))];
    const calendarRun = (of: number): string => {
      const date = new Date(FIRST_DAY + of * DAY);
      // FIRST_DAY is a Monday.
      return asked.of.unit === 'month' ? date.toISOString().slice(0, 7) : String(Math.floor(of / 7));
    };
    const length = asked.of.unit === 'week' ? 7 : 3;
    return days.some((start) => {
      const run = days.filter((other) =>
        asked.counting === 'calendar'
          ? calendarRun(other) === calendarRun(start)
          : other >= start && other < start + length,
      );
      return run.length >= asked.atLeast;
    });
  }
  const values = did(asked.aggregate.of, asked.window)
    .map(({ properties }) => properties['amount'])
    .filter((value) => typeof value === 'number');
  if (values.length === 0) return false;
  const sum = values.reduce((a, b) => a + b, 0);
  const result = { sum, avg: sum / values.length, min: Math.min(...values), max: Math.max(...values) }[
    asked.aggregate.fn
  ];
  return compare(result, asked.op, asked.value);
}

test('of whom a behaviour holds is what going through their events by hand says', () => {
  fc.assert(
    fc.property(behaviour, logArbitrary, (asked, log) => {
      const world = computeWorld(log);
      const { predicates, numbers, params } = planBehaviour(asked, contextFor(log));
      const bitmaps = predicates.map((filter) => {
        const bitmap = new Uint32Array(bitmapWords(world.events.length));
        for (const [position, event] of world.events.entries())
          if (matchesFilter(event, filter)) bitmapAdd(bitmap, position);
        return bitmap;
      });
      const column =
        numbers === undefined
          ? undefined
          : Float64Array.from(world.events, ({ properties }) => Number(properties['amount'] ?? NaN));
      const steps = membersInSteps(world.sequences, bitmaps, column, params);
      let step = steps.next();
      while (step.done !== true) step = steps.next();
      const members = world.persons.filter((_, person) => step.done === true && step.value[person] === 1);
      const wanted = world.persons.filter((person) =>
        holds(
          asked,
          world.events.filter((event) => event.person === person),
        ),
      );
      expect(members).toEqual(wanted);
    }),
    runs(3000),
  );
});
