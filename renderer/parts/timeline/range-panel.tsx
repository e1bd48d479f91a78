/** What happened within the selected range: counts, pages, errors, requests; and the way to a funnel of it. */
import { Filter, ZoomIn, X } from 'lucide-react';
import { useMemo } from 'react';
import { Button } from '../../ui/button';
import { cx } from '../../ui/cx';
import { EventName } from '../../ui/event-name';
import { IconButton } from '../../ui/icon-button';
import { formatCount, formatPlural } from '../../ui/number-format';
import { formatClock, formatDateTime, formatDuration } from '../../ui/time-format';
import type { TimelineEvents } from './events';
import { msWords } from './event-words';
import { stepsOfRange } from './funnel-of-events';
import { eventsWithin, rangeFacts, type RangeFacts, type TimeRange } from './range-facts';
import css from './timeline-desk.module.css';

export interface RangePanelProps {
  readonly events: TimelineEvents;
  readonly range: TimeRange;
  readonly timezone: string;
  readonly onZoom: () => void;
  readonly onPick: (indexes: readonly number[]) => void;
  readonly onClear: () => void;
}

const SHOWN = 8;

export function RangePanel({ events, range, timezone, onZoom, onPick, onClear }: RangePanelProps) {
  const facts = useMemo(() => rangeFacts(events, range), [events, range]);
  const steps = useMemo(() => {
    const { first, end } = eventsWithin(events, range);
    return stepsOfRange(events, first, end);
  }, [events, range]);
  return (
    <section aria-label="The selected range" className={css['panel']}>
      <header className={css['panelHead']}>
        <h2>{durationWords(facts.durationMs)}</h2>
        <span className={cx(css['faint'], 'num')}>{spanWords(range, timezone)}</span>
        <span className={css['grow']} />
        <Button
          size="s"
          icon={Filter}
          disabled={steps.length < 2}
          title="Picks the first of each sort of event in the range as steps"
          onClick={() => {
            onPick(steps);
          }}
        >
          Pick as funnel steps
        </Button>
        <IconButton icon={ZoomIn} size="s" label="Look closer at the range" shortcut="F" onClick={onZoom} />
        <IconButton icon={X} size="s" label="Let the range go" shortcut="Escape" onClick={onClear} />
      </header>
      <p className={css['totals']}>
        <b className="num">{formatPlural(facts.events, 'event')}</b>
        {facts.sessions > 1 && <span className="num">in {formatPlural(facts.sessions, 'session')}</span>}
        <span className={cx('num', facts.errors > 0 && css['bad'])}>{formatPlural(facts.errors, 'error')}</span>
        <span className="num">{requestWords(facts)}</span>
      </p>
      {facts.events === 0 ? (
        <p className={css['faint']}>Nothing happened in it.</p>
      ) : (
        <div className={css['columns']}>
          <Counts
            title="Events"
            rows={facts.byEvent.map(({ event, count }) => ({
              key: event,
              name: <EventName name={event} />,
              count,
              words: formatCount(count),
            }))}
          />
          <Counts
            title="Pages, by time on screen"
            rows={facts.pages.map(({ page, views, ms }) => ({
              key: page,
              name: <span title={page}>{page}</span>,
              count: ms,
              words: `${durationWords(ms)}${views > 1 ? ` · ${formatCount(views)}×` : ''}`,
            }))}
          />
          <Counts
            title="Errors"
            rows={facts.errorDetails.map(({ detail, count }) => ({
              key: detail,
              name: <span title={detail}>{detail}</span>,
              count,
              words: formatCount(count),
            }))}
          />
        </div>
      )}
    </section>
  );
}

const durationWords = (ms: number): string => (ms < 10_000 ? msWords(ms) : formatDuration(ms / 1000));

/** With the day only where the two ends lie on different ones. */
function spanWords({ from, to }: TimeRange, timezone: string): string {
  const [start, end] = [formatDateTime(from, timezone), formatDateTime(to, timezone)];
  const isSameDay = start.split(',')[0] === end.split(',')[0];
  return isSameDay ? `${formatClock(from, timezone)} – ${formatClock(to, timezone)}` : `${start} – ${end}`;
}

function requestWords({ requests, failedRequests, medianRequestMs, slowestRequestMs }: RangeFacts): string {
  const parts = [formatPlural(requests, 'request')];
  if (failedRequests > 0) parts.push(`${formatCount(failedRequests)} failed`);
  if (medianRequestMs !== undefined) parts.push(`median ${msWords(medianRequestMs)}`);
  if (slowestRequestMs !== undefined && requests > 1) parts.push(`slowest ${msWords(slowestRequestMs)}`);
  return parts.join(', ');
}

interface CountRow {
  readonly key: string;
  readonly name: React.ReactNode;
  readonly count: number;
  readonly words: string;
}

function Counts({ title, rows }: { readonly title: string; readonly rows: readonly CountRow[] }) {
  if (rows.length === 0) return null;
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return (
    <div className={css['counts']}>
      <h3>{title}</h3>
      <ol>
        {rows.slice(0, SHOWN).map(({ key, name, count, words }) => (
          <li key={key}>
            <span aria-hidden className={css['share']} style={{ width: `${(count / most) * 100}%` }} />
            <span className={css['countName']}>{name}</span>
            <span className="num">{words}</span>
          </li>
        ))}
      </ol>
      {rows.length > SHOWN && <p className={css['faint']}>and {formatCount(rows.length - SHOWN)} more</p>}
    </div>
  );
}
