/** One row of a result in full: every cell to read and copy. */
import { Copy } from 'lucide-react';
import type { SqlCell } from '../../../shared/insights/cells';
import type { SqlResult } from '../../../shared/insights/sql/spec';
import { Button } from '../../ui/button';
import { CodeBlock, copyText } from '../../ui/code-block';
import { Drawer } from '../../ui/drawer';
import { toast } from '../../ui/toast-store';
import css from './sql.module.css';
import { cellText } from './chart-model';

export interface RowDrawerProps {
  readonly columns: SqlResult['columns'];
  /** undefined: closed. */
  readonly row: { readonly cells: readonly SqlCell[]; readonly number: number } | undefined;
  readonly onClose: () => void;
}

export function RowDrawer({ columns, row, onClose }: RowDrawerProps) {
  return (
    <Drawer
      id="sqlRow"
      open={row !== undefined}
      onClose={onClose}
      title={row === undefined ? '' : `Row ${row.number.toLocaleString('en')}`}
      actions={
        <Button
          size="s"
          icon={Copy}
          onClick={() => {
            if (row !== undefined) void copyRow(columns, row.cells);
          }}
        >
          Copy row
        </Button>
      }
    >
      <dl className={css['cells']}>
        {columns.map(({ name, type }, index) => (
          // Two columns may have one name.
          // oxlint-disable-next-line react/no-array-index-key
          <div key={`${index} ${name}`} className={css['field']}>
            <dt>
              {name} <span className={css['faint']}>{type}</span>
            </dt>
            <dd>
              <CodeBlock label={name} wrap code={readable(row?.cells[index] ?? null, type)} />
            </dd>
          </div>
        ))}
      </dl>
    </Drawer>
  );
}

/** The row as JSON, by column. */
async function copyRow(columns: SqlResult['columns'], cells: readonly SqlCell[]): Promise<void> {
  const row = Object.fromEntries(columns.map(({ name }, index) => [name, cells[index] ?? null]));
  if (await copyText(JSON.stringify(row, undefined, 2))) toast({ tone: 'good', title: 'Row copied as JSON' });
}

function readable(cell: SqlCell, type: string): string {
  if (type !== 'json' || typeof cell !== 'string') return cellText(cell);
  try {
    return JSON.stringify(JSON.parse(cell), undefined, 2);
  } catch (unreadable) {
    // A text that was called JSON in the query, and is none.
    if (unreadable instanceof SyntaxError) return cell;
    throw unreadable;
  }
}
