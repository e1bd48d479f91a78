/** The first rows as the events they would become, worked out by the engine under the present mapping. */
import type { ImportGuess } from '../../../shared/contract/commands';
import type { CanonicalEvent } from '../../../shared/model/event';
import type { QueryState } from '../../data/use-query';
import { formatMoment } from '../../parts/event-details/format-moment';
import { DataTable, type DataColumn } from '../../ui/data-table';
import { ErrorState } from '../../ui/error-state';
import { EventName } from '../../ui/event-name';
import { Skeleton } from '../../ui/skeleton';
import css from './contents.module.css';

const COLUMNS: readonly DataColumn<CanonicalEvent>[] = [
  {
    id: 'time',
    header: 'Time (UTC)',
    width: 208,
    render: (event) => <span className="num">{formatMoment(event.timestamp, 'UTC')}</span>,
  },
  { id: 'event', header: 'Event', width: 160, render: (event) => <EventName name={event.event} /> },
  {
    id: 'person',
    header: 'Distinct id',
    width: 150,
    render: (event) => <span className={css['cell']}>{event.distinct_id}</span>,
  },
  {
    id: 'properties',
    header: 'Properties',
    width: 240,
    grow: true,
    render: (event) => (
      <span className={css['properties']}>
        {Object.entries(event.properties).map(([key, value]) => (
          <span key={key}>
            <em>{key}</em> {typeof value === 'string' ? value : JSON.stringify(value)}
          </span>
        ))}
      </span>
    ),
  },
];

export interface EventsPreviewProps {
  readonly engine: QueryState<ImportGuess>;
  readonly ready: boolean;
}

export function EventsPreview({ engine, ready }: EventsPreviewProps) {
  if (!ready) return <p className={css['note']}>Complete the mapping at the right to see the events.</p>;
  if (engine.status === 'failed') return <ErrorState error={engine.error} onRetry={engine.refetch} compact />;
  const preview = (engine.value ?? engine.previous)?.preview;
  if (preview === undefined) {
    return (
      <div className={css['note']}>
        <Skeleton lines={8} height={16} />
      </div>
    );
  }
  return (
    <DataTable
      label="The first events"
      columns={COLUMNS}
      rowCount={preview.length}
      getRow={(index) => preview[index]}
      empty={<p className={css['note']}>Under this mapping none of the first rows becomes an event.</p>}
    />
  );
}
