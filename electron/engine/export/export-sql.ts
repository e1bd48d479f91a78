/** What is exported as SQL: the columns of each thing, in the form that each format has for them. */
import { AppFailure } from '../../../shared/contract/errors';
import type { ExportFormat } from '../../../shared/contract/export';
import {
  EXPORT_COLUMNS,
  type ExportColumnType,
  hasProperties,
  PROPERTY_PREFIX,
  type TableWhat,
} from '../../../shared/contract/export-columns';
import { CSV_MARK, CSV_VERSION } from '../../../shared/formats/waymark/events';
import { sqlName, sqlPointer, sqlText } from '../../../shared/sql/quote';

/** Columns that are called otherwise where they are stored. */
const STORED: Partial<Record<TableWhat, Readonly<Record<string, string>>>> = {
  events: { session_id: 'session_hint' },
};

/** `neutraliseCell` of shared/base as SQL over a text. */
const sqlNeutralised = (text: string): string =>
  `CASE WHEN regexp_matches(${text}, '^''*[=+\\-@\\t\\r]') THEN '''' || ${text} ELSE ${text} END`;

/** A value of a type in the form of the format: JSON lines hold what is stored, tables times and texts. */
export function printValueAs(value: string, type: ExportColumnType, format: ExportFormat): string {
  if (format === 'jsonl') return value;
  if (type === 'time') {
    const time = `epoch_ms(${value}::BIGINT)`;
    return format === 'csv' ? `strftime(${time}, '%Y-%m-%dT%H:%M:%S.%gZ')` : time;
  }
  if (type === 'json') return `${value}::VARCHAR`;
  return type === 'text' && format === 'csv' ? sqlNeutralised(value) : value;
}

function printProperty(key: string, format: ExportFormat): string {
  if (format === 'jsonl') return `json_extract(properties, ${sqlPointer([key])})`;
  return printValueAs(`json_extract_string(properties, ${sqlPointer([key])})`, 'text', format);
}

/**
 * The columns of a SELECT from the table of `what`; all there are where `asked` names none. Throws {@link AppFailure}
 * `invalid_request` for a column that it does not have.
 */
export function printColumns(what: TableWhat, asked: readonly string[] | undefined, format: ExportFormat): string {
  const known: Readonly<Record<string, ExportColumnType>> = EXPORT_COLUMNS[what];
  const names = [...new Set(asked ?? Object.keys(known))];
  const printed = names.map((name) => {
    const type = known[name];
    if (type !== undefined && Object.hasOwn(known, name)) {
      return `${printValueAs(sqlName(STORED[what]?.[name] ?? name), type, format)} AS ${sqlName(name)}`;
    }
    if (hasProperties(what) && name.startsWith(PROPERTY_PREFIX)) {
      return `${printProperty(name.slice(PROPERTY_PREFIX.length), format)} AS ${sqlName(name)}`;
    }
    throw new AppFailure({
      code: 'invalid_request',
      message: `There is no column «${name.slice(0, 100)}» of ${what}. There are ${Object.keys(known).join(', ')}${hasProperties(what) ? ' and properties.KEY' : ''}.`,
      path: 'columns',
    });
  });
  // Only whole events can be read again, and only then must be said how their texts are to be taken.
  const isWhole = what === 'events' && Object.keys(known).every((name) => names.includes(name));
  return [...printed, ...(isWhole && format === 'csv' ? [`${sqlText(CSV_VERSION)} AS ${CSV_MARK}`] : [])].join(', ');
}

type CopyFormat = Exclude<ExportFormat, 'arrow'>;

const COPY_OPTIONS: Readonly<Record<CopyFormat, string>> = {
  csv: "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"'",
  jsonl: 'FORMAT json, ARRAY false',
  parquet: 'FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880',
};

/** Answers with the number of rows written. */
export const printCopy = (select: string, path: string, format: CopyFormat): string =>
  `COPY (${select}) TO ${sqlText(path)} (${COPY_OPTIONS[format]})`;
