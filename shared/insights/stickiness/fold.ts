/** Stickiness fold and drill: in how many buckets each person was active, and on how many days of each window. */
import type { Bitmap } from '../../base/bitmap';
import { BucketFinder } from '../../base/time-buckets';
import type { PersonRange } from '../../model/sequences';
import type { DrillUnits, FoldInput, Stop } from '../insight';
import { eachMatch, PERSONS_PER_LOOK } from '../matches';
import { MONTH_DAYS, type StickinessParams, WEEK_DAYS } from './plan';
import type { StickinessCell } from './spec';

/** Sums over persons; all whole numbers. */
export interface StickinessPartial {
  readonly counts: Float64Array;
  /** Person-days: active on the day, in the week, in the month that ends with it; over the days of the range. */
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

export function foldStickiness(
  input: FoldInput,
  params: StickinessParams,
  range: PersonRange,
  stop: Stop,
): StickinessPartial {
  const counts = new Float64Array(Math.max(0, params.buckets.length - 1) + 1);
  const windows = new Windows(params);
  visitPersons(input, params, range, stop, {
    person: (_person, buckets) => {
      if (buckets > 0) counts[buckets] = (counts[buckets] as number) + 1;
      windows.endPerson();
    },
    event: (at) => windows.add(at),
  });
  return { counts, daily: windows.daily, weekly: windows.weekly, monthly: windows.monthly };
}

export function mergeStickiness(a: StickinessPartial, b: StickinessPartial): StickinessPartial {
  return {
    counts: a.counts.map((count, buckets) => count + (b.counts[buckets] as number)),
    daily: a.daily + b.daily,
    weekly: a.weekly + b.weekly,
    monthly: a.monthly + b.monthly,
  };
}

export function drillStickiness(
  input: FoldInput,
  params: StickinessParams,
  { count, orMore = false }: StickinessCell,
  range: PersonRange,
): DrillUnits {
  const persons: number[] = [];
  const positions: number[][] = [];
  visitPersons(input, params, range, () => false, {
    person: (person, buckets, firsts) => {
      if (orMore ? buckets < count : buckets !== count) return;
      persons.push(person);
      positions.push([...firsts]);
    },
    event: () => undefined,
  });
  return { unit: 'persons', persons, positions };
}

interface Visitor {
  /** After the person's events: how many buckets, and the first event of each. */
  person(person: number, buckets: number, firsts: readonly number[]): void;
  /** Each matching event before the end of the range, in order; UTC ms. */
  event(at: number): void;
}

function visitPersons(
  { sequences: { offsets, time }, predicates }: FoldInput,
  { match, from, to, buckets }: StickinessParams,
  range: PersonRange,
  stop: Stop,
  visitor: Visitor,
): void {
  const active = predicates[match] as Bitmap;
  const finder = new BucketFinder(buckets);
  const firsts: number[] = [];
  let last = -1;
  const step = (position: number): void => {
    const at = time[position] as number;
    if (at >= to) return;
    visitor.event(at);
    if (at < from) return;
    const bucket = finder.indexOf(at);
    if (bucket < 0 || bucket === last) return;
    last = bucket;
    firsts.push(position);
  };
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) return;
    firsts.length = 0;
    last = -1;
    eachMatch(active, offsets[person] as number, offsets[person + 1] as number, step);
    visitor.person(person, firsts.length, firsts);
  }
}

/** Counts, for one person after another, the days of the range on which a trailing window holds an active day. */
class Windows {
  daily = 0;
  weekly = 0;
  monthly = 0;
  private readonly finder: BucketFinder;
  private lastDay = -1;
  /** The first day of the range that the weekly and monthly windows have not covered yet. */
  private weekFrom = 0;
  private monthFrom = 0;

  constructor(private readonly params: StickinessParams) {
    this.finder = new BucketFinder(params.days);
    this.endPerson();
  }

  add(at: number): void {
    const { firstDay, from, days } = this.params;
    const day = this.finder.indexOf(at);
    // Of the range's first day only what lies in the range counts as activity on it.
    if (day < 0 || day === this.lastDay || (day === firstDay && at < from)) return;
    this.lastDay = day;
    const end = days.length - 1;
    if (day >= firstDay) this.daily += 1;
    const covers = (length: number, since: number): number =>
      Math.max(0, Math.min(end, day + length) - Math.max(day, firstDay, since));
    this.weekly += covers(WEEK_DAYS, this.weekFrom);
    this.monthly += covers(MONTH_DAYS, this.monthFrom);
    this.weekFrom = Math.min(end, day + WEEK_DAYS);
    this.monthFrom = Math.min(end, day + MONTH_DAYS);
  }

  endPerson(): void {
    this.lastDay = -1;
    this.weekFrom = 0;
    this.monthFrom = 0;
  }
}
