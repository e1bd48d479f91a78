/** All links that the limits let through, as a table to sort; a row opens its people. */
import { useMemo, useState } from 'react';
import type { PathsResult, PathsSpec } from '../../../shared/insights/paths/spec';
import { DataTable, type DataColumn, type DataSort } from '../../ui/data-table';
import { formatCount, formatShare } from '../../ui/number-format';
import { formatDuration } from '../../ui/time-format';
import css from './flow.module.css';
import type { FlowPlace } from './flow-way';
import { linkRows, sortRows, type LinkRow } from './link-rows';
import { stepTitle, unitOf } from './paths-words';

export interface LinksTableProps {
  readonly spec: PathsSpec;
  readonly result: PathsResult;
  readonly onOpen: (place: FlowPlace) => void;
}

export function LinksTable({ spec, result, onOpen }: LinksTableProps) {
  const [sort, setSort] = useState<DataSort>({ column: 'sessions', descending: true });
  const rows = useMemo(() => sortRows(linkRows(spec.of, result), sort), [spec.of, result, sort]);
  const columns: readonly DataColumn<LinkRow>[] = [
    { id: 'step', header: 'Step', width: 96, sortable: true, render: ({ step }) => stepTitle(spec, step) },
    { id: 'from', header: 'From', width: 150, grow: true, sortable: true, render: ({ from }) => name(from) },
    { id: 'to', header: 'To', width: 150, grow: true, sortable: true, render: ({ to }) => name(to) },
    {
      id: 'sessions',
      header: unitOf(spec) === 'session' ? 'Sessions' : 'Paths',
      width: 92,
      align: 'right',
      sortable: true,
      render: ({ sessions }) => formatCount(sessions),
    },
    {
      id: 'share',
      header: 'Of source',
      width: 92,
      align: 'right',
      sortable: true,
      render: ({ share }) => formatShare(share),
    },
    {
      id: 'persons',
      header: 'People',
      width: 84,
      align: 'right',
      sortable: true,
      render: ({ persons }) => formatCount(persons),
    },
    {
      id: 'median',
      header: 'Median time',
      width: 108,
      align: 'right',
      sortable: true,
      render: ({ median }) => formatDuration(median),
    },
  ];
  return (
    <DataTable
      label="Links"
      columns={columns}
      rowCount={rows.length}
      getRow={(index) => rows[index]}
      rowKey={({ id }) => id}
      sort={sort}
      onSort={setSort}
      empty="No path has a second step."
      onRowClick={({ source, target }) => {
        onOpen({ of: 'link', source, target });
      }}
    />
  );
}

const name = (text: string) => (
  <span className={css['between']} title={text}>
    <span>{text}</span>
  </span>
);
