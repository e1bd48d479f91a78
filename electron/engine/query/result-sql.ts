/**
 * What a result rests on, as SQL over the documented views: the events of each predicate, the properties it reads, and for
 * plain questions the whole count. Printed from the question alone, so equal questions print equal SQL, cached or not.
 */
import { filterWords } from '../../../shared/insights/explain/behaviour-words';
import { propertyLabel } from '../../../shared/insights/explain/property-words';
import type { Needs, PlanContext } from '../../../shared/insights/insight';
import { planTime } from '../../../shared/insights/range';
import type { FoldSpec } from '../../../shared/insights/specs';
import { type Behaviour, type Filter, matcherFilter, type Matcher } from '../../../shared/model/filter';
import type { Range } from '../../../shared/model/range';
import { printPublicColumn, printPublicFilter, type PublicContext } from '../../../shared/sql/public-predicate';
import { commentLine, within } from './sql-text';
import { wholeCount } from './whole-count';

export function resultSql(spec: FoldSpec, needs: Needs, context: PlanContext): readonly string[] {
  const printing: PublicContext = { now: context.now, behaviour: (own) => behaviourSql(own, context, printing) };
  return [
    ...wholeCount(spec, context, printing),
    ...needs.predicates.map((filter) => predicateSql(filter, printing)),
    ...[...new Set([...needs.codeColumns, ...needs.numberColumns])].map(columnSql),
  ];
}

function predicateSql(filter: Filter, printing: PublicContext): string {
  const words = commentLine(filterWords(filter));
  const title = words === '' ? '-- every event' : `-- events where ${words}`;
  const condition = printPublicFilter(filter, printing);
  if (condition === undefined) return `${title}\n-- worked out in memory, event by event: no view has it`;
  return `${title}\nSELECT eid FROM events WHERE ${condition}`;
}

function columnSql(property: string): string {
  const title = `-- ${commentLine(propertyLabel(property))}`;
  return `${title}\n${printPublicColumn(property) ?? '-- worked out in memory: no view has it'}`;
}

/** Those behaviours that count a person's events; what is about their order is folded, and no SQL says it in short. */
function behaviourSql(behaviour: Behaviour, context: PlanContext, printing: PublicContext): string | undefined {
  const by = (matcher: Matcher, window: Range | undefined, having = ''): string | undefined => {
    const condition = printPublicFilter(matcherFilter(matcher), printing);
    if (condition === undefined) return undefined;
    const during = window === undefined ? '' : within(planTime({ range: window }, context).asked);
    return `person_id IN (SELECT person_id FROM events WHERE ${condition}${during} GROUP BY person_id${having})`;
  };
  if ('performed' in behaviour) {
    const { performed, count = { op: 'gte', value: 1 }, window } = behaviour;
    // Who never did it has no group to be counted: at most so many is not more than that.
    if (count.op === 'gte' && count.value <= 0) return 'true';
    if (count.op === 'gte') return by(performed, window, ` HAVING count(*) >= ${count.value}`);
    const more = by(performed, window, ` HAVING count(*) > ${count.value}`);
    const fewer = by(performed, window, ` HAVING count(*) >= ${count.value}`);
    if (more === undefined || fewer === undefined) return undefined;
    return count.op === 'lte' ? `(NOT ${more})` : `((NOT ${more}) AND ${count.value <= 0 ? 'true' : fewer})`;
  }
  if ('notPerformed' in behaviour) {
    const did = by(behaviour.notPerformed, behaviour.window);
    return did === undefined ? undefined : `(NOT ${did})`;
  }
  if ('stopped' in behaviour) {
    const then = by(behaviour.stopped, behaviour.activeIn);
    const since = by(behaviour.stopped, behaviour.inactiveIn);
    return then === undefined || since === undefined ? undefined : `(${then} AND NOT ${since})`;
  }
  if ('firstPerformed' in behaviour) {
    const { from, to } = planTime({ range: behaviour.window }, context).asked;
    const first = `epoch_ms(min(timestamp))`;
    const bounds = [
      ...(Number.isFinite(from) ? [`${first} >= ${from}`] : []),
      ...(Number.isFinite(to) ? [`${first} < ${to}`] : []),
    ];
    return by(behaviour.firstPerformed, undefined, bounds.length === 0 ? '' : ` HAVING ${bounds.join(' AND ')}`);
  }
  return undefined;
}
