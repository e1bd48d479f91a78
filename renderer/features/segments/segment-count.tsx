/** How many people a saved segment holds, in the list. */
import { useMemo } from 'react';
import { latest, useQuery } from '../../data/use-query';
import { formatCompact, formatCount, formatPlural } from '../../ui/number-format';
import css from './segments.module.css';

export function SegmentCount({ id }: { readonly id: string }) {
  const question = useMemo(() => ({ spec: { kind: 'segment' as const, filter: { segment: id } } }), [id]);
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
    <span className={`${css['count'] ?? ''} num`} title={formatPlural(answer.count, 'person', 'people')}>
      {answer.count < 100_000 ? formatCount(answer.count) : formatCompact(answer.count)}
    </span>
  );
}
