/** The list of rejects, newest first. */
import { CheckCheck, SearchX, ShieldCheck } from 'lucide-react';
import type { ListedReject, RejectFilter } from '../../../shared/contract/rejects';
import { reasonWords } from '../../../shared/inspect/reject-words';
import { Badge } from '../../ui/badge';
import { Button } from '../../ui/button';
import { DataTable, type DataColumn } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { Skeleton } from '../../ui/skeleton';
import { formatClock, formatDay } from '../../ui/time-format';
import css from './rejects.module.css';
import { SpokenCode } from './spoken-code';
import type { RejectList } from './use-rejects';

export interface RejectTableProps {
  readonly list: RejectList;
  readonly timezone: string;
  readonly filter: RejectFilter;
  /** There is none at all. */
  readonly isEmpty: boolean;
  readonly selected: number | undefined;
  readonly onSelect: (row: ListedReject) => void;
  readonly onClear: () => void;
}

export function RejectTable({ list, timezone, filter, isEmpty, selected, onSelect, onClear }: RejectTableProps) {
  const { rows, loading, error } = list;
  if (error !== undefined && rows.length === 0) return <ErrorState error={error} onRetry={list.refresh} />;
  if (loading && rows.length === 0) {
    return (
      <div className={css['loading']}>
        <Skeleton lines={6} height={16} />
      </div>
    );
  }
  if (rows.length === 0) {
    return (
      <div className={css['list']}>
        <Nothing isEmpty={isEmpty} filter={filter} onClear={onClear} />
      </div>
    );
  }
  const at = selected === undefined ? -1 : rows.findIndex(({ id }) => id === selected);
  return (
    <div className={css['list']}>
      <DataTable
        label="Rejected"
        columns={columnsIn(timezone)}
        rowCount={rows.length}
        getRow={(index) => rows[index]}
        rowKey={(row) => row.id}
        onRowClick={onSelect}
        selected={at < 0 ? undefined : at}
        onEndReached={list.loadMore}
      />
    </div>
  );
}

const columnsIn = (timezone: string): readonly DataColumn<ListedReject>[] => [
  {
    id: 'when',
    header: 'When',
    width: 168,
    render: ({ receivedAt }) => `${formatDay(receivedAt, timezone)}, ${formatClock(receivedAt, timezone)}`,
  },
  {
    id: 'code',
    header: 'Reason',
    width: 172,
    render: (row) =>
      row.repaired === undefined ? (
        <Badge tone="warn">{reasonWords(row.code).title}</Badge>
      ) : (
        <Badge tone="good">Repaired</Badge>
      ),
  },
  {
    id: 'message',
    header: 'What is wrong',
    width: 196,
    grow: true,
    render: (row) => <SpokenCode text={row.message} />,
  },
  { id: 'place', header: 'Where', width: 170, render: (row) => <span className={css['id']}>{row.place}</span> },
  { id: 'source', header: 'From', width: 92, render: (row) => <span className={css['about']}>{row.source}</span> },
];

interface NothingProps {
  readonly isEmpty: boolean;
  readonly filter: RejectFilter;
  readonly onClear: () => void;
}

function Nothing({ isEmpty, filter, onClear }: NothingProps) {
  if (isEmpty) {
    return (
      <EmptyState
        icon={ShieldCheck}
        title="Nothing was rejected"
        text="An event that cannot be understood is not lost: it appears here the moment it comes, with the reason, the place in the body and the vendor’s rule, to be put right and sent again. So do rows of imported files."
      />
    );
  }
  const isNarrowed = filter.code !== undefined || filter.source !== undefined;
  if (filter.state === 'open' && !isNarrowed) {
    return (
      <EmptyState
        icon={CheckCheck}
        title="All rejects are repaired"
        text="What could not be understood has been put right and is stored. New rejects appear here the moment they come."
        actions={<Button onClick={onClear}>Show all</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={SearchX}
      title={filter.state === 'repaired' && !isNarrowed ? 'Nothing has been repaired yet' : 'No reject is like this'}
      text="Rejects that fit will show up here."
      actions={<Button onClick={onClear}>Show all</Button>}
    />
  );
}
