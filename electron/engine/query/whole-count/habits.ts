/** Stickiness and frequency as one SELECT each. */
import { planFrequency } from '../../../../shared/insights/frequency/plan';
import type { FrequencySpec } from '../../../../shared/insights/frequency/spec';
import type { PlanContext } from '../../../../shared/insights/insight';
import { planStickiness } from '../../../../shared/insights/stickiness/plan';
import type { StickinessSpec } from '../../../../shared/insights/stickiness/spec';
import type { PublicContext } from '../../../../shared/sql/public-predicate';
import { within } from '../sql-text';
import { bucketTable, conditionOf, titleOf } from './parts';

/** In how many buckets people were active; not how regularly they come of a week or a month. */
export function stickinessCount(
  spec: StickinessSpec,
  context: PlanContext,
  printing: PublicContext,
): readonly string[] {
  const { buckets: bounds, from, to } = planStickiness(spec, context).params;
  const condition = conditionOf(spec.filter, spec.match, printing);
  const buckets = bucketTable(bounds);
  if (condition === undefined || buckets === undefined) return [];
  return [
    [
      `-- the whole count: ${titleOf(spec.match)}, people by the number of ${spec.interval}s they were active in`,
      `WITH ${buckets},`,
      'active AS (SELECT person_id, count(DISTINCT k) AS intervals FROM events',
      '  JOIN buckets ON timestamp >= start AND timestamp < stop',
      `  WHERE ${condition}${within({ from, to })} GROUP BY person_id)`,
      'SELECT intervals, count(*) AS people FROM active GROUP BY intervals ORDER BY intervals',
    ].join('\n'),
  ];
}

export function frequencyCount(spec: FrequencySpec, context: PlanContext, printing: PublicContext): readonly string[] {
  const { per, buckets: bounds, from, to } = planFrequency(spec, context).params;
  const condition = conditionOf(spec.filter, spec.match, printing);
  const buckets = per === 'bucket' ? bucketTable(bounds) : '';
  if (condition === undefined || buckets === undefined) return [];
  const unit = per === 'person' ? 'person_id' : per === 'session' ? 'session_id' : 'person_id, k';
  const join = per === 'bucket' ? ' JOIN buckets ON timestamp >= start AND timestamp < stop' : '';
  const inSession = per === 'session' ? ' AND session_id IS NOT NULL' : '';
  return [
    [
      `-- the whole count: ${titleOf(spec.match)}, events per ${spec.per}`,
      `WITH ${buckets === '' ? '' : `${buckets},\n`}units AS (SELECT count(*) AS n FROM events${join}`,
      `  WHERE ${condition}${inSession}${within({ from, to })} GROUP BY ${unit})`,
      'SELECT count(*) AS units, coalesce(sum(n), 0) AS events, min(n) AS min, avg(n) AS avg,',
      '  quantile_cont(n, 0.5) AS median, quantile_cont(n, 0.9) AS p90, quantile_cont(n, 0.99) AS p99, max(n) AS max',
      'FROM units',
    ].join('\n'),
  ];
}
