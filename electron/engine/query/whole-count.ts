/**
 * The whole of a plain question as one SELECT over the documented views, for people who check a number by hand. Held
 * against the folds in tests; where a question is not plain there is none.
 */
import { durationMs } from '../../../shared/base/time-duration';
import { eventPhrases } from '../../../shared/insights/explain/behaviour-words';
import { phrasesText } from '../../../shared/insights/explain/phrases';
import { decisionsOf } from '../../../shared/insights/funnel/rules';
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import type { PlanContext } from '../../../shared/insights/insight';
import { both } from '../../../shared/insights/needs';
import { planBuckets, planTime } from '../../../shared/insights/range';
import type { FoldSpec } from '../../../shared/insights/specs';
import type { TrendsSpec } from '../../../shared/insights/trends/spec';
import { type Filter, type Matcher, matcherFilter } from '../../../shared/model/filter';
import { type PublicContext, printPublicFilter, publicValue } from '../../../shared/sql/public-predicate';
import { domainOf, pathOf } from '../../../shared/sql/predicate';
import { commentLine, instant, within } from './sql-text';

/** More buckets than anybody reads in a query. */
const MOST_BUCKETS = 200;

export function wholeCount(spec: FoldSpec, context: PlanContext, printing: PublicContext): readonly string[] {
  if (spec.kind === 'funnel') return funnelCount(spec, context, printing);
  return spec.kind === 'trends' ? trendsCounts(spec, context, printing) : [];
}

const conditionOf = (filter: Filter | undefined, matcher: Matcher, printing: PublicContext): string | undefined =>
  printPublicFilter(both(filter, matcherFilter(matcher)), printing);

const titleOf = (matcher: Matcher): string => commentLine(phrasesText(eventPhrases(matcher)));

/** Steps that no event can be two of: then the next event of each step, again and again, goes deepest. */
function funnelCount(spec: FunnelSpec, context: PlanContext, printing: PublicContext): readonly string[] {
  const { window, countBy, starts, ties, tieGraceMs } = decisionsOf(spec);
  const isPlain =
    (spec.order ?? 'sequential') === 'sequential' &&
    countBy === 'persons' &&
    starts === 'every' &&
    ties === 'together' &&
    tieGraceMs === 0 &&
    (spec.exclusions ?? []).length === 0 &&
    (spec.holdConstant ?? []).length === 0 &&
    spec.breakdown === undefined &&
    spec.trend === undefined &&
    spec.reentry !== true &&
    spec.steps.every(({ optional }) => optional !== true) &&
    areApart(spec.steps);
  const conditions = spec.steps.map((step) => conditionOf(spec.filter, step, printing));
  if (!isPlain || conditions.includes(undefined)) return [];
  const { asked } = planTime(spec, context);
  const windowMs = durationMs(window);
  const places = conditions.map((_, index) => index + 1);
  const tables = conditions.map(
    (condition, index) =>
      `step${index + 1} AS (SELECT person_id, timestamp AS t FROM events WHERE ${condition}${within(asked)})`,
  );
  const joins = places
    .slice(1)
    .map(
      (place) =>
        `  ASOF LEFT JOIN step${place} ON step${place}.person_id = step1.person_id AND step${place}.t >= step${place - 1}.t`,
    );
  const counts = places.map((place) =>
    place === 1
      ? 'count(DISTINCT person_id) AS step1'
      : `count(DISTINCT person_id) FILTER (epoch_ms(t${place}) - epoch_ms(t1) <= ${windowMs}) AS step${place}`,
  );
  return [
    [
      '-- the whole funnel: people by step',
      `WITH ${tables.join(',\n')},`,
      `chains AS (SELECT step1.person_id, ${places.map((place) => `step${place}.t AS t${place}`).join(', ')} FROM step1`,
      `${joins.join('\n')})`,
      `SELECT ${counts.join(', ')} FROM chains`,
    ].join('\n'),
  ];
}

/** Whether each step is of other event names than all others. */
function areApart(steps: readonly Matcher[]): boolean {
  const names = steps.map(namesOf);
  const all = names.flat();
  return !all.includes('*') && new Set(all).size === names.reduce((sum, own) => sum + new Set(own).size, 0);
}

function namesOf(matcher: Matcher): readonly string[] {
  if ('event' in matcher) return [matcher.event];
  return 'anyOf' in matcher ? matcher.anyOf.flatMap(namesOf) : ['*'];
}

const PERCENTILES: Readonly<Record<string, number>> = { median: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99 };

function trendsCounts(spec: TrendsSpec, context: PlanContext, printing: PublicContext): readonly string[] {
  const { breakdown, compare, formula, cumulative, smooth } = spec;
  if ((breakdown ?? []).length > 0 || compare !== undefined || formula !== undefined) return [];
  if (cumulative === true || smooth !== undefined) return [];
  const time = planTime(spec, context);
  const bounds = planBuckets(time, spec.interval, context.weekStart, 'interval');
  if (bounds.length < 2 || bounds.length - 1 > MOST_BUCKETS) return [];
  return spec.series.flatMap(({ match, math }) => {
    const measure = measureSql(math);
    const condition = conditionOf(spec.filter, match, printing);
    if (measure === undefined || condition === undefined) return [];
    return [
      [
        `-- the whole series: ${titleOf(match)}, by ${spec.interval}`,
        `WITH buckets AS (SELECT unnest([${[...bounds.subarray(0, -1)].map(instant).join(', ')}]) AS start,`,
        `  unnest([${[...bounds.subarray(1)].map(instant).join(', ')}]) AS stop),`,
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
