/** What a person does, as bars: every event it sent, the most frequent first. */
import { useState } from 'react';
import type { Profile } from '../../../../shared/contract/people';
import { Button } from '../../../ui/button';
import { EventName } from '../../../ui/event-name';
import { formatCount, formatPlural } from '../../../ui/number-format';
import { formatDateTime } from '../../../ui/time-format';
import css from './event-counts.module.css';
import panel from './overview.module.css';

/** What fits beside the calendar. */
const FIRST = 8;

export interface EventCountsProps {
  readonly counts: Profile['counts'];
  readonly timezone: string;
}

export function EventCounts({ counts, timezone }: EventCountsProps) {
  const [all, setAll] = useState(false);
  const most = counts[0]?.count ?? 1;
  const shown = all ? counts : counts.slice(0, FIRST);
  return (
    <section aria-label="What it does" className={panel['panel']}>
      <header className={panel['head']}>
        <h2>Events</h2>
        <span className={panel['note']}>{formatPlural(counts.length, 'kind')}</span>
      </header>
      <ol className={css['bars']}>
        {shown.map(({ event, count, first, last }) => (
          <li
            key={event}
            className={css['bar']}
            title={`First ${formatDateTime(first, timezone)}, last ${formatDateTime(last, timezone)}`}
          >
            <span aria-hidden className={css['fill']} style={{ width: `${(count / most) * 100}%` }} />
            <EventName name={event} className={css['name']} />
            <span className="num">{formatCount(count)}</span>
          </li>
        ))}
      </ol>
      {counts.length > FIRST && (
        <Button
          size="s"
          variant="ghost"
          className={panel['more']}
          aria-expanded={all}
          onClick={() => {
            setAll(!all);
          }}
        >
          {all ? 'Show fewer' : `Show all ${counts.length}`}
        </Button>
      )}
    </section>
  );
}
