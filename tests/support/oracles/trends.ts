/**
 * The trends' slow, obvious twin: for every point it looks at every event again. Calendar buckets are found by asking
 * `Intl` for the local date of every quarter of an hour. Shares no code with the fold.
 */
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import type { LoggedEvent } from '../event-log';
import { matchesFilter, matchesMatcher, propertyOf } from '../filters';

const QUARTER = 15 * 60_000;
const DAY = 86_400_000;

export interface OracleWorld {
  readonly zone: string;
  readonly weekStart: 'monday' | 'sunday';
  /** UTC ms, half-open. */
  readonly from: number;
  readonly to: number;
}

export interface OracleLine {
  readonly breakdown: string[];
  readonly values: (number | null)[];
  readonly total: number | null;
}

type Period = { from: number; to: number };
type NamesOfSeries = (event: LoggedEvent) => string[];

/** The local date as text; days of one text are one day. */
function localDays(zone: string): (instant: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone });
  return (instant) => format.format(instant);
}

/** What two instants of one bucket have in common. */
function bucketKey(interval: TrendsSpec['interval'], { zone, weekStart }: OracleWorld): (instant: number) => string {
  const dayOf = localDays(zone);
  if (interval === 'month') return (instant) => dayOf(instant).slice(0, 7);
  if (interval === 'day') return dayOf;
  if (interval === 'week') {
    return (instant) => {
      const midnight = Date.parse(`${dayOf(instant)}T00:00:00Z`);
      const weekday = new Date(midnight).getUTCDay();
      const since = weekStart === 'sunday' ? weekday : (weekday + 6) % 7;
      return String(midnight - since * DAY);
    };
  }
  const hour = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    hour: '2-digit',
    day: '2-digit',
    timeZoneName: 'longOffset',
  });
  return (instant) => hour.format(instant);
}

export function computePeriods(spec: TrendsSpec, world: OracleWorld): Period[] {
  if (world.from >= world.to) return [];
  const keyOf = bucketKey(spec.interval, world);
  const room = (spec.interval === 'month' ? 32 : spec.interval === 'week' ? 8 : 2) * DAY;
  const starts: number[] = [];
  let key = '';
  const begin = Math.floor((world.from - room) / QUARTER) * QUARTER;
  for (let instant = begin; instant < world.to + room; instant += QUARTER) {
    const next = keyOf(instant);
    if (next !== key) starts.push(instant);
    key = next;
  }
  return starts
    .map((from, index) => ({ from, to: starts[index + 1] ?? Infinity }))
    .filter(({ from, to }) => to > world.from && from < world.to);
}

export function askTrends(spec: TrendsSpec, log: readonly LoggedEvent[], world: OracleWorld): OracleLine[][] {
  const periods = computePeriods(spec, world);
  const seen = log.filter((event) => spec.filter === undefined || matchesFilter(event, spec.filter));
  return spec.series.map((series) => {
    const matching = seen.filter((event) => matchesMatcher(event, series.match));
    const inRange = matching.filter(({ time }) => time >= world.from && time < world.to);
    const lookedAt = isActive(series.math) ? matching.filter(({ time }) => time < world.to) : inRange;
    const point = (events: readonly LoggedEvent[], period: Period): number | null =>
      measure(
        series.math,
        events.filter(({ time }) => {
          const { from, to } = isActive(series.math) ? trailing(series.math.active, period, world) : period;
          return time >= from && time < to;
        }),
      );
    const { math } = series;
    const touched = lookedAt.filter(
      (event) =>
        inRange.includes(event) ||
        (isActive(math) && periods.some((period) => isWithin(event.time, trailing(math.active, period, world)))),
    );
    const names = namesFor(spec, touched, (events) =>
      measure(
        series.math,
        events.filter((event) => inRange.includes(event)),
      ),
    );
    const lines = new Map<string, string[]>();
    for (const event of touched) lines.set(JSON.stringify(names(event)), names(event));
    if ((spec.breakdown ?? []).length === 0) lines.set('[]', []);
    return [...lines].map(([key, breakdown]) => {
      const own = (events: readonly LoggedEvent[]): LoggedEvent[] =>
        events.filter((event) => JSON.stringify(names(event)) === key);
      return {
        breakdown,
        values: periods.map((period) => point(own(lookedAt), period)),
        total: measure(series.math, own(inRange)),
      };
    });
  });
}

type SeriesMath = TrendsSpec['series'][number]['math'];
type Active = Extract<SeriesMath, { active: unknown }>;

const isActive = (math: SeriesMath): math is Active => typeof math === 'object' && 'active' in math;
const isWithin = (time: number, { from, to }: Period): boolean => time >= from && time < to;

/** The 1, 7 or 30 local days that end with the last day of a period. */
function trailing(active: Active['active'], period: Period, world: OracleWorld): Period {
  const dayOf = localDays(world.zone);
  const count = { dau: 1, wau: 7, mau: 30 }[active];
  const lastDay = dayOf(period.to - 1);
  let to = period.to;
  while (dayOf(to) === lastDay) to += QUARTER;
  let from = period.to - QUARTER;
  const days = new Set<string>([lastDay]);
  while (days.size <= count) {
    from -= QUARTER;
    days.add(dayOf(from));
  }
  return { from: from + QUARTER, to };
}

/** The name of each property's value on an event: itself, `$none`, or `$other` beyond the limit. */
function namesFor(
  spec: TrendsSpec,
  events: readonly LoggedEvent[],
  total: (events: LoggedEvent[]) => number | null,
): NamesOfSeries {
  const valueOf = (event: LoggedEvent, property: string): string => String(propertyOf(event, property) ?? '$none');
  const shown = (spec.breakdown ?? []).map(({ property, limit }) => {
    const values = [...new Set(events.map((event) => valueOf(event, property)))];
    const totals = new Map(
      values.map((value) => [value, total(events.filter((event) => valueOf(event, property) === value)) ?? -Infinity]),
    );
    return values.sort((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0) || (a < b ? -1 : 1)).slice(0, limit ?? 25);
  });
  return (event) =>
    (spec.breakdown ?? []).map(({ property }, index) => {
      const value = valueOf(event, property);
      return shown[index]?.includes(value) === true ? value : '$other';
    });
}

function measure(math: SeriesMath, events: readonly LoggedEvent[]): number | null {
  const persons = new Set(events.map(({ person }) => person)).size;
  if (math === 'events') return events.length;
  if (math === 'persons' || isActive(math)) return persons;
  if (math === 'sessions')
    return new Set(events.map(({ session }) => session).filter((session) => session !== '')).size;
  if (math === 'per_person') return persons === 0 ? null : events.length / persons;
  const values = events.map((event) => propertyOf(event, math.property)).filter((value) => value !== undefined);
  if (math.fn === 'distinct') return new Set(values.map(String)).size;
  const numbers = values.filter((value) => typeof value === 'number').sort((a, b) => a - b);
  const sum = numbers.reduce((a, b) => a + b, 0);
  if (math.fn === 'sum') return sum;
  if (numbers.length === 0) return null;
  if (math.fn === 'avg') return sum / numbers.length;
  if (math.fn === 'min') return numbers[0] ?? null;
  if (math.fn === 'max') return numbers.at(-1) ?? null;
  const rank = (numbers.length - 1) * { median: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 }[math.fn];
  const [low, high] = [numbers[Math.floor(rank)] ?? 0, numbers[Math.ceil(rank)] ?? 0];
  return low + (high - low) * (rank - Math.floor(rank));
}
