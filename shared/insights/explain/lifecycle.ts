/** What became of the people bucket by bucket, in words. */
import { formatCount, formatPlural } from '../../base/number-format';
import { formatBucket, formatDay } from '../../base/time-format';
import type { Interval } from '../../model/range';
import { LIFECYCLE_STATUSES, type LifecycleResult, type LifecycleSpec } from '../lifecycle/spec';
import { eventPhrases } from './behaviour-words';
import { type ExplainContext, spokenTime } from './context';
import { isLastBucketOpen } from './open-bucket';
import { phrase, type Phrase } from './phrases';
import { spanWords } from './span-words';

/**
 * Buckets whose figures are final: not the last one while it runs or the data ends within it, nor the first, before
 * which nobody is known to have been active if the data begins with it.
 */
export function finalBuckets(result: LifecycleResult, isLastRunning: boolean): readonly number[] {
  const end = result.buckets.length - (isLastRunning ? 1 : 0);
  const begin = (result.dormant[0] ?? 0) === 0 && (result.returning[0] ?? 0) === 0 ? 1 : 0;
  return Array.from({ length: Math.max(0, end - begin) }, (_, index) => begin + index);
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Speaks of the last bucket that is final. */
export function lifecycleSentence(
  spec: LifecycleSpec,
  result: LifecycleResult,
  context: ExplainContext,
): readonly Phrase[] {
  const time = spokenTime(spec, context);
  const final = finalBuckets(result, isLastBucketOpen(result.buckets, spec.interval, context));
  const bucket = final.at(-1) ?? result.buckets.length - 1;
  const start = result.buckets[bucket];
  const what = eventPhrases(spec.match, context.names);
  if (start === undefined || LIFECYCLE_STATUSES.every((status) => sum(result[status]) === 0)) {
    return [{ text: 'Nobody did ' }, ...what, { text: ` ${spanWords(time)}.` }];
  }
  const at = (status: keyof Pick<LifecycleResult, (typeof LIFECYCLE_STATUSES)[number]>): number =>
    Math.abs(result[status][bucket] ?? 0);
  const active = at('new') + at('returning') + at('resurrecting');
  return [
    ...phrase`${formatPlural(active, 'person', 'people')}`,
    { text: ' did ' },
    ...what,
    { text: ` ${bucketWords(Date.parse(start), spec.interval, time.zone)}: ` },
    ...phrase`${formatCount(at('new'))} new, ${formatCount(at('returning'))} returning, ${formatCount(at('resurrecting'))} back after a while`,
    { text: '; ' },
    ...phrase`${formatCount(at('dormant'))} of the `,
    { text: `${spec.interval} before did not.` },
  ];
}

/** A bucket inside a sentence: `in the week of 2 Mar 2026`. `ms`: UTC, its start. */
export function bucketWords(ms: number, interval: Interval, zone: string): string {
  switch (interval) {
    case 'hour':
      return `in the hour from ${formatBucket(ms, 'hour', zone)}`;
    case 'day':
      return `on ${formatBucket(ms, 'day', zone)}`;
    case 'week':
      return `in the week of ${formatDay(ms, zone)}`;
    case 'month':
      return `in ${formatBucket(ms, 'month', zone)}`;
  }
}
