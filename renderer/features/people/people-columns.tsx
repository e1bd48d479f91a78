/** The columns of the people list: widths, and how their values are written. */
import type { ReactNode } from 'react';
import { PERSON_COLUMNS, type PersonColumn } from '../../../shared/model/person';
import { printPropertyPath } from '../../../shared/model/property-path';
import { NearDay } from '../../parts/near-day';
import { PERSON_COLUMN_WORDS, personLabel } from '../../parts/person-words';
import { Badge } from '../../ui/badge';
import type { DataColumn } from '../../ui/data-table';
import { formatCount } from '../../ui/number-format';
import { formatClock, formatDuration } from '../../ui/time-format';
import { propertyColumn, type PersonRow } from './person-rows';
import css from './people.module.css';

const WIDTHS: Partial<Record<PersonColumn, number>> = {
  person: 220,
  name: 150,
  email: 190,
  known: 104,
  ids: 64,
  firstSeen: 132,
  lastSeen: 132,
  events: 84,
  sessions: 92,
  activeDays: 108,
  engagedSeconds: 96,
  referrer: 128,
  landingPage: 132,
};

/** Who first, then when and where from; measures at the right edge, where they line up. */
const ORDER: readonly PersonColumn[] = [
  'person',
  'name',
  'email',
  'known',
  'lastSeen',
  'firstSeen',
  'referrer',
  'utm.source',
  'utm.medium',
  'utm.campaign',
  'landingPage',
  'ids',
  'events',
  'sessions',
  'activeDays',
  'engagedSeconds',
];

export function peopleColumns(
  shown: readonly PersonColumn[],
  properties: readonly string[],
  timezone: string,
): readonly DataColumn<PersonRow>[] {
  const measured = (column: PersonColumn): boolean => PERSON_COLUMNS[column] === 'number';
  const columns = (those: readonly PersonColumn[]): readonly DataColumn<PersonRow>[] =>
    those.map((column) => ({
      id: column,
      header: PERSON_COLUMN_WORDS[column],
      width: WIDTHS[column] ?? 138,
      grow: column === 'person' || column === 'referrer' || column === 'landingPage',
      ...(measured(column) ? { align: 'right' as const } : {}),
      sortable: true,
      render: (row) => <Cell row={row} column={column} timezone={timezone} />,
    }));
  const own = ORDER.filter((column) => shown.includes(column));
  return [
    ...columns(own.filter((column) => !measured(column))),
    ...properties.map((key): DataColumn<PersonRow> => ({
      id: printPropertyPath('person', [key]),
      header: key,
      width: 132,
      sortable: true,
      render: (row) => <span className={css['dim']}>{row.text(propertyColumn(key))}</span>,
    })),
    ...columns(own.filter(measured)),
  ];
}

interface CellProps {
  readonly row: PersonRow;
  readonly column: PersonColumn;
  readonly timezone: string;
}

function Cell({ row, column, timezone }: CellProps): ReactNode {
  switch (column) {
    case 'person': {
      const id = row.text('person');
      const label = personLabel(id, row.text('name'));
      return (
        <span className={css['who']} title={label === id ? id : `${label}, ${id}`}>
          <strong>{label}</strong>
          {label !== id && <span className={css['id']}>{id}</span>}
        </span>
      );
    }
    case 'known':
      return row.number('known') === 1 ? (
        <Badge tone="accent" dot>
          known
        </Badge>
      ) : (
        <Badge>anonymous</Badge>
      );
    case 'ids':
    case 'events':
    case 'sessions':
    case 'activeDays': {
      const value = row.number(column) ?? 0;
      const plain = value === 0 || (column === 'ids' && value === 1);
      return <span className={plain ? css['faint'] : undefined}>{formatCount(value)}</span>;
    }
    case 'engagedSeconds':
      return formatDuration(row.number(column));
    case 'firstSeen':
    case 'lastSeen': {
      const time = row.number(column);
      return time === undefined ? null : (
        <span className={css['when']}>
          <NearDay at={time} timezone={timezone} />{' '}
          <span className={css['dim']}>{formatClock(time, timezone).slice(0, 5)}</span>
        </span>
      );
    }
    case 'name':
    case 'email':
    case 'referrer':
    case 'utm.source':
    case 'utm.medium':
    case 'utm.campaign':
    case 'landingPage':
      return <span className={css['dim']}>{row.text(column)}</span>;
  }
}
