/**
 * What a spec's `range` and `timezone` mean in UTC ms: the half-open span [from, to) that a fold looks at, and the zone
 * table that calendar buckets go by. INSIGHTS §2: a day `from` is its start and a day `to` its end; `last` n units ends
 * with the day (or hour, minute, second) of `now`.
 */
import { computeZoneTable, DAY_MS, toLocal, type ZoneTable } from '../base/time';
import { computeBuckets, dayOfInstant, startOfDay } from '../base/time-buckets';
import { addMonths, dayOfText } from '../base/time-calendar';
import { durationMs } from '../base/time-duration';
import type { Duration, Interval, Range } from '../model/range';
import { SpecProblem } from './common';
import type { PlanContext } from './insight';

export interface Span {
  /** UTC ms, first instant inside. -Infinity or more. */
  readonly from: number;
  /** UTC ms, first instant after. */
  readonly to: number;
}

export interface PlannedTime {
  readonly table: ZoneTable;
  /** What the spec asks for; an end it leaves open is infinite. */
  readonly asked: Span;
  /** The same with open ends closed by the data; from = to where there is nothing. */
  readonly closed: Span;
}

const isDay = (instant: string): boolean => instant.length === 10;

function startOf(table: ZoneTable, instant: string): number {
  return isDay(instant) ? startOfDay(table, dayOfText(instant)) : Date.parse(instant);
}

function endOf(table: ZoneTable, instant: string): number {
  return isDay(instant) ? startOfDay(table, dayOfText(instant) + 1) : Date.parse(instant);
}

function lastUnits(table: ZoneTable, last: Duration, now: number): Span {
  switch (last.unit) {
    case 'second':
    case 'minute':
    case 'hour': {
      const unit = durationMs({ value: 1, unit: last.unit });
      // The wall clock's unit, not UTC's: zones at half hours begin their hours there.
      const local = toLocal(table, now);
      const to = now - (((local % unit) + unit) % unit) + unit;
      return { from: to - last.value * unit, to };
    }
    case 'day':
    case 'week':
    case 'month': {
      const tomorrow = dayOfInstant(table, now) + 1;
      const first =
        last.unit === 'month'
          ? addMonths(tomorrow, -last.value)
          : tomorrow - last.value * (last.unit === 'week' ? 7 : 1);
      return { from: startOfDay(table, first), to: startOfDay(table, tomorrow) };
    }
  }
}

/** Making a table asks `Intl` for each of its days, and a question plans several times. By zone and rounded span. */
const tables = new Map<string, ZoneTable>();
const MOST_TABLES = 16;
const ROUNDED_MS = 32 * DAY_MS;

function zoneTable(zone: string, from: number, to: number): ZoneTable {
  const first = Math.floor(from / ROUNDED_MS) * ROUNDED_MS;
  const last = Math.ceil(to / ROUNDED_MS) * ROUNDED_MS;
  const key = `${zone} ${first} ${last}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const table = computeZoneTable(zone, first, last);
  if (tables.size >= MOST_TABLES) tables.clear();
  tables.set(key, table);
  return table;
}

/** Everything about time that a spec's plan needs. */
export function planTime(
  spec: { readonly range?: Range | undefined; readonly timezone?: string | undefined },
  context: PlanContext,
): PlannedTime {
  const zone = spec.timezone ?? context.timezone;
  const { range } = spec;
  const extent = context.extent;
  const table = zoneTable(zone, ...roughSpan(range, context));
  const asked = askedSpan(table, range, context.now);
  const from = asked.from === -Infinity ? (extent?.from ?? asked.to) : asked.from;
  const to = asked.to === Infinity ? (extent === undefined ? asked.from : extent.to + 1) : asked.to;
  const closed = Number.isFinite(from) && Number.isFinite(to) && from < to ? { from, to } : { from: 0, to: 0 };
  return { table, asked, closed };
}

/** Where a span ends beyond all events, it need not end: then nobody looks at their times. */
export const openedSpan = ({ from, to }: Span, extent: PlanContext['extent']): Span =>
  extent === undefined
    ? { from, to }
    : { from: from <= extent.from ? -Infinity : from, to: to > extent.to ? Infinity : to };

/** More buckets than this are refused: no screen could show them. */
const MAX_BUCKETS = 100_000;

/**
 * The boundaries of the buckets that the planned span falls into. Throws {@link SpecProblem} at `path`, the interval's,
 * where there would be too many.
 */
export function planBuckets(
  { table, closed }: PlannedTime,
  interval: Interval,
  weekStart: PlanContext['weekStart'],
  path: string,
): Float64Array {
  const buckets = computeBuckets(table, interval, weekStart, closed.from, closed.to, MAX_BUCKETS + 1);
  if (buckets.length - 1 > MAX_BUCKETS) {
    throw new SpecProblem(path, `makes more than ${MAX_BUCKETS} buckets; choose a longer one or a shorter range.`);
  }
  return buckets;
}

function askedSpan(table: ZoneTable, range: Range | undefined, now: number): Span {
  if (range === undefined) return { from: -Infinity, to: Infinity };
  if ('last' in range) {
    // `now` given as a day means its last moment, as a day `to` does.
    return lastUnits(table, range.last, range.now === undefined ? now : nowOf(table, range.now));
  }
  return {
    from: range.from === undefined ? -Infinity : startOf(table, range.from),
    to: range.to === undefined ? Infinity : endOf(table, range.to),
  };
}

const nowOf = (table: ZoneTable, now: string): number => (isDay(now) ? endOf(table, now) - 1 : Date.parse(now));

/** Every instant that planning may ask the zone about, give or take two days. */
function roughSpan(range: Range | undefined, context: PlanContext): [number, number] {
  const known: number[] = context.extent === undefined ? [] : [context.extent.from, context.extent.to];
  if (range !== undefined && 'last' in range) {
    const now = range.now === undefined ? context.now : Date.parse(range.now);
    known.push(now, now - durationMs(range.last) * 1.1 - 2 * DAY_MS);
  } else {
    for (const instant of [range?.from, range?.to]) if (instant !== undefined) known.push(Date.parse(instant));
  }
  if (known.length === 0) known.push(context.now);
  return [Math.min(...known) - 2 * DAY_MS, Math.max(...known) + 2 * DAY_MS];
}
