/** What the sessions in sight come to: five figures, and the pages where they begin and end. */
import type { CommandOutput } from '../../../shared/contract/commands';
import { latest, type QueryState } from '../../data/use-query';
import { formatCompact, formatCount, formatNumber, formatShare } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import { Stat } from '../../ui/stat';
import { formatDuration } from '../../ui/time-format';
import css from './sessions.module.css';

type Summary = CommandOutput<'sessions.summary'>;

export function SessionsSummary({ summary }: { readonly summary: QueryState<Summary> }) {
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
  return (
    <section aria-label="Summary" className={css['summary']}>
      <div className={css['stats']}>
        <Stat label="Sessions" value={formatCount(shown.count)} />
        <Stat label="Persons" value={formatCount(shown.persons)} />
        <Stat label="Bounce rate" value={formatShare(shown.bounceRate)} />
        <Stat label="Median duration" value={formatDuration(shown.medianDurationSeconds)} />
        <Stat label="90th percentile" value={formatDuration(shown.p90DurationSeconds)} />
        <Stat label="Median events" value={formatNumber(shown.medianEvents)} />
      </div>
      <Pages title="Begin on" pages={shown.entryPages} all={shown.count} />
      <Pages title="End on" pages={shown.exitPages} all={shown.count} />
    </section>
  );
}

const SHOWN_PAGES = 3;

interface PagesProps {
  readonly title: string;
  readonly pages: Summary['entryPages'];
  readonly all: number;
}

function Pages({ title, pages, all }: PagesProps) {
  if (pages.length === 0) return null;
  return (
    <div className={css['pages']}>
      <h2>{title}</h2>
      <ol>
        {pages.slice(0, SHOWN_PAGES).map(({ page, sessions }) => (
          <li key={page}>
            <span aria-hidden className={css['share']} style={{ width: `${(sessions / Math.max(1, all)) * 100}%` }} />
            <span className={css['page']} title={page}>
              {page}
            </span>
            <span className="num" title={formatCount(sessions)}>
              {formatCompact(sessions)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
