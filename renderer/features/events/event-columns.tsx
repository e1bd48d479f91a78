/** The columns of the table of events: headers, widths, and how their cells are written. */
import type { ReactNode } from 'react';
import type { SqlCell } from '../../../shared/insights/cells';
import type { EventColumn, EventsResult } from '../../../shared/insights/tables/spec';
import { EVENT_COLUMNS } from '../../../shared/insights/tables/spec';
import { eventKindSchema } from '../../../shared/model/event';
import { KindIcon } from '../../parts/event-details/kind-icon';
import { NearDay } from '../../parts/near-day';
import { propertyLabel } from '../../parts/property-words';
import type { DataColumn } from '../../ui/data-table';
import { EventName } from '../../ui/event-name';
import { formatClock, formatDateTime } from '../../ui/time-format';
import css from './events.module.css';

export type EventRow = EventsResult['rows'][number];

export const EVENT_COLUMN_WORDS: Readonly<Record<EventColumn, string>> = {
  eid: 'Number',
  event_id: 'Event id',
  timestamp: 'Time',
  event: 'Event',
  kind: 'Kind',
  person: 'Person',
  session: 'Session',
  page: 'Page',
  distinct_id: 'Distinct id',
  anonymous_id: 'Anonymous id',
  user_id: 'User id',
  groups: 'Groups',
  properties: 'Properties',
  source: 'Source',
  project: 'Project',
  lib: 'Library',
  lib_version: 'Library version',
  received_at: 'Received',
};

const WIDTHS: Partial<Record<EventColumn, number>> = {
  timestamp: 168,
  received_at: 168,
  event: 180,
  kind: 92,
  page: 150,
  properties: 320,
  groups: 160,
  source: 96,
  lib_version: 112,
};

const GROWING: ReadonlySet<string> = new Set<EventColumn>(['event', 'person', 'page', 'properties']);
const IDS: ReadonlySet<string> = new Set<EventColumn>([
  'event_id',
  'person',
  'session',
  'distinct_id',
  'anonymous_id',
  'user_id',
]);

const isOwn = (column: string): column is EventColumn => Object.hasOwn(EVENT_COLUMNS, column);

export const columnLabel = (column: string): string =>
  isOwn(column) ? EVENT_COLUMN_WORDS[column] : propertyLabel(column);

/** `names` are the columns of the answer, in its order; `shown` those to see. */
export function eventColumns(
  names: readonly string[],
  shown: readonly string[],
  timezone: string,
): readonly DataColumn<EventRow>[] {
  const kindAt = names.indexOf('kind');
  return shown.flatMap((column): DataColumn<EventRow>[] => {
    const at = names.indexOf(column);
    // A column that was just chosen comes with the next answer.
    if (at === -1) return [];
    return [
      {
        id: column,
        header: columnLabel(column),
        ...(column === 'timestamp' || column === 'received_at'
          ? { note: timezone, sortable: column === 'timestamp' }
          : {}),
        width: isOwn(column) ? (WIDTHS[column] ?? 150) : 140,
        grow: GROWING.has(column),
        render: (row) => cell(column, row[at] ?? null, row[kindAt], timezone),
      },
    ];
  });
}

function cell(column: string, value: SqlCell, kind: SqlCell | undefined, timezone: string): ReactNode {
  if (value === null) return <span className={css['none']}>–</span>;
  const text = String(value);
  if (column === 'timestamp' || column === 'received_at') {
    const time = Date.parse(text);
    return (
      <span className={css['when']} title={formatDateTime(time, timezone)}>
        <span className={css['day']}>
          <NearDay at={time} timezone={timezone} />
        </span>{' '}
        {formatClock(time, timezone)}
      </span>
    );
  }
  if (column === 'event') {
    const known = eventKindSchema.safeParse(kind);
    return (
      <span className={css['event']}>
        {known.success && (
          <span className={css['kind']}>
            <KindIcon kind={known.data} />
          </span>
        )}
        <EventName name={text} />
      </span>
    );
  }
  return (
    <span className={IDS.has(column) ? css['id'] : css['value']} title={text}>
      {text}
    </span>
  );
}
