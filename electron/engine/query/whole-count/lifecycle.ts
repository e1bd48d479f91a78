/** A lifecycle as one SELECT: people by bucket and status. */
import type { PlanContext } from '../../../../shared/insights/insight';
import { planLifecycle } from '../../../../shared/insights/lifecycle/plan';
import type { LifecycleSpec } from '../../../../shared/insights/lifecycle/spec';
import { type PublicContext, printPublicFilter } from '../../../../shared/sql/public-predicate';
import { within } from '../sql-text';
import { bucketTable, conditionOf, titleOf } from './parts';

export function lifecycleCount(spec: LifecycleSpec, context: PlanContext, printing: PublicContext): readonly string[] {
  const { bounds, from, to } = planLifecycle(spec, context).params;
  const condition = conditionOf(spec.filter, spec.match, printing);
  const seen = spec.filter === undefined ? 'true' : printPublicFilter(spec.filter, printing);
  const buckets = bucketTable(bounds);
  if (condition === undefined || seen === undefined || buckets === undefined) return [];
  return [
    [
      `-- the whole lifecycle: ${titleOf(spec.match)}, by ${spec.interval}; bucket 0 is the one before`,
      `WITH ${buckets},`,
      'active AS (SELECT DISTINCT person_id, k FROM events JOIN buckets ON timestamp >= start AND timestamp < stop',
      `  WHERE ${condition} AND (k = 0 OR (true${within({ from, to })}))),`,
      `began AS (SELECT person_id, min(timestamp) AS t FROM events WHERE ${seen} GROUP BY person_id),`,
      'marked AS (SELECT now.k, before.k IS NOT NULL AS again, began.t >= start AS fresh FROM active AS now',
      '  JOIN buckets ON buckets.k = now.k JOIN began ON began.person_id = now.person_id',
      '  LEFT JOIN active AS before ON before.person_id = now.person_id AND before.k = now.k - 1),',
      'gone AS (SELECT before.k + 1 AS k, count(*) AS people FROM active AS before',
      '  ANTI JOIN active AS now ON now.person_id = before.person_id AND now.k = before.k + 1 GROUP BY ALL)',
      'SELECT start AS bucket, count(*) FILTER (fresh) AS new, count(*) FILTER (again AND NOT fresh) AS returning,',
      '  count(*) FILTER (NOT again AND NOT fresh) AS resurrecting, -coalesce(any_value(people), 0) AS dormant',
      'FROM buckets LEFT JOIN marked ON marked.k = buckets.k LEFT JOIN gone ON gone.k = buckets.k',
      'WHERE buckets.k > 0 GROUP BY start ORDER BY start',
    ].join('\n'),
  ];
}
