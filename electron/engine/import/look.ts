/** The quick look at a file that the page cannot read itself: the head of it, staged, measured by the page's own SQL. */
import type { CommandInput, ImportLook } from '../../../shared/contract/commands';
import { type ColumnProfile, repeats, shapeProfile } from '../../../shared/sql/column-profile';
import { nativeText } from '../../../shared/sql/native-columns';
import { LOOK_TABLE, sqlLookRows, sqlProfile, sqlTopValues } from '../../../shared/sql/quick-look';
import { sqlName, sqlPointer } from '../../../shared/sql/quote';
import { readNumber, readRows } from '../store/read';
import { sampleColumns } from './inspect';
import { stageFile, type SourceFile, type Staging } from './staging';

export const LOOK_ROWS = 20_000;
const FIRST_ROWS = 100;
const TOP_VALUES = 6;
/** Beyond these a table is too wide to be looked at as a whole. */
const MAX_COLUMNS = 200;
const MAX_CELL = 500;

/** `id` names its scratch files. */
export async function lookAtFile(
  workspaceDir: string,
  id: string,
  file: SourceFile,
  format: CommandInput<'import.look'>['format'],
): Promise<ImportLook> {
  const staging = await stageFile(workspaceDir, id, file, format, LOOK_ROWS);
  try {
    const { connection } = staging;
    const { columns: texts, from } = await columnTexts(staging);
    const columns = texts.slice(0, MAX_COLUMNS);
    const empty = columns.length === 0;
    await connection.run(
      `CREATE TABLE ${LOOK_TABLE} AS SELECT ${empty ? 'NULL AS nothing' : columns.map(({ name, text }) => `${text} AS ${sqlName(name)}`).join(', ')} FROM ${from(columns)} ORDER BY row`,
    );
    const rows = empty ? [] : await readRows(connection, sqlLookRows(FIRST_ROWS));
    const profiles: ColumnProfile[] = [];
    for (const { name } of columns) {
      const [measures = {}] = await readRows(connection, sqlProfile(name));
      const top = repeats(measures) ? await readRows(connection, sqlTopValues(name, TOP_VALUES)) : [];
      profiles.push(shapeProfile(name, measures, top));
    }
    const rowCount = await readNumber(connection, `SELECT count(*) FROM ${LOOK_TABLE}`);
    return {
      columns: columns.map(({ name }) => name),
      rows: rows.map((row) => columns.map(({ name }) => String(row[name] ?? '').slice(0, MAX_CELL))),
      rowCount,
      isPart: rowCount >= LOOK_ROWS,
      broken: staging.rejects.length,
      hiddenColumns: texts.length - columns.length,
      profiles: profiles.map((profile) => ({ ...profile, top: [...profile.top] })),
    };
  } finally {
    await staging.remove();
  }
}

interface ColumnText {
  readonly name: string;
  /** The expression for its text. */
  readonly text: string;
}

interface ColumnTexts {
  readonly columns: readonly ColumnText[];
  /** What the expressions of these, the first of `columns`, are asked of. */
  readonly from: (columns: readonly ColumnText[]) => string;
}

async function columnTexts(staging: Staging): Promise<ColumnTexts> {
  const { native, columns, format } = staging;
  if (native !== undefined) {
    return { columns: native.map((column) => ({ name: column.name, text: nativeText(column) })), from: () => 'rows' };
  }
  if (format === 'csv') return { columns: columns.map((name) => ({ name, text: sqlName(name) })), from: () => 'rows' };
  return {
    columns: (await sampleColumns(staging)).map(({ name }, index) => ({
      name,
      text: `coalesce(cells[${2 * index + 1}], cells[${2 * index + 2}])`,
    })),
    // All paths in one call: a call for each would take every object apart anew, and hold each time what it took apart.
    from: (shown) => {
      const paths = shown.flatMap(({ name }) => [sqlPointer([name]), sqlPointer(name.split('.'))]);
      const json = "CASE WHEN json_valid(json) THEN json ELSE '{}' END";
      return `(SELECT row, json_extract_string(${json}, [${paths.join(', ')}]) AS cells FROM rows)`;
    },
  };
}
