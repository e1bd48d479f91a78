/** What arrived or was imported and could not be understood: why, where, and the bytes themselves. */
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import type { RejectRow } from '../../../shared/contract/commands';
import { latest, type QueryState } from '../../data/use-query';
import { formatMoment } from '../../parts/event-details/format-moment';
import { Badge } from '../../ui/badge';
import { CodeBlock } from '../../ui/code-block';
import { DataTable, type DataColumn } from '../../ui/data-table';
import { Drawer } from '../../ui/drawer';
import { EmptyState } from '../../ui/empty-state';
import { ErrorState } from '../../ui/error-state';
import { formatCount } from '../../ui/number-format';
import { Skeleton } from '../../ui/skeleton';
import { formatDateTime } from '../../ui/time-format';
import css from './live.module.css';

export interface RejectsTableProps {
  readonly rejects: QueryState<{ readonly total: number; readonly rows: readonly RejectRow[] }>;
  readonly timezone: string;
}

const columnsIn = (timezone: string): readonly DataColumn<RejectRow>[] => [
  { id: 'when', header: 'When', width: 150, render: (row) => formatDateTime(row.receivedAt, timezone) },
  {
    id: 'code',
    header: 'Reason',
    width: 160,
    render: (row) => <Badge tone="warn">{row.code.replaceAll('_', ' ')}</Badge>,
  },
  { id: 'message', header: 'What is wrong', width: 260, grow: true, render: (row) => row.message },
  { id: 'place', header: 'Where', width: 190, render: (row) => <span className={css['id']}>{row.place}</span> },
  { id: 'source', header: 'From', width: 96, render: (row) => <span className={css['about']}>{row.source}</span> },
];

export function RejectsTable({ rejects, timezone }: RejectsTableProps) {
  const [open, setOpen] = useState<RejectRow>();
  const shown = latest(rejects);
  if (shown === undefined) {
    if (rejects.status === 'failed') return <ErrorState error={rejects.error} onRetry={rejects.refetch} />;
    return (
      <div className={css['loading']}>
        <Skeleton lines={6} height={16} />
      </div>
    );
  }
  if (shown.rows.length === 0) {
    return (
      <EmptyState
        icon={ShieldCheck}
        title="Nothing was rejected"
        text="Events and rows that cannot be understood are kept here with the reason and their raw text."
      />
    );
  }
  return (
    <div className={css['list']}>
      <DataTable
        label="Rejected"
        columns={columnsIn(timezone)}
        rowCount={shown.rows.length}
        getRow={(index) => shown.rows[index]}
        rowKey={(row) => row.id}
        onRowClick={setOpen}
        selected={open === undefined ? undefined : shown.rows.findIndex(({ id }) => id === open.id)}
      />
      {shown.total > shown.rows.length && (
        <p className={css['more']}>
          The newest {formatCount(shown.rows.length)} of {formatCount(shown.total)}.
        </p>
      )}
      <Drawer
        id="reject"
        open={open !== undefined}
        onClose={() => {
          setOpen(undefined);
        }}
        title={open?.code.replaceAll('_', ' ') ?? ''}
        subtitle={open === undefined ? undefined : `${formatMoment(open.receivedAt, timezone)} · ${open.source}`}
      >
        {open && (
          <div className={css['reject']}>
            <p>{open.message}</p>
            <p className={css['about']}>
              At <span className={css['id']}>{open.place}</span>
            </p>
            <CodeBlock label="The raw text" caption="As it came" code={open.raw} wrap />
          </div>
        )}
      </Drawer>
    </div>
  );
}
