/**
 * The slow, obvious twin of behaviours and segments: goes through everything a person did, again for every question.
 * Written from the definitions alone; it shares no code with the folds. Days are UTC's.
 */
import type { Behaviour, Filter, Matcher } from '../../../shared/model/filter';
import type { SegmentSpec } from '../../../shared/insights/segment/spec';
import { FIRST_DAY, type LoggedEvent } from '../event-log';
import { matchesMatcher } from '../filters';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const compare = (value: number, how: 'gte' | 'lte' | 'eq', with_: number): boolean =>
  how === 'gte' ? value >= with_ : how === 'lte' ? value <= with_ : value === with_;

/** Whether it holds of the person whose events these are, in order. */
export function holds(asked: Behaviour, own: readonly LoggedEvent[]): boolean {
  const inside = (event: LoggedEvent, of: unknown): boolean => {
    if (of === undefined) return true;
    const { from = '0001-01-01', to = '9999-01-01' } = of as { from?: string; to?: string };
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

/** What else a test lets filters say, decided by the test itself; undefined for what it does not know. */
export type Decide = (filter: Filter, own: readonly LoggedEvent[]) => boolean | undefined;

/** Whether the person whose events these are belongs. */
export function belongs(filter: Filter, own: readonly LoggedEvent[], decide: Decide = () => undefined): boolean {
  const decided = decide(filter, own);
  if (decided !== undefined) return decided;
  if ('all' in filter) return filter.all.every((part) => belongs(part, own, decide));
  if ('any' in filter) return filter.any.some((part) => belongs(part, own, decide));
  if ('not' in filter) return !belongs(filter.not, own, decide);
  if ('property' in filter || 'segment' in filter)
    throw new Error('The twin knows what persons did, and nothing else.');
  return holds(filter, own);
}

/** The persons that belong and those that do not, of all that have an event in the range. */
export function askSegment(spec: SegmentSpec, log: readonly LoggedEvent[]): { inside: string[]; outside: string[] } {
  const found = { inside: new Array<string>(), outside: new Array<string>() };
  for (const person of new Set(log.map((event) => event.person))) {
    const own = log
      .filter((event) => event.person === person)
      .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
    const { from = '0001-01-01', to = '9999-01-01' } = (spec.range ?? {}) as { from?: string; to?: string };
    const isThere = own.some(({ time }) => time >= Date.parse(from) && time < Date.parse(to) + DAY);
    if (isThere) found[belongs(spec.filter, own) ? 'inside' : 'outside'].push(person);
  }
  return found;
}
