/** A funnel as one SELECT: people by step. */
import { durationMs } from '../../../../shared/base/time-duration';
import { decisionsOf } from '../../../../shared/insights/funnel/rules';
import type { FunnelSpec } from '../../../../shared/insights/funnel/spec';
import type { PlanContext } from '../../../../shared/insights/insight';
import { planTime } from '../../../../shared/insights/range';
import type { Matcher } from '../../../../shared/model/filter';
import type { PublicContext } from '../../../../shared/sql/public-predicate';
import { within } from '../sql-text';
import { conditionOf } from './parts';

/** Steps that no event can be two of: then the next event of each step, again and again, goes deepest. */
export function funnelCount(spec: FunnelSpec, context: PlanContext, printing: PublicContext): readonly string[] {
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
