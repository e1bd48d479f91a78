/** Which columns the file has. */
import type { ExportChoice } from '../../../shared/contract/export';
import { hasProperties, type TableWhat } from '../../../shared/contract/export-columns';
import { formatPlural } from '../../ui/number-format';
import { usePropertyItems } from '../catalog';
import { ColumnPicker } from '../column-picker';
import { usePersonProperties } from '../use-person-properties';
import css from './export-dialog.module.css';
import { Field } from './export-field';
import { allColumns, isTable, ownColumns, propertyColumn, toggleColumn } from './export-model';

export interface ExportColumnsProps {
  readonly choice: ExportChoice;
  readonly onChange: (choice: ExportChoice) => void;
}

export function ExportColumns({ choice, onChange }: ExportColumnsProps) {
  const { what, columns } = choice;
  const events = usePropertyItems();
  const persons = usePersonProperties();
  if (!isTable(what)) return null;
  const own = ownColumns(what);
  const keys =
    what === 'events'
      ? events.items.map(({ value }) => value).filter((path) => path.startsWith('properties.'))
      : what === 'persons'
        ? persons.keys.map(propertyColumn)
        : [];
  const offered = [...new Set([...keys, ...(columns ?? []).filter((column) => !own.includes(column))])];
  return (
    <Field label="Columns">
      <div className={css['columns']}>
        <ColumnPicker
          own={{ title: 'Columns', choices: own.map((id) => ({ id, label: id })) }}
          properties={{
            title: 'A property as a column of its own',
            choices: offered.map((id) => ({ id, label: id.slice(propertyColumn('').length) })),
            none: hasProperties(what) ? 'There are no properties yet.' : 'None here.',
          }}
          chosen={new Set(columns ?? own)}
          onToggle={(column) => {
            onChange(toggleColumn(choice, column));
          }}
          onReset={() => {
            onChange(allColumns(choice));
          }}
        />
        <span className={css['hint']}>{columnWords(what, columns)}</span>
      </div>
    </Field>
  );
}

function columnWords(what: TableWhat, columns: readonly string[] | undefined): string {
  if (columns === undefined) {
    return hasProperties(what) ? 'All, with the properties as JSON in one.' : 'All there are.';
  }
  return `${formatPlural(columns.length, 'column')}: ${columns.slice(0, 6).join(', ')}${columns.length > 6 ? ' …' : ''}`;
}
