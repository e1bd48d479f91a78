/** Lifecycle in words and figures: the statuses, the pulse, the sentence. Pure. */
import {
  LIFECYCLE_STATUSES,
  type LifecycleResult,
  type LifecycleSpec,
  type LifecycleStatus,
} from '../../../shared/insights/lifecycle/spec';
import { isLastOpen } from '../../charts/buckets';
import type { CatalogEvent } from '../../parts/default-events';
import { presenceEvent } from '../../parts/default-events';
import { matcherTitle } from '../../parts/matcher-words';
import { phrase, type Phrase } from '../../parts/phrases';
import { formatCount, formatPlural } from '../../ui/number-format';
import { formatBucket, formatDay } from '../../ui/time-format';

const DAY_MS = 86_400_000;

/** undefined while there is no event. Times in UTC ms. */
export function defaultLifecycle(
  events: readonly CatalogEvent[],
  { from, to }: { readonly from: number; readonly to: number },
): LifecycleSpec | undefined {
  const event = presenceEvent(events);
  if (event === undefined) return undefined;
  const days = (to - from) / DAY_MS;
  return {
    kind: 'lifecycle',
    match: { event },
    interval: days <= 2 ? 'hour' : days <= 21 ? 'day' : days <= 400 ? 'week' : 'month',
  };
}

export interface StatusWords {
  readonly status: LifecycleStatus;
  readonly name: string;
  /** CSS colour. */
  readonly color: string;
}

/** In the order of the stack, from the line upwards; the dormant below it. */
export const STATUSES: readonly StatusWords[] = [
  { status: 'returning', name: 'Returning', color: 'var(--cat-1)' },
  { status: 'resurrecting', name: 'Resurrecting', color: 'var(--cat-9)' },
  { status: 'new', name: 'New', color: 'var(--cat-3)' },
  { status: 'dormant', name: 'Dormant', color: 'var(--cat-2)' },
];

/** What a status means, with the interval's name. */
export function statusMeaning(status: LifecycleStatus, interval: LifecycleSpec['interval']): string {
  switch (status) {
    case 'new':
      return `first event ever in the ${interval}`;
    case 'returning':
      return `active in this ${interval} and the one before`;
    case 'resurrecting':
      return `back after a ${interval} or more away`;
    case 'dormant':
      return `active the ${interval} before, not in this one`;
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Persons by status over all buckets; a person counts in each. The dormant as a positive number. */
export const totals = (result: LifecycleResult): Readonly<Record<LifecycleStatus, number>> => {
  const of = (status: LifecycleStatus): number => Math.abs(sum(result[status]));
  return { new: of('new'), returning: of('returning'), resurrecting: of('resurrecting'), dormant: of('dormant') };
};

/** (new + resurrecting) ÷ dormant; null where nobody went dormant. */
export function pulseOf(came: number, went: number): number | null {
  return went === 0 ? null : came / Math.abs(went);
}

/** The pulse of one bucket. */
export const pulseAt = (result: LifecycleResult, bucket: number): number | null =>
  pulseOf((result.new[bucket] ?? 0) + (result.resurrecting[bucket] ?? 0), result.dormant[bucket] ?? 0);

/**
 * Buckets whose figures are final: not the last one while it runs or the data ends within it, nor the first, before
 * which nobody is known to have been active if the data begins with it.
 */
export function finalBuckets(result: LifecycleResult, isLastRunning: boolean): readonly number[] {
  const end = result.buckets.length - (isLastRunning ? 1 : 0);
  const begin = (result.dormant[0] ?? 0) === 0 && (result.returning[0] ?? 0) === 0 ? 1 : 0;
  return Array.from({ length: Math.max(0, end - begin) }, (_, index) => begin + index);
}

/** Over the buckets that are final. */
export function overallPulse(result: LifecycleResult, final: readonly number[]): number | null {
  const over = (status: LifecycleStatus): number => sum(final.map((bucket) => result[status][bucket] ?? 0));
  return pulseOf(over('new') + over('resurrecting'), over('dormant'));
}

const daysOf = (start: number, interval: LifecycleSpec['interval']): number => {
  if (interval !== 'month') return interval === 'week' ? 7 : 1;
  // Its middle is in that month in every zone.
  const middle = new Date(start + 14 * DAY_MS);
  return new Date(Date.UTC(middle.getUTCFullYear(), middle.getUTCMonth() + 1, 0)).getUTCDate();
};

/**
 * Whether the last bucket still runs at `now`, or the data ends more than a day before it does, as exports do. Times in
 * UTC ms.
 */
export function isLastRunning(
  { buckets }: Pick<LifecycleResult, 'buckets'>,
  interval: LifecycleSpec['interval'],
  now: number,
  dataEnd: number | undefined,
): boolean {
  const last = buckets.at(-1);
  if (last === undefined) return false;
  const start = Date.parse(last);
  const isCut =
    (interval === 'week' || interval === 'month') &&
    dataEnd !== undefined &&
    dataEnd < start + (daysOf(start, interval) - 1) * DAY_MS;
  return isCut || isLastOpen(buckets, interval, now);
}

const activeIn = (result: LifecycleResult, bucket: number): number =>
  (result.new[bucket] ?? 0) + (result.returning[bucket] ?? 0) + (result.resurrecting[bucket] ?? 0);

/** Speaks of the last bucket that is final. */
export function lifecycleSentence(
  spec: LifecycleSpec,
  result: LifecycleResult,
  final: readonly number[],
  timeZone: string,
): readonly Phrase[] {
  const bucket = final.at(-1) ?? result.buckets.length - 1;
  const start = result.buckets[bucket];
  const what = matcherTitle(spec.match);
  if (start === undefined || LIFECYCLE_STATUSES.every((status) => sum(result[status]) === 0)) {
    return phrase`Nobody did ${what} in these days.`;
  }
  const active = activeIn(result, bucket);
  const when = bucketWords(Date.parse(start), spec.interval, timeZone);
  const gone = Math.abs(result.dormant[bucket] ?? 0);
  return [
    ...phrase`${formatPlural(active, 'person', 'people')}`,
    { text: ' did ' },
    { text: what, strong: true },
    { text: ` ${when}: ` },
    ...phrase`${formatCount(result.new[bucket] ?? 0)} new, ${formatCount(result.returning[bucket] ?? 0)} returning, ${formatCount(result.resurrecting[bucket] ?? 0)} back after a while`,
    { text: '; ' },
    ...phrase`${formatCount(gone)} of the ${spec.interval} before did not.`.map((piece) =>
      piece.text === spec.interval ? { text: piece.text } : piece,
    ),
  ];
}

function bucketWords(ms: number, interval: LifecycleSpec['interval'], timeZone: string): string {
  switch (interval) {
    case 'hour':
      return `in the hour from ${formatBucket(ms, 'hour', timeZone)}`;
    case 'day':
      return `on ${formatBucket(ms, 'day', timeZone)}`;
    case 'week':
      return `in the week of ${formatDay(ms, timeZone)}`;
    case 'month':
      return `in ${formatBucket(ms, 'month', timeZone)}`;
  }
}

/** What to keep in mind when reading the bars. */
export function lifecycleNotes(
  spec: LifecycleSpec,
  result: LifecycleResult,
  { isLastRunning: isRunning, startsWithData }: { readonly isLastRunning: boolean; readonly startsWithData: boolean },
): readonly string[] {
  if (result.buckets.length === 0) return [];
  return [
    ...(isRunning
      ? [
          `The last ${spec.interval} is not over in the data: its dormant may still come, so the sentence and the pulse leave it out.`,
        ]
      : []),
    ...(startsWithData
      ? [`The data begins with the first ${spec.interval}: whoever was there before it looks new in it.`]
      : []),
  ];
}
