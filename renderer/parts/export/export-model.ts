/** What can be exported and how, in words, and the question that the dialog's fields make. Pure. */
import { safeFileName } from '../../../shared/base/file-name';
import type { ExportChoice, ExportFormat } from '../../../shared/contract/export';
import { EXPORT_COLUMNS, PROPERTY_PREFIX, type TableWhat } from '../../../shared/contract/export-columns';
import type { InsightSpec } from '../../../shared/insights/specs';

export const FORMATS: readonly { readonly value: ExportFormat; readonly label: string; readonly hint: string }[] = [
  {
    value: 'csv',
    label: 'CSV',
    hint: 'For spreadsheets. What one would execute as a formula is made harmless.',
  },
  { value: 'jsonl', label: 'JSON lines', hint: 'An object a line, with the values as they are stored.' },
  {
    value: 'parquet',
    label: 'Parquet',
    hint: 'Small, columns with types: for DuckDB, Spark, pandas, Polars, warehouses.',
  },
  {
    value: 'arrow',
    label: 'Arrow',
    hint: 'Columns with types that are read without unpacking: for pandas, Polars, R.',
  },
];

/** What the dialog offers: a thing, and of groups which type. */
export interface Offered {
  readonly id: string;
  readonly label: string;
  readonly what: ExportChoice['what'];
  readonly group?: string;
}

export function offeredIn(groupTypes: readonly string[], title: string | undefined): readonly Offered[] {
  return [
    ...(title === undefined ? [] : [{ id: 'result', label: title, what: 'result' as const }]),
    { id: 'events', label: 'Events', what: 'events' },
    { id: 'sessions', label: 'Sessions', what: 'sessions' },
    { id: 'persons', label: 'People', what: 'persons' },
    ...groupTypes.map((group) => ({
      id: `groups ${group}`,
      label: `Groups: ${group}`,
      what: 'groups' as const,
      group,
    })),
  ];
}

export const idOf = ({ what, group }: ExportChoice): string => (what === 'groups' ? `groups ${group ?? ''}` : what);

/** The choice of something else: what narrowed the one before says nothing of it, but the days do. */
export function chooseOther({ range }: ExportChoice, { what, group }: Offered): ExportChoice {
  const isTimed = what === 'events' || what === 'sessions';
  return {
    what,
    ...(group === undefined ? {} : { group }),
    ...(range === undefined || !isTimed ? {} : { range }),
  };
}

export const isTable = (what: ExportChoice['what']): what is TableWhat => Object.hasOwn(EXPORT_COLUMNS, what);

/** The columns that there are, and those of single properties among the chosen. */
export const ownColumns = (what: TableWhat): readonly string[] => Object.keys(EXPORT_COLUMNS[what]);
export const propertyColumn = (key: string): string => PROPERTY_PREFIX + key;

/** Own columns stay in their order, properties come after them as they are chosen; the last one cannot be taken out. */
export function toggleColumn(choice: ExportChoice, column: string): ExportChoice {
  if (!isTable(choice.what)) return choice;
  const own = ownColumns(choice.what);
  const chosen = choice.columns ?? own;
  const next = chosen.includes(column) ? chosen.filter((each) => each !== column) : [...chosen, column];
  if (next.length === 0) return choice;
  const columns = [...own.filter((each) => next.includes(each)), ...next.filter((each) => !own.includes(each))];
  return { ...choice, columns };
}

export function allColumns({ columns: _columns, ...rest }: ExportChoice): ExportChoice {
  return rest;
}

/** Whether the file can be imported again without loss: whole events. */
export const comesBack = ({ what, columns }: ExportChoice): boolean =>
  what === 'events' && (columns === undefined || ownColumns('events').every((column) => columns.includes(column)));

/** A name that every system takes, whatever groups and insights are called. */
export function fileNameOf(
  { what, group, spec }: ExportChoice,
  title: string | undefined,
  format: ExportFormat,
): string {
  const stem = what === 'groups' ? (group ?? 'groups') : what === 'result' ? (title ?? spec?.kind ?? 'result') : what;
  return safeFileName(`${stem.replaceAll('.', ' ')}.${format}`);
}

/** Lists are exported whole, segments as their members, other insights as their table. */
export function choiceOf(spec: InsightSpec): ExportChoice {
  if (spec.kind === 'segment') return { what: 'persons', where: spec.filter };
  if (spec.kind !== 'events' && spec.kind !== 'sessions' && spec.kind !== 'people') return { what: 'result', spec };
  const where = spec.where === undefined ? {} : { where: spec.where };
  if (spec.kind === 'events') {
    return { what: 'events', ...where, ...(spec.range === undefined ? {} : { range: spec.range }) };
  }
  const { orderBy } = spec;
  const order =
    orderBy === undefined ? {} : { orderBy: { column: orderBy.column, descending: orderBy.descending ?? false } };
  if (spec.kind === 'sessions') {
    return { what: 'sessions', ...where, ...order, ...(spec.person === undefined ? {} : { person: spec.person }) };
  }
  return { what: 'persons', ...where, ...order, ...(spec.search === undefined ? {} : { search: spec.search }) };
}
