/** Retention as one SELECT: each cohort's size, and how many of it came back by period. */
import type { PlanContext } from '../../../../shared/insights/insight';
import { planRetention } from '../../../../shared/insights/retention/plan';
import type { RetentionSpec } from '../../../../shared/insights/retention/spec';
import type { PublicContext } from '../../../../shared/sql/public-predicate';
import { within } from '../sql-text';
import { bucketTable, conditionOf, titleOf } from './parts';

/** More columns than anybody reads. */
const MOST_PERIODS = 60;

export function retentionCount(spec: RetentionSpec, context: PlanContext, printing: PublicContext): readonly string[] {
  const { bounds, cohorts, brackets, orAfter, rollingMs, from, to, minCohort } = planRetention(spec, context).params;
  const start = conditionOf(spec.filter, spec.start, printing);
  const back = conditionOf(spec.filter, spec.return, printing);
  const buckets = bucketTable(bounds);
  if (start === undefined || back === undefined || buckets === undefined || cohorts === 0) return [];
  if (spec.breakdown !== undefined || minCohort > 0 || orAfter || brackets.length > MOST_PERIODS) return [];
  const cohortBy = spec.cohortBy ?? 'first_ever';
  const inRange = within({ from, to });
  const isFirst = 'row_number() OVER (PARTITION BY person_id ORDER BY timestamp, event_id) = 1';
  const begins = {
    first_ever: `SELECT * FROM (SELECT * FROM events WHERE ${start} QUALIFY ${isFirst}) WHERE true${inRange}`,
    first_in_range: `SELECT * FROM events WHERE ${start}${inRange} QUALIFY ${isFirst}`,
    recurring: `SELECT * FROM events WHERE ${start}${inRange}`,
  }[cohortBy];
  const onceEach =
    cohortBy === 'recurring'
      ? ' QUALIFY row_number() OVER (PARTITION BY person_id, k ORDER BY timestamp, event_id) = 1'
      : '';
  const period =
    rollingMs > 0 ? `(epoch_ms(back.timestamp) - epoch_ms(members.timestamp)) // ${rollingMs}` : 'back.k - members.k';
  const counted = (first: number, last: number): string =>
    `count(DISTINCT members.person_id) FILTER (period BETWEEN ${first} AND ${last})`;
  const columns = [
    `${counted(0, 0)} AS period0`,
    ...brackets.map(
      ([first, last]) => `${counted(first, last)} AS period${first === last ? first : `${first}to${last}`}`,
    ),
  ];
  return [
    [
      `-- the whole retention: ${titleOf(spec.start)}, then ${titleOf(spec.return)}, by ${spec.interval}`,
      `WITH ${buckets},`,
      `begins AS (${begins}),`,
      'members AS (SELECT person_id, timestamp, event_id, k FROM begins',
      `  JOIN buckets ON timestamp >= start AND timestamp < stop${onceEach}),`,
      'back AS (SELECT person_id, timestamp, event_id, k FROM events',
      `  ${rollingMs > 0 ? 'LEFT JOIN' : 'JOIN'} buckets ON timestamp >= start AND timestamp < stop WHERE ${back}),`,
      `returns AS (SELECT members.person_id, members.k, ${period} AS period FROM members`,
      '  JOIN back ON back.person_id = members.person_id',
      '  AND (back.timestamp, back.event_id) > (members.timestamp, members.event_id))',
      `SELECT start AS cohort, count(DISTINCT members.person_id) AS size,`,
      `  ${columns.join(',\n  ')}`,
      'FROM buckets LEFT JOIN members ON members.k = buckets.k',
      'LEFT JOIN returns ON returns.person_id = members.person_id AND returns.k = members.k',
      `WHERE buckets.k < ${cohorts} GROUP BY start ORDER BY start`,
    ].join('\n'),
  ];
}
