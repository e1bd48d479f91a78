/** How many people a saved segment holds, in the list; how many one condition holds of by itself, in the tree. */
import { useMemo } from 'react';
import { canonicalJson } from '../../../shared/base/canonical-json';
import type { Filter } from '../../../shared/model/filter';
import { latest, useQuery } from '../../data/use-query';
import { formatCompact, formatCount, formatPlural } from '../../ui/number-format';
import css from './segments.module.css';

export function SegmentCount({ id }: { readonly id: string }) {
  return <PeopleCount filter={{ segment: id }} />;
}

/** Tells where a segment loses people; `filter` is one of its conditions, turned round where the tree turns it round. */
export function ConditionCount({ filter }: { readonly filter: Filter }) {
  return <PeopleCount filter={filter} suffix=" by this condition alone" />;
}

function PeopleCount({ filter, suffix = '' }: { readonly filter: Filter; readonly suffix?: string }) {
  const json = canonicalJson(filter);
  const question = useMemo(() => ({ spec: { kind: 'segment' as const, filter: JSON.parse(json) as Filter } }), [json]);
  const query = useQuery('insight.run', question);
  const answer = latest(query);
  if (query.status === 'failed') {
    return (
      <span className={css['count']} title={query.error.message}>
        ?
      </span>
    );
  }
  if (answer?.kind !== 'segment') return null;
  return (
    <span className={`${css['count'] ?? ''} num`} title={`${formatPlural(answer.count, 'person', 'people')}${suffix}`}>
      {answer.count < 100_000 ? formatCount(answer.count) : formatCompact(answer.count)}
    </span>
  );
}
