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
    const texts = await columnTexts(staging);
    const columns = texts.slice(0, MAX_COLUMNS);
    const empty = columns.length === 0;
    await connection.run(
      `CREATE TABLE ${LOOK_TABLE} AS SELECT ${empty ? 'NULL AS nothing' : columns.map(({ name, text }) => `${text} AS ${sqlName(name)}`).join(', ')} FROM rows ORDER BY row`,
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

/** Each column with the expression for its text. */
async function columnTexts(staging: Staging): Promise<{ readonly name: string; readonly text: string }[]> {
  const { native, columns, format } = staging;
  if (native !== undefined) return native.map((column) => ({ name: column.name, text: nativeText(column) }));
  if (format === 'csv') return columns.map((name) => ({ name, text: sqlName(name) }));
  const json = "CASE WHEN json_valid(json) THEN json ELSE '{}' END";
  return (await sampleColumns(staging)).map(({ name }) => {
    const literal = `json_extract_string(${json}, ${sqlPointer([name])})`;
    const nested = `json_extract_string(${json}, ${sqlPointer(name.split('.'))})`;
    return { name, text: name.includes('.') ? `coalesce(${literal}, ${nested})` : literal };
  });
}
