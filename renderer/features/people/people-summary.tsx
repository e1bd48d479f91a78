/** What the people in sight come to, in one strip. */
import type { CommandOutput } from '../../../shared/contract/commands';
import { latest, type QueryState } from '../../data/use-query';
import { formatCount, formatNumber, formatShare } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import { Stat } from '../../ui/stat';
import css from './people.module.css';

type Summary = CommandOutput<'people.summary'>;

export function PeopleSummary({ summary }: { readonly summary: QueryState<Summary> }) {
  const shown = latest(summary);
  if (shown === undefined) {
    // The list below says what failed; twice would be noise.
    if (summary.status === 'failed') return null;
    return (
      <section aria-label="Summary" className={css['summary']}>
        <Skeleton lines={2} height={18} />
      </section>
    );
  }
  const { count, total, known } = shown;
  return (
    <section aria-label="Summary" className={css['summary']}>
      <Stat
        label="Persons"
        value={formatCount(count)}
        {...(count === total ? {} : { delta: { text: `of ${formatCount(total)}` } })}
      />
      <Stat
        label="Known"
        value={formatCount(known)}
        {...(count === 0 ? {} : { delta: { text: formatShare(known / count) } })}
      />
      <Stat label="Anonymous" value={formatCount(count - known)} />
      <Stat label="Median events" value={formatNumber(shown.medianEvents)} />
      <Stat label="Median sessions" value={formatNumber(shown.medianSessions)} />
      <Stat label="Median active days" value={formatNumber(shown.medianActiveDays)} />
    </section>
  );
}
