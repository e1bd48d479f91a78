/** Each series of trends as one SELECT: its value by bucket. */
import type { PlanContext } from '../../../../shared/insights/insight';
import { planBuckets, planTime } from '../../../../shared/insights/range';
import type { TrendsSpec } from '../../../../shared/insights/trends/spec';
import { domainOf, pathOf } from '../../../../shared/sql/predicate';
import { type PublicContext, publicValue } from '../../../../shared/sql/public-predicate';
import { within } from '../sql-text';
import { bucketTable, conditionOf, titleOf } from './parts';

const PERCENTILES: Readonly<Record<string, number>> = { median: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 };

export function trendsCounts(spec: TrendsSpec, context: PlanContext, printing: PublicContext): readonly string[] {
  const { breakdown, compare, formula, cumulative, smooth } = spec;
  if ((breakdown ?? []).length > 0 || compare !== undefined || formula !== undefined) return [];
  if (cumulative === true || smooth !== undefined) return [];
  const time = planTime(spec, context);
  const bounds = planBuckets(time, spec.interval, context.weekStart, 'interval');
  const buckets = bucketTable(bounds);
  if (buckets === undefined) return [];
  return spec.series.flatMap(({ match, math }) => {
    const measure = measureSql(math);
    const condition = conditionOf(spec.filter, match, printing);
    if (measure === undefined || condition === undefined) return [];
    return [
      [
        `-- the whole series: ${titleOf(match)}, by ${spec.interval}`,
        `WITH ${buckets},`,
        `seen AS (SELECT * FROM events WHERE ${condition}${within(time.closed)})`,
        `SELECT start AS bucket, ${measure} AS value FROM buckets`,
        'LEFT JOIN seen ON seen.timestamp >= start AND seen.timestamp < stop GROUP BY start ORDER BY start',
      ].join('\n'),
    ];
  });
}

/** Over the rows of one bucket, of which an empty one has one without an event. */
function measureSql(math: TrendsSpec['series'][number]['math']): string | undefined {
  if (math === 'events') return 'count(eid)';
  if (math === 'persons') return 'count(DISTINCT person_id)';
  if (math === 'sessions') return 'count(DISTINCT session_id)';
  if (math === 'per_person') return 'count(eid) / nullif(count(DISTINCT person_id), 0)';
  if ('active' in math || 'group' in math) return undefined;
  const path = pathOf(math.property);
  const value = domainOf(path) === 'events' ? publicValue(path) : undefined;
  if (value === undefined) return undefined;
  const percentile = PERCENTILES[math.fn];
  if (percentile !== undefined) return `quantile_cont(${value.number}, ${percentile})`;
  switch (math.fn) {
    case 'distinct':
      return `count(DISTINCT ${value.text})`;
    case 'sum':
      return `coalesce(sum(${value.number}), 0)`;
    default:
      return `${math.fn}(${value.number})`;
  }
}
