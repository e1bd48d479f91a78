/** Where the range and the buckets of a result do not fit the data. */
import { DAY_MS } from '../../../base/time';
import { dayOfInstant } from '../../../base/time-buckets';
import { formatDay } from '../../../base/time-format';
import { formatPlural } from '../../../base/number-format';
import type { Interval } from '../../../model/range';
import type { InsightResult, InsightSpec } from '../../specs';
import { type ExplainContext, type SpokenTime, spokenTime, timeOf } from '../context';
import type { DataFacts } from '../facts';
import type { Warning } from '../meta';
import { isLastBucketOpen } from '../open-bucket';

export function timeWarnings(
  spec: InsightSpec,
  result: InsightResult,
  context: ExplainContext,
  facts: DataFacts,
): readonly Warning[] {
  const timed = timeOf(spec);
  if (timed === undefined) return [];
  const time = spokenTime(timed, context);
  const ends = rangeWarnings(time, context);
  const isEmpty = ends.some(({ code }) => code === 'range_without_data');
  return [
    ...ends,
    ...(isEmpty ? [] : lastBucket(spec, result, context)),
    ...(isEmpty ? [] : midHistory(spec, result, context, facts)),
    ...clockChange(spec, time),
  ];
}

/** A day of quiet at either end is nothing to tell of. */
function rangeWarnings({ asked, zone }: SpokenTime, { extent, now }: ExplainContext): readonly Warning[] {
  if (extent === undefined) return [];
  const begins = formatDay(extent.from, zone);
  const ends = formatDay(extent.to, zone);
  if (asked.to <= extent.from || asked.from > extent.to) {
    return [
      {
        code: 'range_without_data',
        message: `The data goes from ${begins} to ${ends}; the range lies ${asked.from > extent.to ? 'after' : 'before'} all of it.`,
        path: 'range',
      },
    ];
  }
  const missingBefore = Math.floor((extent.from - asked.from) / DAY_MS);
  const missingAfter = Math.floor((Math.min(asked.to, now) - extent.to) / DAY_MS);
  return [
    ...(Number.isFinite(asked.from) && missingBefore >= 1
      ? [
          {
            code: 'range_before_data' as const,
            message: `The data begins on ${begins}: the first ${formatPlural(missingBefore, 'day')} of the range ${missingBefore === 1 ? 'is' : 'are'} empty for want of data.`,
            path: 'range',
          },
        ]
      : []),
    ...(Number.isFinite(asked.to) && missingAfter >= 1
      ? [
          {
            code: 'range_after_data' as const,
            message: `The data ends on ${ends}: the last ${formatPlural(missingAfter, 'day')} of the range ${missingAfter === 1 ? 'is' : 'are'} empty for want of data.`,
            path: 'range',
          },
        ]
      : []),
  ];
}

/** The buckets a result is drawn in, with their interval. */
function bucketsOf(
  spec: InsightSpec,
  result: InsightResult,
): { readonly buckets: readonly string[]; readonly interval: Interval } | undefined {
  if (spec.kind === 'trends' && result.kind === 'trends') return { buckets: result.buckets, interval: spec.interval };
  if (spec.kind === 'lifecycle' && result.kind === 'lifecycle') {
    return { buckets: result.buckets, interval: spec.interval };
  }
  if (spec.kind === 'funnel' && result.kind === 'funnel' && spec.trend !== undefined && result.trend !== undefined) {
    return { buckets: result.trend.buckets, interval: spec.trend.interval };
  }
  return undefined;
}

function lastBucket(spec: InsightSpec, result: InsightResult, context: ExplainContext): readonly Warning[] {
  const own = bucketsOf(spec, result);
  if (own === undefined || !isLastBucketOpen(own.buckets, own.interval, context)) return [];
  const effect =
    spec.kind === 'lifecycle'
      ? 'its dormant may still come, so the sentence and the pulse leave it out'
      : spec.kind === 'funnel'
        ? 'who entered in it may still convert'
        : 'its figures are of a part of it and may still grow';
  return [{ code: 'last_bucket_incomplete', message: `The last ${own.interval} is not over in the data: ${effect}.` }];
}

/** The data's first week is as busy as this part of a usual one: things began earlier than the data does. */
const ABRUPT = 0.5;
const FIRST_DAYS = 7;
const LEAST_DAYS = 21;

/** Whether the data begins with days nearly as busy as later ones, as an import of a part of the history does. */
export function beginsAbruptly(days: ReadonlyMap<number, number>): boolean {
  const numbers = [...days.keys()];
  const first = numbers.reduce((least, day) => Math.min(least, day), Infinity);
  const last = numbers.reduce((most, day) => Math.max(most, day), -Infinity);
  if (last - first + 1 < LEAST_DAYS) return false;
  // Days without events count too, but are not written out: one event with a wrong clock is millions of them away.
  const busy = [...days.values()].filter((count) => count > 0).sort((a, b) => a - b);
  const idle = last - first + 1 - busy.length;
  const usual = busy[Math.floor((last - first + 1) / 2) - idle] ?? 0;
  // The very first day is often cut in the middle.
  const early = Array.from({ length: FIRST_DAYS }, (_, index) => days.get(first + 1 + index) ?? 0);
  return usual > 0 && early.reduce((sum, count) => sum + count, 0) / FIRST_DAYS >= usual * ABRUPT;
}

function midHistory(
  spec: InsightSpec,
  result: InsightResult,
  { extent }: ExplainContext,
  { days }: DataFacts,
): readonly Warning[] {
  if (extent === undefined) return [];
  const holdsBeginning = (bucket: string | undefined): boolean =>
    bucket !== undefined && Date.parse(bucket) <= extent.from;
  if (result.kind === 'lifecycle' && spec.kind === 'lifecycle') {
    if (!holdsBeginning(result.buckets[0])) return [];
    return [
      {
        code: 'starts_mid_history',
        message: `The data begins with the first ${spec.interval}: whoever was there before it looks new in it.`,
      },
    ];
  }
  if (!beginsAbruptly(days)) return [];
  if (result.kind === 'retention' && spec.kind === 'retention' && (spec.cohortBy ?? 'first_ever') === 'first_ever') {
    const first = result.cohorts[0];
    if (first === undefined || first.size === 0 || !holdsBeginning(first.start)) return [];
    return [
      {
        code: 'starts_mid_history',
        message: `The data begins in the middle of things: the first ${spec.interval}’s cohort holds people who had started before it, and who stay longer than new ones do.`,
        path: 'cohortBy',
      },
    ];
  }
  return JSON.stringify(spec).includes('"firstPerformed"')
    ? [
        {
          code: 'starts_mid_history',
          message:
            'The data begins in the middle of things: what looks like somebody’s first time early on may not be.',
          path: 'filter',
        },
      ]
    : [];
}

function clockChange(spec: InsightSpec, { table, closed, zone }: SpokenTime): readonly Warning[] {
  const isHourly =
    ('interval' in spec && spec.interval === 'hour') ||
    (spec.kind === 'frequency' && spec.per === 'hour') ||
    (spec.kind === 'funnel' && spec.trend?.interval === 'hour');
  if (!isHourly) return [];
  const changes = table.starts.filter((start) => start > closed.from && start < closed.to);
  const [first] = changes;
  if (first === undefined) return [];
  const index = table.starts.indexOf(first);
  const isForward = (table.offsets[index] ?? 0) > (table.offsets[index - 1] ?? 0);
  const day = formatDay(first, zone);
  const more =
    changes.length > 1 ? `, and ${formatPlural(changes.length - 1, 'more time', 'more times')} in the range` : '';
  const isOneDay = dayOfInstant(table, first) === dayOfInstant(table, first - 1);
  return [
    {
      code: 'clock_change',
      message: `On ${day} the clocks of ${zone} go ${isForward ? 'forward' : 'back'}${more}: ${isOneDay ? 'that day' : 'the night before it'} has an hour ${isForward ? 'less' : 'twice'}.`,
    },
  ];
}
