/**
 * The tables of one import as one: which columns there are in any of them, in how many, and of what type where they differ.
 * Nothing of a column is lost that only a later file has; where files disagree about a type, text is what all can be.
 */
import type { GuessColumn } from './guess';

type ColumnType = GuessColumn['type'];

export interface TableShape {
  readonly columns: readonly Pick<GuessColumn, 'name' | 'type' | 'samples'>[];
}

export interface UnitedColumn {
  readonly name: string;
  /** How many of the tables have it. */
  readonly files: number;
  /** What it is in all of them. */
  readonly type: ColumnType;
  /** What it is in how many, the most frequent first; tables in which no value was seen say nothing. */
  readonly types: readonly { readonly type: ColumnType; readonly files: number }[];
}

/** Columns in the order in which they are met. */
export function uniteTables(tables: readonly TableShape[]): readonly UnitedColumn[] {
  const found = new Map<string, { files: number; types: Map<ColumnType, number> }>();
  for (const { columns } of tables) {
    for (const { name, type, samples } of columns) {
      const column = found.get(name) ?? { files: 0, types: new Map<ColumnType, number>() };
      found.set(name, column);
      column.files++;
      if (samples.some((sample) => sample.trim() !== '')) column.types.set(type, (column.types.get(type) ?? 0) + 1);
    }
  }
  return [...found].map(([name, { files, types }]) => {
    const counted = [...types].map(([type, times]) => ({ type, files: times })).sort((a, b) => b.files - a.files);
    const [only, ...others] = counted;
    return { name, files, type: only === undefined || others.length > 0 ? 'text' : only.type, types: counted };
  });
}

/** Columns that are text in all, since files disagree. */
export const widenedNames = (columns: readonly UnitedColumn[]): readonly string[] =>
  columns.filter(({ types }) => types.length > 1).map(({ name }) => name);

const WORDS: Record<ColumnType, string> = {
  text: 'text',
  number: 'numbers',
  boolean: 'yes or no',
  time: 'times',
  json: 'JSON',
};

const SHOWN = 20;

/** What differs between the files, in sentences for people; none where they are alike. */
export function unionNotes(columns: readonly UnitedColumn[], files: number): readonly string[] {
  const widened = columns
    .filter(({ types }) => types.length > 1)
    .map(
      ({ name, types }) =>
        `«${name}» holds ${types.map((each) => `${WORDS[each.type]} in ${each.files === 1 ? 'one file' : `${each.files} files`}`).join(', ')}: it is text in all.`,
    );
  const partial = columns.filter((column) => column.files < files);
  const some =
    partial.length === 0
      ? []
      : partial.length <= 3
        ? partial.map((column) => `«${column.name}» is in ${column.files} of ${files} files.`)
        : [
            `${partial.length} columns are in some of the ${files} files only: ${partial
              .slice(0, 8)
              .map((column) => `«${column.name}» (${column.files})`)
              .join(', ')}${partial.length > 8 ? ', …' : ''}.`,
          ];
  return [
    ...some,
    ...widened.slice(0, SHOWN),
    ...(widened.length > SHOWN ? [`So do ${widened.length - SHOWN} more.`] : []),
  ];
}
