/** What is exported as SQL: the columns of events, sessions and persons, in the form that each format has for them. */
import type { ExportFormat } from '../../../shared/contract/export';
import { CSV_MARK, CSV_VERSION } from '../../../shared/formats/waymark/events';
import { PERSON_COLUMNS } from '../../../shared/model/person';
import { SESSION_COLUMNS } from '../../../shared/model/session';
import { sqlName, sqlText } from '../../../shared/sql/quote';

/** `time` is UTC ms, `json` an object as JSON. */
type ColumnType = 'text' | 'number' | 'time' | 'boolean' | 'json';

interface ExportColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Where it is called otherwise in the table. */
  readonly stored?: string;
}

const EVENT_COLUMNS: readonly ExportColumn[] = [
  { name: 'event_id', type: 'text' },
  { name: 'event', type: 'text' },
  { name: 'kind', type: 'text' },
  { name: 'timestamp', type: 'time' },
  { name: 'original_timestamp', type: 'time' },
  { name: 'sent_at', type: 'time' },
  { name: 'received_at', type: 'time' },
  { name: 'distinct_id', type: 'text' },
  { name: 'anonymous_id', type: 'text' },
  { name: 'user_id', type: 'text' },
  { name: 'session_id', type: 'text', stored: 'session_hint' },
  { name: 'groups', type: 'json' },
  { name: 'properties', type: 'json' },
  { name: 'source', type: 'text' },
  { name: 'project', type: 'text' },
  { name: 'lib', type: 'text' },
  { name: 'lib_version', type: 'text' },
];

const columnsOf = (types: Readonly<Record<string, ColumnType>>): ExportColumn[] =>
  Object.entries(types).map(([name, type]) => ({ name, type }));

/** `neutraliseCell` of shared/base as SQL over a text. */
const sqlNeutralised = (text: string): string =>
  `CASE WHEN regexp_matches(${text}, '^''*[=+\\-@\\t\\r]') THEN '''' || ${text} ELSE ${text} END`;

/** JSON lines hold canonical events as they are; tables have times and, in CSV, nothing that a spreadsheet executes. */
function printColumn({ name, type, stored = name }: ExportColumn, format: ExportFormat): string {
  const column = sqlName(stored);
  const as = ` AS ${sqlName(name)}`;
  if (format === 'jsonl') return column + as;
  if (type === 'time') {
    const time = `epoch_ms(${column}::BIGINT)`;
    return (format === 'csv' ? `strftime(${time}, '%Y-%m-%dT%H:%M:%S.%gZ')` : time) + as;
  }
  if (type === 'json') return `${column}::VARCHAR${as}`;
  return (type === 'text' && format === 'csv' ? sqlNeutralised(column) : column) + as;
}

const printColumns = (columns: readonly ExportColumn[], format: ExportFormat): string =>
  columns.map((column) => printColumn(column, format)).join(', ');

/** What is selected of `events`. */
export const eventColumns = (format: ExportFormat): string =>
  `${printColumns(EVENT_COLUMNS, format)}${format === 'csv' ? `, ${sqlText(CSV_VERSION)} AS ${CSV_MARK}` : ''}`;

/** What is selected of the session columns. */
export const sessionColumns = (format: ExportFormat): string => printColumns(columnsOf(SESSION_COLUMNS), format);

/** What is selected of `persons`: the columns of the list, and all properties as one JSON object. */
export const personColumns = (format: ExportFormat): string =>
  printColumns([...columnsOf(PERSON_COLUMNS), { name: 'properties', type: 'json' }], format);

const COPY_OPTIONS: Readonly<Record<ExportFormat, string>> = {
  csv: "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"'",
  jsonl: 'FORMAT json, ARRAY false',
  parquet: 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880',
};

/** Answers with the number of rows written. */
export const printCopy = (select: string, path: string, format: ExportFormat): string =>
  `COPY (${select}) TO ${sqlText(path)} (${COPY_OPTIONS[format]})`;
