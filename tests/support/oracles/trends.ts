/**
 * The trends' slow, obvious twin: for every point it looks at every event again. Calendar buckets are found by asking
 * `Intl` for the local date of every quarter of an hour. Shares no code with the fold.
 */
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import type { LoggedEvent } from '../event-log';
import { matchesFilter, matchesMatcher, propertyOf } from '../filters';
import { binsOf } from './bins';

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

/** Each list holds the lines of one series; with a formula there is one list. */
export interface OracleAnswer {
  readonly main: OracleLine[][];
  readonly compared: OracleLine[][];
}

/** What there is to see of one series in one span. */
interface View {
  readonly math: SeriesMath;
  /** Per bucket the time that it counts. */
  readonly windows: Period[];
  /** In the range itself. */
  readonly inRange: LoggedEvent[];
  /** Also what trailing windows look back upon. */
  readonly touched: LoggedEvent[];
}

export function askTrends(
  spec: TrendsSpec,
  log: readonly LoggedEvent[],
  world: OracleWorld,
  comparedWorld?: OracleWorld,
): OracleAnswer {
  const main = spec.series.map((_, series) => viewOf(spec, log, world, series));
  const compared =
    comparedWorld === undefined ? [] : spec.series.map((_, series) => viewOf(spec, log, comparedWorld, series));
  const named = formulaSeries(spec);
  const pick = (views: View[], series: number): View[] =>
    [...(named ?? [series])].flatMap((index) => (views[index] === undefined ? [] : [views[index]]));
  const names = (series: number): NamesOfSeries =>
    namesFor(spec, [...pick(main, series), ...pick(compared, series)], [...main, ...compared]);
  const answer = (views: View[]): OracleLine[][] => {
    if (views.length === 0) return [];
    const lists = views.map((view, series) => linesOf(spec, view, names(series)));
    const lines = spec.formula === undefined ? lists : [byFormula(spec.formula, views, lists, named ?? [])];
    return lines.map((list) => list.map((line) => ({ ...line, values: smoothed(line.values, spec.smooth ?? 1) })));
  };
  return { main: answer(main), compared: answer(compared) };
}

function viewOf(spec: TrendsSpec, log: readonly LoggedEvent[], world: OracleWorld, series: number): View {
  const own = spec.series[series];
  if (own === undefined) throw new Error(`There is no series ${series}.`);
  const { math, match } = own;
  const periods = computePeriods(spec, world);
  const matching = log
    .filter((event) => spec.filter === undefined || matchesFilter(event, spec.filter))
    .filter((event) => matchesMatcher(event, match));
  const inRange = matching.filter((event) => isWithin(event.time, world));
  const windows = periods.map((period) => (isActive(math) ? trailing(math.active, period, world) : period));
  const touched = isActive(math)
    ? matching.filter(
        (event) =>
          event.time < world.to && (inRange.includes(event) || windows.some((window) => isWithin(event.time, window))),
      )
    : inRange;
  return { math, windows, inRange, touched };
}

function linesOf(spec: TrendsSpec, view: View, names: NamesOfSeries): OracleLine[] {
  const { math, windows, inRange, touched } = view;
  const lines = new Map<string, string[]>();
  for (const event of touched) lines.set(JSON.stringify(names(event)), names(event));
  if ((spec.breakdown ?? []).length === 0) lines.set('[]', []);
  return [...lines].map(([key, breakdown]) => {
    const own = (events: readonly LoggedEvent[]): LoggedEvent[] =>
      events.filter((event) => JSON.stringify(names(event)) === key);
    const values = windows.map(({ from, to }) => {
      const since = spec.cumulative === true ? -Infinity : from;
      return measure(
        math,
        own(touched).filter(({ time }) => time >= since && time < to),
      );
    });
    return { breakdown, values, total: measure(math, own(inRange)) };
  });
}

/** The series that a formula names, by its letters. */
function formulaSeries({ formula }: TrendsSpec): number[] | undefined {
  if (formula === undefined) return undefined;
  const letters = formula.toUpperCase().match(/[A-Z]/g) ?? [];
  return [...new Set(letters.map((letter) => letter.charCodeAt(0) - 65))];
}

/** JavaScript does the arithmetic, with null and division by zero watched from outside. */
function byFormula(formula: string, views: View[], lists: OracleLine[][], named: number[]): OracleLine[] {
  const keys = new Map(
    named.flatMap((series) => (lists[series] ?? []).map((line) => [line.breakdown.join('/'), line.breakdown] as const)),
  );
  const letters = views.map((_, series) => String.fromCharCode(65 + series));
  // oxlint-disable-next-line no-implied-eval -- the formulas are the tests' own
  const compute = new Function(...letters, `return ${formula.toUpperCase()};`) as (...values: number[]) => number;
  const at = (key: string, of: (line: OracleLine) => number | null | undefined): number | null => {
    const values = views.map(({ math }, series) => {
      const line = lists[series]?.find(({ breakdown }) => breakdown.join('/') === key);
      return line === undefined ? measure(math, []) : (of(line) ?? null);
    });
    if (named.some((series) => values[series] === null)) return null;
    const value = compute(...values.map((own) => own ?? Number.NaN));
    return Number.isFinite(value) ? value : null;
  };
  return [...keys].map(([key, breakdown]) => ({
    breakdown,
    values: (views[0]?.windows ?? []).map((_, bucket) => at(key, ({ values }) => values[bucket])),
    total: at(key, ({ total }) => total),
  }));
}

function smoothed(values: readonly (number | null)[], width: number): (number | null)[] {
  return values.map((_, end) => {
    const own = values.slice(Math.max(0, end + 1 - width), end + 1).filter((value) => value !== null);
    return own.length === 0 ? null : own.reduce((a, b) => a + b, 0) / own.length;
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

/** The name of each property's value on an event: itself, its bin, `$none`, or `$other` beyond the limit. */
function namesFor(spec: TrendsSpec, rankers: readonly View[], all: readonly View[]): NamesOfSeries {
  const nameOf = (spec.breakdown ?? []).map(({ property, limit = 25, bins }) => {
    const valueOf = (event: LoggedEvent): string => String(propertyOf(event, property) ?? '$none');
    if (bins !== undefined) {
      const binOf = binsOf(
        all.flatMap(({ touched }) => touched.map(valueOf)),
        bins,
      );
      return (event: LoggedEvent) => binOf(valueOf(event));
    }
    const shown: string[] = [];
    for (const { math, touched, inRange } of rankers) {
      const values = [...new Set(touched.map(valueOf))];
      const totals = new Map(
        values.map((value) => [
          value,
          measure(
            math,
            inRange.filter((event) => valueOf(event) === value),
          ) ?? -Infinity,
        ]),
      );
      const ranked = values.sort((a, b) => (totals.get(b) ?? 0) - (totals.get(a) ?? 0) || (a < b ? -1 : 1));
      for (const value of ranked) if (!shown.includes(value) && shown.length < limit) shown.push(value);
    }
    return (event: LoggedEvent) => (shown.includes(valueOf(event)) ? valueOf(event) : '$other');
  });
  return (event) => nameOf.map((name) => name(event));
}

/** The first instant of a local date such as 2026-03-29. */
export function startOfDate(zone: string, date: string): number {
  const dayOf = localDays(zone);
  let instant = Date.parse(`${date}T00:00:00Z`) - 2 * DAY;
  while (dayOf(instant) < date) instant += QUARTER;
  return instant;
}

const dateOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The same day of another month, or that month's last. */
function otherMonth(date: string, months: number): string {
  const first = new Date(`${date.slice(0, 7)}-01T00:00:00Z`);
  first.setUTCMonth(first.getUTCMonth() + months);
  const month = dateOf(first.getTime()).slice(0, 7);
  for (let day = Number(date.slice(8)); ; day -= 1) {
    const wanted = `${month}-${String(day).padStart(2, '0')}`;
    if (dateOf(Date.parse(`${wanted}T00:00:00Z`) || 0) === wanted) return wanted;
  }
}

/** What the range is compared with, by the words of the contract. */
export function comparedWorldOf(spec: TrendsSpec, world: OracleWorld): OracleWorld | undefined {
  const { compare, range } = spec;
  if (compare === undefined) return undefined;
  const { zone, from, to } = world;
  const dayOf = localDays(zone);
  const isStart = (instant: number): boolean => dayOf(instant) !== dayOf(instant - 1);
  const isDays = isStart(from) && isStart(to);
  const addDays = (date: string, days: number): string => dateOf(Date.parse(`${date}T00:00:00Z`) + days * DAY);
  const [first, end] = [dayOf(from), dayOf(to)];
  const length = Math.round((Date.parse(`${end}T00:00Z`) - Date.parse(`${first}T00:00Z`)) / DAY);
  const isMonths = first.endsWith('-01') && end.endsWith('-01');
  const months =
    Number(end.slice(0, 4)) * 12 + Number(end.slice(5, 7)) - Number(first.slice(0, 4)) * 12 - Number(first.slice(5, 7));
  const at = (date: string): number => startOfDate(zone, date);
  if ('previous' in compare) {
    if (!isDays) return { ...world, from: from - (to - from), to: from };
    const last = range !== undefined && 'last' in range && range.last.unit === 'month' ? range.last.value : undefined;
    const count = last ?? (isMonths ? months : undefined);
    return {
      ...world,
      from: at(count === undefined ? addDays(first, -length) : otherMonth(end, -2 * count)),
      to: from,
    };
  }
  const { value, unit } = compare.offset;
  if (unit === 'hour') return { ...world, from: from - value * 3_600_000, to: to - value * 3_600_000 };
  const back = (date: string): string =>
    unit === 'month' ? otherMonth(date, -value) : addDays(date, -value * (unit === 'week' ? 7 : 1));
  if (!isDays) {
    // The same time on the wall: as far after the day's first instant as it shows.
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, timeStyle: 'medium' });
    const start = at(back(first));
    let moved = start;
    while (dayOf(moved) === dayOf(start) && clock.format(moved) < clock.format(from)) moved += QUARTER;
    return { ...world, from: moved, to: moved + to - from };
  }
  const movedFirst = back(first);
  const movedEnd = unit === 'month' && isMonths ? back(end) : addDays(movedFirst, length);
  return { ...world, from: at(movedFirst), to: at(movedEnd) };
}

function measure(math: SeriesMath, events: readonly LoggedEvent[]): number | null {
  const persons = new Set(events.map(({ person }) => person)).size;
  if (math === 'events') return events.length;
  if (math === 'persons' || isActive(math)) return persons;
  if (math === 'sessions')
    return new Set(events.map(({ session }) => session).filter((session) => session !== '')).size;
  if (math === 'per_person') return persons === 0 ? null : events.length / persons;
  if ('group' in math) {
    return new Set(events.map(({ properties }) => properties[math.group]).filter((key) => key !== undefined)).size;
  }
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
