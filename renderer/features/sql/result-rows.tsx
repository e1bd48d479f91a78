/** A result's rows: any number of them, sorted by any column; a row opens in full. */
import { useMemo, useState } from 'react';
import type { SqlCell, SqlType } from '../../../shared/insights/cells';
import type { SqlResult } from '../../../shared/insights/sql/spec';
import { type DataColumn, type DataSort, DataTable } from '../../ui/data-table';
import { EmptyState } from '../../ui/empty-state';
import { Rows3 } from 'lucide-react';
import { cellText } from './chart-model';
import { RowDrawer } from './row-drawer';
import { sortedRows } from './sort-rows';
import css from './sql.module.css';

type Row = readonly SqlCell[];

const WIDTHS: Partial<Record<SqlType, number>> = { timestamp: 190, date: 110, boolean: 84, json: 260 };
const LETTER = 7.6;
const MARGIN = 34;
/** Rows that say how wide a column is. */
const LOOKED_AT = 60;

export function ResultRows({ result }: { readonly result: SqlResult }) {
  const { columns, rows } = result;
  const [sort, setSort] = useState<DataSort>();
  const [opened, setOpened] = useState<number>();
  const order = useMemo(
    () => (sort === undefined ? undefined : sortedRows(rows, Number(sort.column), sort.descending)),
    [rows, sort],
  );
  const indexAt = (place: number): number => order?.[place] ?? place;
  const shown = useMemo(() => columns.map((_, index) => tableColumn(result, index)), [columns, result]);
  const openedRow = opened === undefined ? undefined : rows[indexAt(opened)];
  return (
    <>
      <DataTable<Row>
        label="Rows"
        columns={shown}
        rowCount={rows.length}
        rowHeight={30}
        getRow={(place) => rows[indexAt(place)]}
        sort={sort}
        onSort={setSort}
        selected={opened}
        onRowClick={(_row, place) => {
          setOpened(place);
        }}
        empty={<EmptyState compact icon={Rows3} title="No rows" text="The query ran and found nothing." />}
      />
      <RowDrawer
        columns={columns}
        row={openedRow === undefined ? undefined : { cells: openedRow, number: indexAt(opened ?? 0) + 1 }}
        onClose={() => {
          setOpened(undefined);
        }}
      />
    </>
  );
}

function tableColumn({ columns, rows }: SqlResult, index: number): DataColumn<Row> {
  const { name = '', type = 'other' } = columns[index] ?? {};
  const isNumber = type === 'integer' || type === 'number';
  const longest = rows
    .slice(0, LOOKED_AT)
    .reduce((most, row) => Math.max(most, cellText(row[index] ?? null).length), name.length + type.length + 1);
  return {
    id: String(index),
    header: name,
    width: WIDTHS[type] ?? Math.round(Math.min(360, Math.max(72, longest * LETTER + MARGIN))),
    // Numbers stand close to what they are of.
    grow: index === columns.length - 1 && !isNumber,
    align: isNumber ? 'right' : 'left',
    note: type,
    sortable: true,
    render: (row) => <Cell cell={row[index] ?? null} type={type} />,
  };
}

function Cell({ cell, type }: { readonly cell: SqlCell; readonly type: SqlType }) {
  if (cell === null) return <span className={css['null']}>NULL</span>;
  return <span className={css['cell']}>{type === 'timestamp' ? readableTime(String(cell)) : String(cell)}</span>;
}

/** `2026-03-02 09:00:00.250`; the zone is UTC throughout. */
const readableTime = (iso: string): string => iso.replace('T', ' ').replace(/(?:\.000)?Z$/, '');
