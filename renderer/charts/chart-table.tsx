/** The figures of a chart as a table; where points can be opened, so can the figures. */
import css from './chart.module.css';
import { type ChartPoint, type ChartTable, TOTAL } from './drawing';

export interface ChartTableViewProps {
  readonly table: ChartTable;
  readonly summary: string;
  readonly onSelect?: ((point: ChartPoint) => void) | undefined;
}

export function ChartTableView({ table, summary, onSelect }: ChartTableViewProps) {
  return (
    // Scrolls, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={css['tableScroller']} role="region" aria-label="Figures" tabIndex={0}>
      <table className={css['table']}>
        <caption className="visually-hidden">{summary}</caption>
        <thead>
          <tr>
            {table.columns.map((column, index) => (
              <th key={`${index}-${column}`} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((cells, row) => (
            <Row key={`${row}-${cells[0] ?? ''}`} table={table} cells={cells} index={row} onSelect={onSelect} />
          ))}
        </tbody>
        {table.total !== undefined && (
          <tfoot>
            <Row table={table} cells={table.total} index={TOTAL} onSelect={onSelect} />
          </tfoot>
        )}
      </table>
    </div>
  );
}

interface RowProps extends Pick<ChartTableViewProps, 'table' | 'onSelect'> {
  readonly cells: readonly string[];
  /** Of the points that the figures open. */
  readonly index: number;
}

function Row({ table, cells: [name = '', ...values], index, onSelect }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      {values.map((value, column) => {
        const series = seriesOf(table, column);
        return (
          <td key={`${column}-${table.columns[column + 1] ?? ''}`}>
            {onSelect && series !== undefined ? (
              <button
                type="button"
                className={css['figureButton']}
                onClick={() => {
                  onSelect({ series, index });
                }}
              >
                {value}
              </button>
            ) : (
              value
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** Which series a column after the first opens. */
function seriesOf({ series = Infinity }: ChartTable, column: number): number | undefined {
  if (typeof series === 'number') return column < series ? column : undefined;
  return series[column];
}
