/** Trends fold: one pass over the matching events of each series. */
import { rangeMask } from '../../base/bit-range';
import type { Bitmap } from '../../base/bitmap';
import { lastNotAfter } from '../../base/time';
import { BucketFinder } from '../../base/time-buckets';
import type { PersonRange } from '../../model/sequences';
import { columnAt } from '../bucket-column';
import type { FoldInput, Stop } from '../insight';
import { PERSONS_PER_LOOK } from '../matches';
import type { Match } from './cells';
import { collectorsFor } from './collect';
import { ComboIndex } from './combos';
import { countPersons } from './count-persons';
import type { SeriesPart, TrendsPartial } from './parts';
import { paramsOfCompared, type Measure, type TrendsParams } from './plan';

export function foldTrends(input: FoldInput, params: TrendsParams, range: PersonRange, stop: Stop): TrendsPartial {
  const compared = paramsOfCompared(params);
  const foldSpan = (span: TrendsParams): SeriesPart[] =>
    span.series.map((_, series) => foldSeries(input, span, series, range, stop));
  return { parts: [foldSpan(params)], compared: compared === undefined ? [] : [foldSpan(compared)] };
}

export function mergeTrends(a: TrendsPartial, b: TrendsPartial): TrendsPartial {
  return { parts: [...a.parts, ...b.parts], compared: [...a.compared, ...b.compared] };
}

function foldSeries(
  input: FoldInput,
  params: TrendsParams,
  series: number,
  range: PersonRange,
  stop: Stop,
): SeriesPart {
  const { measure, predicate } = params.series[series] as TrendsParams['series'][number];
  const hasBreakdown = params.breakdown.length > 0;
  if (measure.type === 'units' && measure.unit === 'person' && !hasBreakdown && !params.cumulative) {
    const matching = input.predicates[predicate] as Bitmap;
    const counted = countPersons(input.sequences, matching, params, range, stop, columnAt(input, params.column));
    return { combos: new Int32Array(0), comboCount: 1, columns: [counted] };
  }
  const combos = new ComboIndex(
    input,
    params.breakdown.map(({ column }) => column),
  );
  const collectors = collectorsFor(measure, input, Math.max(0, params.buckets.length - 1), hasBreakdown);
  visitMatches(input, params, series, range, stop, {
    nextPerson: () => {
      for (const collector of collectors) collector.nextPerson();
    },
    match: (match) => {
      if (hasBreakdown) match.combo = combos.at(match.position);
      for (const collector of collectors) collector.add(match);
    },
  });
  return {
    combos: combos.toArray(),
    comboCount: combos.count,
    columns: collectors.map((collector) => collector.finish()),
  };
}

export interface MatchVisitor {
  nextPerson(person: number): void;
  /** The same object each time. */
  match(match: Match): void;
}

/** Calls `visitor` for each event of a series that has a bucket, person by person and in order. */
export function visitMatches(
  input: FoldInput,
  params: TrendsParams,
  series: number,
  range: PersonRange,
  stop: Stop,
  visitor: MatchVisitor,
): void {
  const { predicate, measure } = params.series[series] as TrendsParams['series'][number];
  const bitmap = input.predicates[predicate] as Bitmap;
  const { offsets, time } = input.sequences;
  const place = placer(measure, params);
  const match: Match = { position: 0, combo: 0, low: 0, high: 0, inRange: true };
  for (let person = range.from; person < range.to; person += 1) {
    if ((person - range.from) % PERSONS_PER_LOOK === 0 && stop()) return;
    visitor.nextPerson(person);
    const start = offsets[person] as number;
    const end = offsets[person + 1] as number;
    const last = (end - 1) >>> 5;
    for (let word = start >>> 5; start < end && word <= last; word += 1) {
      let bits = (bitmap[word] as number) & rangeMask(word, start, end);
      while (bits !== 0) {
        const bit = bits & -bits;
        bits ^= bit;
        match.position = (word << 5) + 31 - Math.clz32(bit);
        if (place(time[match.position] as number, match)) visitor.match(match);
      }
    }
  }
}

/** Puts an event's buckets into the match; false where it has none. */
function placer(
  measure: Measure,
  { buckets, from, to, cumulative }: TrendsParams,
): (at: number, match: Match) => boolean {
  if (measure.type === 'active') {
    const { starts, ends } = measure;
    const earliest = Math.min(from, starts[0] ?? Infinity);
    return (at, match) => {
      if (at < earliest || at >= to || starts.length === 0) return false;
      // The first window that ends after the event, and the last that began by then.
      match.low = at < (ends[0] as number) ? 0 : lastNotAfter(ends, at) + 1;
      match.high = at < (starts[0] as number) ? -1 : lastNotAfter(starts, at);
      match.inRange = at >= from;
      // Between two windows an event still counts in the range's total.
      return match.low <= match.high || match.inRange;
    };
  }
  const finder = new BucketFinder(buckets);
  return (at, match) => {
    if (at < from || at >= to) return false;
    match.low = finder.indexOf(at);
    match.high = cumulative ? finder.count - 1 : match.low;
    return match.low >= 0;
  };
}
