/** What became of the rows of a file, whatever it holds them in. */
import type { NativeColumn } from '../../../shared/sql/native-columns';

export const MAX_COLUMNS = 4_096;

/** Where a file has no header and knows no quotes, the column of `rows` that holds the line as it is. No column of a file is called so. */
export const WHOLE_LINE = '\u001Fline';

export interface StagedRejects {
  readonly line: number;
  readonly message: string;
  readonly raw: string;
  /** Rows that it stands for; one where it is left out. */
  readonly count?: number;
  readonly code?: 'truncated_file';
  /** A quote that is not closed takes lines after it along: they may be `lost`, or this one alone was left out. */
  readonly quote?: 'lost' | 'open';
}

export interface StagedRows {
  /** A SELECT of all rows of the file as `rows` has them, read as they are asked for; `row` may be NULL where they come in order. */
  readonly all: string;
  /** Of text: the same without the first so many lines, which are stepped over unread; records of CSV count as lines. */
  readonly allAfter?: (lines: number) => string;
  /** The same, to be read beforehand: what cannot be read is passed over and not noted. */
  readonly quiet: string;
  readonly columns: readonly string[];
  readonly native?: readonly NativeColumn[];
  readonly headless?: boolean;
  readonly rejects: readonly StagedRejects[];
}
