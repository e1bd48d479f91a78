/** What became of the rows of a file, whatever it holds them in. */
import type { NativeColumn } from '../../../shared/sql/native-columns';

export const MAX_COLUMNS = 4_096;

export interface StagedRejects {
  readonly line: number;
  readonly message: string;
  readonly raw: string;
  /** Rows that it stands for; one where it is left out. */
  readonly count?: number;
  readonly code?: 'truncated_file';
}

export interface StagedRows {
  readonly columns: readonly string[];
  readonly native?: readonly NativeColumn[];
  readonly headless?: boolean;
  readonly rejects: readonly StagedRejects[];
}
