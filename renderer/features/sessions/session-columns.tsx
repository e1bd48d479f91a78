/** The columns of the session list: their words, widths and how their values are written. */
import type { ReactNode } from 'react';
import type { SessionColumn } from '../../../shared/model/session';
import type { DataColumn } from '../../ui/data-table';
import { NearDay } from '../../parts/near-day';
import { splitWords } from '../../parts/split-words';
import { Badge } from '../../ui/badge';
import { formatCount } from '../../ui/number-format';
import { formatClock, formatDuration } from '../../ui/time-format';
import { campaignWords, numberOf, textOf, type SessionRow } from './session-rows';
import css from './sessions.module.css';

export const COLUMN_WORDS: Record<SessionColumn, string> = {
  id: 'Session id',
  person: 'Person',
  start: 'Began',
  end: 'Ended',
  durationSeconds: 'Duration',
  events: 'Events',
  pageviews: 'Page views',
  pageDepth: 'Pages',
  entryPage: 'Entry page',
  exitPage: 'Exit page',
  bounce: 'Bounce',
  splitReason: 'Began because',
  referrer: 'Referrer',
  'utm.source': 'UTM source',
  'utm.medium': 'UTM medium',
  'utm.campaign': 'UTM campaign',
  'utm.term': 'UTM term',
  'utm.content': 'UTM content',
  device: 'Device',
  browser: 'Browser',
  os: 'OS',
  country: 'Country',
  engagedSeconds: 'Engaged',
  clicks: 'Clicks',
  rageClicks: 'Rage clicks',
  errors: 'Errors',
};

const WIDTHS: Partial<Record<SessionColumn, number>> = {
  start: 154,
  end: 154,
  person: 128,
  entryPage: 104,
  exitPage: 104,
  referrer: 96,
  device: 88,
  browser: 100,
  os: 96,
  durationSeconds: 96,
  events: 76,
  pageviews: 98,
  pageDepth: 76,
  clicks: 76,
  errors: 76,
  bounce: 84,
  splitReason: 176,
  id: 170,
};

const GROWS: ReadonlySet<SessionColumn> = new Set(['person', 'entryPage', 'exitPage', 'referrer']);
const NUMERIC: ReadonlySet<SessionColumn> = new Set([
  'durationSeconds',
  'events',
  'pageviews',
  'pageDepth',
  'engagedSeconds',
  'clicks',
  'rageClicks',
  'errors',
]);

/**
 * The columns in the order asked for, as wide as somebody made them, else as usual. `silenceMs` tells how long the person
 * was silent before a row's session, where the rows around it tell.
 */
export function sessionColumns(
  shown: readonly SessionColumn[],
  widths: Readonly<Partial<Record<SessionColumn, number>>>,
  timezone: string,
  silenceMs: (index: number) => number | undefined,
): readonly DataColumn<SessionRow>[] {
  return shown.map((column) => ({
    id: column,
    header: column === 'start' && timezone === 'UTC' ? 'Began (UTC)' : COLUMN_WORDS[column],
    width: widths[column] ?? WIDTHS[column] ?? 116,
    grow: GROWS.has(column) && widths[column] === undefined,
    ...(NUMERIC.has(column) ? { align: 'right' as const } : {}),
    sortable: true,
    render: (row: SessionRow, index: number) =>
      column === 'splitReason' ? (
        <Reason row={row} silenceMs={silenceMs(index)} />
      ) : (
        <Cell row={row} column={column} timezone={timezone} />
      ),
  }));
}

function Reason({ row, silenceMs }: { readonly row: SessionRow; readonly silenceMs: number | undefined }) {
  const words = splitWords(textOf(row, 'splitReason'), { silenceMs, campaign: campaignWords(row) });
  return (
    <span className={css['dim']} title={words}>
      {words}
    </span>
  );
}

interface CellProps {
  readonly row: SessionRow;
  readonly column: Exclude<SessionColumn, 'splitReason'>;
  readonly timezone: string;
}

function Cell({ row, column, timezone }: CellProps): ReactNode {
  const text = textOf(row, column);
  const number = numberOf(row, column);
  switch (column) {
    case 'start':
    case 'end':
      return number === undefined ? null : (
        <span className={css['when']}>
          <NearDay at={number} timezone={timezone} />{' '}
          <span className={css['clock']}>{formatClock(number, timezone)}</span>
        </span>
      );
    case 'durationSeconds':
    case 'engagedSeconds':
      return formatDuration(number);
    case 'person':
      return <span className={css['person']}>{text}</span>;
    case 'id':
      return <span className={css['mono']}>{text}</span>;
    case 'bounce':
      return number === 1 ? <Badge>bounce</Badge> : null;
    case 'errors':
    case 'rageClicks':
      return number === undefined || number === 0 ? (
        <span className={css['zero']}>0</span>
      ) : (
        <span className={css['alarm']}>{formatCount(number)}</span>
      );
    case 'events':
    case 'pageviews':
    case 'pageDepth':
    case 'clicks':
      return number === 0 ? <span className={css['zero']}>0</span> : formatCount(number ?? 0);
    case 'entryPage':
    case 'exitPage':
      return text;
    case 'referrer':
    case 'utm.source':
    case 'utm.medium':
    case 'utm.campaign':
    case 'utm.term':
    case 'utm.content':
    case 'device':
    case 'browser':
    case 'os':
    case 'country':
      return <span className={css['dim']}>{text}</span>;
  }
}
