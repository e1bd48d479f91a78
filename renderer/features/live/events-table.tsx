/** The running list, newest on top. Scrolled away from the top it stands still until one comes back. */
import { ArrowUp, Radio, SearchX } from 'lucide-react';
import { useEffect, useRef, useState, type UIEvent } from 'react';
import type { StoredEvent } from '../../../shared/contract/commands';
import { type LiveLogView, useLogVersion } from '../../data/use-live-log';
import { KindIcon } from '../../parts/event-details/kind-icon';
import { navigate } from '../../state/navigation';
import { Button } from '../../ui/button';
import { DataTable, type DataColumn } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { EventName } from '../../ui/event-name';
import { formatPlural } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import { formatAgo, formatClock, formatDateTime, formatNearDay } from '../../ui/time-format';
import { describeEvent } from './describe-event';
import css from './live.module.css';
import { useNow } from './use-now';

export interface EventsTableProps {
  readonly view: LiveLogView;
  readonly timezone: string;
  /** A filter is on. */
  readonly narrowed: boolean;
  readonly paused: boolean;
  readonly scrolled: boolean;
  readonly onScrolled: (scrolled: boolean) => void;
  readonly selected: StoredEvent | undefined;
  readonly onSelect: (event: StoredEvent) => void;
  readonly onClear: () => void;
}

/** Rows drawn out of sight: in a flood each of them is drawn anew with every arrival. */
const OVERSCAN = 4;
/** Farther from the top than this, the reader is reading. */
const READING_PX = 40;

export function EventsTable(props: EventsTableProps) {
  const { view, timezone, narrowed, paused, scrolled, onScrolled, selected, onSelect } = props;
  const { log, loading, error, retry, loadOlder } = view;
  useLogVersion(log);
  const now = useNow(1000);
  const columns = useColumns(timezone, now);
  const frame = useRef<HTMLDivElement>(null);
  // Leaving the list must let it run again.
  useEffect(
    () => () => {
      onScrolled(false);
    },
    [onScrolled],
  );
  const handleScroll = (event: UIEvent): void => {
    if (event.target instanceof HTMLElement) onScrolled(event.target.scrollTop > READING_PX);
  };
  const handleTop = (): void => {
    frame.current?.querySelector('[role=grid]')?.parentElement?.scrollTo({ top: 0 });
    onScrolled(false);
  };
  if (error !== undefined && log.length === 0) return <ErrorState error={error} onRetry={retry} />;
  if (loading && log.length === 0) {
    return (
      <div className={css['loading']}>
        <Skeleton lines={8} height={16} />
      </div>
    );
  }
  if (log.length === 0) {
    return <div className={css['list']}>{narrowed ? <NoMatch onClear={props.onClear} /> : <NoEvents />}</div>;
  }
  return (
    <div ref={frame} className={css['list']} onScrollCapture={handleScroll}>
      <DataTable
        label="Events"
        columns={columns}
        rowCount={log.length}
        getRow={(index) => log.newest(index)}
        overscan={OVERSCAN}
        rowHeight={32}
        selected={indexOf(view, selected)}
        onRowClick={onSelect}
        onEndReached={loadOlder}
      />
      {scrolled && !paused && log.waiting > 0 && (
        <Button size="s" variant="primary" icon={ArrowUp} className={css['toTop']} onClick={handleTop}>
          {formatPlural(log.waiting, 'new event')}
        </Button>
      )}
    </div>
  );
}

/** The list is ordered by eid, so the row is found by halving. */
function indexOf({ log }: LiveLogView, selected: StoredEvent | undefined): number | undefined {
  if (selected === undefined) return undefined;
  let low = 0;
  let high = log.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const eid = log.newestEidAt(middle) ?? 0;
    if (eid === selected.eid) return middle;
    if (eid > selected.eid) low = middle + 1;
    else high = middle - 1;
  }
  return undefined;
}

const DAY_MS = 86_400_000;

function useColumns(timezone: string, now: number): readonly DataColumn<StoredEvent>[] {
  const [columns] = useState(() => ({
    event: {
      id: 'event',
      header: 'Event',
      width: 176,
      grow: true,
      render: (event: StoredEvent) => (
        <span className={css['event']}>
          <span className={css['kind']}>
            <KindIcon kind={event.kind} />
          </span>
          <EventName name={event.event} />
        </span>
      ),
    },
    about: {
      id: 'about',
      header: 'About',
      width: 100,
      grow: true,
      render: (event: StoredEvent) => <span className={css['about']}>{describeEvent(event)}</span>,
    },
    person: {
      id: 'person',
      header: 'Distinct id',
      width: 138,
      grow: true,
      render: (event: StoredEvent) => <span className={css['id']}>{event.distinct_id}</span>,
    },
    source: {
      id: 'source',
      header: 'From',
      width: 116,
      render: (event: StoredEvent) => <span className={css['about']}>{event.lib ?? event.source}</span>,
    },
  }));
  const ago: DataColumn<StoredEvent> = {
    id: 'ago',
    header: 'When',
    width: 92,
    render: (event) => (
      <span className={css['ago']} title={formatDateTime(event.timestamp, timezone)}>
        {formatAgo(event.timestamp, now)}
      </span>
    ),
  };
  const clock: DataColumn<StoredEvent> = {
    id: 'clock',
    header: timezone === 'UTC' ? 'Time (UTC)' : 'Time',
    width: 154,
    render: (event) => (
      <span className={css['clock']}>
        {Math.abs(now - event.timestamp) > DAY_MS && `${formatNearDay(event.timestamp, timezone, now)} `}
        {formatClock(event.timestamp, timezone)}
      </span>
    ),
  };
  return [ago, columns.event, columns.about, columns.person, columns.source, clock];
}

function NoEvents() {
  return (
    <EmptyState
      icon={Radio}
      title="Nothing has arrived yet"
      text="Point an SDK at the collector, open a file, or load the sample data. Events show up here the moment they come in."
      actions={
        <Button
          variant="primary"
          onClick={() => {
            navigate('welcome');
          }}
        >
          Get data in
        </Button>
      }
    />
  );
}

function NoMatch({ onClear }: { readonly onClear: () => void }) {
  return (
    <EmptyState
      icon={SearchX}
      title="No event matches"
      text="Nothing stored fits the filter, and nothing that arrived since. New events that fit will show up here."
      actions={<Button onClick={onClear}>Clear the filter</Button>}
    />
  );
}
