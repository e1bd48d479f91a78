/**
 * The slow, obvious twins of lifecycle, stickiness, frequency and retention: for every person and bucket they look at
 * every event again. Written from the definitions alone; they share no code with the folds.
 */
import type { FrequencySpec } from '../../../shared/insights/frequency/spec';
import type { LifecycleSpec } from '../../../shared/insights/lifecycle/spec';
import type { RetentionSpec } from '../../../shared/insights/retention/spec';
import type { StickinessSpec } from '../../../shared/insights/stickiness/spec';
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import type { Matcher } from '../../../shared/model/filter';
import type { LoggedEvent } from '../event-log';
import { matchesFilter, matchesMatcher, propertyOf } from '../filters';
import { computePeriods, type OracleWorld } from './trends';

type Log = readonly LoggedEvent[];
type Interval = TrendsSpec['interval'];
type Period = { from: number; to: number };

const periodsOf = (interval: Interval, world: OracleWorld): Period[] =>
  computePeriods({ interval } as TrendsSpec, world);
const inside = ({ time }: LoggedEvent, { from, to }: Period): boolean => time >= from && time < to;
const seenBy = (spec: { filter?: LifecycleSpec['filter'] }, log: Log): LoggedEvent[] =>
  log.filter((event) => spec.filter === undefined || matchesFilter(event, spec.filter));
const inOrder = (events: LoggedEvent[]): LoggedEvent[] =>
  events.sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
const personsOf = (log: Log): string[] => [...new Set(log.map(({ person }) => person))];

export function askLifecycle(spec: LifecycleSpec, log: Log, world: OracleWorld) {
  const seen = seenBy(spec, log);
  const periods = periodsOf(spec.interval, world);
  const [first] = periods;
  const before = first && periodsOf(spec.interval, { ...world, from: first.from - 1, to: first.from })[0];
  const counts = periods.map(() => ({ new: 0, returning: 0, resurrecting: 0, dormant: 0 }));
  for (const person of personsOf(seen)) {
    const own = inOrder(seen.filter((event) => event.person === person));
    const matching = own.filter((event) => matchesMatcher(event, spec.match));
    const active = periods.map((period) => matching.some((event) => inside(event, period) && inside(event, world)));
    const wasActive = before !== undefined && matching.some((event) => inside(event, before));
    for (const [index, period] of periods.entries()) {
      const count = counts[index];
      if (count === undefined) continue;
      const previously = index === 0 ? wasActive : active[index - 1] === true;
      const isNew = own[0] !== undefined && inside(own[0], period);
      if (active[index] === true) {
        if (isNew) count.new += 1;
        else if (previously) count.returning += 1;
        else count.resurrecting += 1;
      } else if (previously) count.dormant -= 1;
    }
  }
  return counts;
}

export function askStickiness(spec: StickinessSpec, log: Log, world: OracleWorld) {
  const matching = seenBy(spec, log).filter((event) => matchesMatcher(event, spec.match) && event.time < world.to);
  const inRange = matching.filter(({ time }) => time >= world.from);
  const periods = periodsOf(spec.interval, world);
  const counts = Array.from({ length: periods.length + 1 }, () => 0);
  for (const person of personsOf(inRange)) {
    const own = inRange.filter((event) => event.person === person);
    const active = periods.filter((period) => own.some((event) => inside(event, period))).length;
    counts[active] = (counts[active] ?? 0) + 1;
  }
  const days = periodsOf('day', world);
  // The days before the range, back to a month before its first day.
  const [firstDay] = days;
  const earlier = firstDay
    ? periodsOf('day', { ...world, from: firstDay.from - 31 * 86_400_000, to: firstDay.from })
    : [];
  const all = [...earlier, ...days];
  const activeOn = all.map(
    (day, index) =>
      new Set((index < earlier.length ? matching : inRange).filter((event) => inside(event, day)).map((e) => e.person)),
  );
  const sum = (length: number): number =>
    days.reduce((total, _day, index) => {
      const end = earlier.length + index + 1;
      return total + new Set(activeOn.slice(Math.max(0, end - length), end).flatMap((set) => [...set])).size;
    }, 0);
  return { counts, daily: sum(1), weekly: sum(7), monthly: sum(30) };
}

/** Events of each unit, ascending. */
export function askFrequency(spec: FrequencySpec, log: Log, world: OracleWorld): number[] {
  const matching = seenBy(spec, log).filter((event) => matchesMatcher(event, spec.match) && inside(event, world));
  const { per } = spec;
  const periods = per === 'person' || per === 'session' ? [] : periodsOf(per, world);
  const unitOf = (event: LoggedEvent): string | undefined => {
    if (per === 'person') return event.person;
    if (per === 'session') return event.session === '' ? undefined : event.session;
    return `${event.person} ${periods.findIndex((period) => inside(event, period))}`;
  };
  const units = [...new Set(matching.map(unitOf).filter((unit) => unit !== undefined))];
  return units.map((unit) => matching.filter((event) => unitOf(event) === unit).length).sort((a, b) => a - b);
}

interface OracleMember {
  readonly cohort: number;
  readonly person: string;
  readonly value: string;
  /** Columns in which the member came back. */
  readonly back: readonly boolean[];
}

const LENGTHS = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000, month: 30 * 86_400_000 } as const;

export function askRetention(spec: RetentionSpec, log: Log, world: OracleWorld) {
  const seen = seenBy(spec, log);
  const cohorts = periodsOf(spec.interval, world);
  const last = Math.max(...log.map(({ time }) => time));
  // All buckets from the first cohort's to well after the data's end.
  const far = (spec.periods + 2) * LENGTHS[spec.interval] * 1.2;
  const [first] = cohorts;
  const buckets = first
    ? periodsOf(spec.interval, { ...world, from: first.from, to: Math.max(last, world.to) + far })
    : [];
  const brackets =
    typeof spec.mode === 'object'
      ? spec.mode.brackets
      : Array.from({ length: spec.periods }, (_, index): [number, number] => [index + 1, index + 1]);
  const columns: (readonly [number, number])[] = [[0, 0], ...brackets];
  const members: OracleMember[] = [];
  for (const person of personsOf(seen)) {
    const own = inOrder(seen.filter((event) => event.person === person));
    for (const { start, cohort } of startsOf(spec, own, cohorts, world)) {
      const returns = own.filter(
        (event, place) => matchesMatcher(event, spec.return as Matcher) && place > own.indexOf(start),
      );
      const periods = returns.map(({ time }) =>
        spec.counting === 'rolling'
          ? Math.floor((time - start.time) / LENGTHS[spec.interval])
          : buckets.findIndex((bucket) => time >= bucket.from && time < bucket.to) - cohort,
      );
      const back = columns.map(([from, to], column) =>
        periods.some((period) =>
          spec.mode === 'on_or_after' && column > 0 ? period >= from : period >= from && period <= to,
        ),
      );
      const value = spec.breakdown === undefined ? '' : String(propertyOf(start, spec.breakdown.property) ?? '$none');
      members.push({ cohort, person, value, back });
    }
  }
  const complete = cohorts.map((cohort, index) =>
    columns.map(([, to]) =>
      spec.counting === 'rolling'
        ? cohort.to + (to + 1) * LENGTHS[spec.interval] <= last + 1
        : (buckets[index + to]?.to ?? Infinity) <= last + 1,
    ),
  );
  return {
    members,
    cohorts: cohorts.map(({ from }, index) => ({
      start: new Date(from).toISOString(),
      size: members.filter(({ cohort }) => cohort === index).length,
      values: columns.map((_, column) => members.filter((m) => m.cohort === index && m.back[column] === true).length),
      complete: complete[index] ?? [],
    })),
  };
}

function startsOf(spec: RetentionSpec, own: readonly LoggedEvent[], cohorts: readonly Period[], world: OracleWorld) {
  const starts = own.filter((event) => matchesMatcher(event, spec.start as Matcher));
  const placed = (event: LoggedEvent | undefined): { start: LoggedEvent; cohort: number }[] => {
    const cohort = event === undefined ? -1 : cohorts.findIndex((period) => inside(event, period));
    return event === undefined || cohort < 0 || !inside(event, world) ? [] : [{ start: event, cohort }];
  };
  if ((spec.cohortBy ?? 'first_ever') === 'first_ever') return placed(starts[0]);
  const inRange = starts.filter((event) => inside(event, world));
  if (spec.cohortBy === 'first_in_range') return placed(inRange[0]);
  return cohorts.flatMap((cohort) => placed(inRange.find((event) => inside(event, cohort))));
}
