/** Where a result rests on few, or on what is not over yet. */
import { formatCount, formatPlural } from '../../../base/number-format';
import { durationMs } from '../../../base/time-duration';
import type { FrequencyResult } from '../../frequency/spec';
import { decisionsOf } from '../../funnel/rules';
import type { FunnelResult, FunnelSpec } from '../../funnel/spec';
import type { RetentionResult, RetentionSpec } from '../../retention/spec';
import { matcherFilter } from '../../../model/filter';
import { both } from '../../needs';
import type { InsightResult, InsightSpec } from '../../specs';
import type { TrendsSpec } from '../../trends/spec';
import { type ExplainContext, spokenTime } from '../context';
import type { Facts } from '../facts';
import { goalIndex } from '../funnel';
import type { Warning } from '../meta';
import { formatDurationWords, propertyLabel } from '../property-words';
import { columnNames, columnSum, lastSolidColumn, membersOf, spokenColumn } from '../retention';
import { FEW, valueName } from '../value-words';

/** A percentile of fewer values than this is one of them, more or less. */
const FEW_VALUES = 20;

export function sampleWarnings(
  spec: InsightSpec,
  result: InsightResult,
  context: ExplainContext,
  facts: Facts,
): readonly Warning[] {
  if (spec.kind === 'funnel' && result.kind === 'funnel') return ofFunnel(spec, result, context);
  if (spec.kind === 'retention' && result.kind === 'retention') return ofRetention(spec, result);
  if (spec.kind === 'frequency' && result.kind === 'frequency') return ofFrequency(result);
  if (spec.kind === 'trends') return ofTrends(spec, facts);
  return [];
}

function ofFunnel(spec: FunnelSpec, result: FunnelResult, context: ExplainContext): readonly Warning[] {
  const { window } = decisionsOf(spec);
  const { closed } = spokenTime(spec, context);
  const span = closed.to - closed.from;
  const last = result.steps[goalIndex(spec)];
  const thin = thinValues((result.breakdowns ?? []).map(({ value, steps }) => ({ value, of: steps[0]?.count ?? 0 })));
  return [
    ...(span > 0 && durationMs(window) >= span
      ? [
          {
            code: 'window_longer_than_range' as const,
            message: `The window of ${formatDurationWords(window)} is longer than the range: whoever entered late in it had less time to convert.`,
            path: 'window',
          },
        ]
      : []),
    ...(thin === undefined ? [] : [{ code: 'small_sample' as const, message: thin, path: 'breakdown' }]),
    ...(last !== undefined && last.count > 0 && last.count < FEW_VALUES
      ? [
          {
            code: 'few_values' as const,
            message: `The time to convert is of ${formatPlural(last.count, 'conversion')}: one more could move its median much.`,
          },
        ]
      : []),
  ];
}

/** A sentence where values of few are compared. */
function thinValues(values: readonly { readonly value: string; readonly of: number }[]): string | undefined {
  const thin = values.filter(({ of }) => of > 0 && of < FEW);
  if (thin.length === 0) return undefined;
  const named = thin
    .slice(0, 3)
    .map(({ value, of }) => `${valueName(value)} (${of})`)
    .join(', ');
  const more = thin.length > 3 ? ` and ${formatPlural(thin.length - 3, 'other')}` : '';
  return `Fewer than ${FEW} entered with ${named}${more}: their shares say little.`;
}

function ofRetention(spec: RetentionSpec, result: RetentionResult): readonly Warning[] {
  const column = spokenColumn(result);
  const young = membersOf(result) - columnSum(result, column).members;
  const names = columnNames(spec);
  const thin = lastSolidColumn(result) + 1;
  const thinMembers = columnSum(result, thin).members;
  const hasRunning = result.cohorts.some(({ complete }) => complete.includes(false));
  const small = thinValues((result.breakdowns ?? []).map((part) => ({ value: part.value, of: membersOf(part) })));
  const period = typeof spec.mode === 'object' && column > 0 ? 'bracket' : spec.interval;
  return [
    ...(young > 0
      ? [
          {
            code: 'too_early' as const,
            message: `${formatCount(young)} more joined too late to say: that ${period} is not over for them.`,
          },
        ]
      : []),
    ...(hasRunning
      ? [
          {
            code: 'last_bucket_incomplete' as const,
            message:
              'Cells that are not over when the data ends (hatched in the grid) may still grow, and no average counts them.',
          },
        ]
      : []),
    ...(thin > 0 && thin < names.length && thinMembers > 0
      ? [
          {
            code: 'small_sample' as const,
            message: `From ${names[thin]?.short.toLowerCase() ?? ''} on, averages rest on ${formatPlural(thinMembers, 'person', 'people')} or fewer.`,
          },
        ]
      : []),
    ...(small === undefined ? [] : [{ code: 'small_sample' as const, message: small, path: 'breakdown' }]),
    ...(spec.minCohort === undefined
      ? []
      : [
          {
            code: 'left_out' as const,
            message: `Cohorts of fewer than ${formatCount(spec.minCohort)} are left out.`,
            path: 'minCohort',
          },
        ]),
  ];
}

function ofFrequency({ units }: FrequencyResult): readonly Warning[] {
  if (units === 0 || units >= FEW_VALUES) return [];
  return [
    {
      code: 'few_values',
      message: `The percentiles are of ${formatPlural(units, 'value')}: one more could move them much.`,
    },
  ];
}

/** The event properties that a spec takes for numbers. */
export const summedProperties = (spec: InsightSpec): readonly string[] =>
  spec.kind === 'trends'
    ? [
        ...new Set(
          spec.series.flatMap(({ math }) =>
            typeof math === 'object' &&
            'fn' in math &&
            math.fn !== 'distinct' &&
            math.property.startsWith('properties.')
              ? [math.property]
              : [],
          ),
        ),
      ]
    : [];

/** By how many events there are at all: of one bucket there may be fewer still. */
function ofTrends(spec: TrendsSpec, { matched, numbers }: Facts): readonly Warning[] {
  return spec.series.flatMap(({ match, math }, index): Warning[] => {
    if (typeof math === 'string' || !('fn' in math)) return [];
    const path = `series.${index}.math`;
    const isRanked = ['median', 'p75', 'p90', 'p95', 'p99'].includes(math.fn);
    const count = isRanked && !('action' in match) ? matched(both(spec.filter, matcherFilter(match))) : undefined;
    const found = numbers.get(math.property);
    const texts = found === undefined || math.fn === 'distinct' ? 0 : found.values - found.numeric;
    return [
      ...(count !== undefined && count > 0 && count < FEW_VALUES
        ? [
            {
              code: 'few_values' as const,
              message: `The percentile of ${propertyLabel(math.property)} is of ${formatPlural(count, 'event')} at most: one more could move it much.`,
              path,
            },
          ]
        : []),
      ...(found !== undefined && texts > 0 && texts >= found.values * 0.01
        ? [
            {
              code: 'not_numbers' as const,
              message: `Of the latest ${formatPlural(found.values, 'value')} of ${propertyLabel(math.property)}, ${formatCount(texts)} ${texts === 1 ? 'is no number and is' : 'are no numbers and are'} left out.`,
              path,
            },
          ]
        : []),
    ];
  });
}
