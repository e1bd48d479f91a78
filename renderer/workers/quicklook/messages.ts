/** What the page and the quick-look worker say to each other. Types only. */
import type { AppError } from '../../../shared/contract/errors';
import type { ColumnProfile } from '../../../shared/sql/column-profile';
import type { LookMapping } from '../../../shared/sql/quick-look';

export type { ColumnProfile, LookMapping };

export interface QuickHead {
  readonly columns: readonly string[];
  /** The first rows, a text per column; empty where missing. */
  readonly rows: readonly (readonly string[])[];
  /** Rows in what was read. */
  readonly rowCount: number;
  /** Bytes read, of `totalBytes`. Fewer where the file is larger than a quick look reads. */
  readonly readBytes: number;
  readonly totalBytes: number;
  /** Lines that could not be read. */
  readonly broken: number;
  /** Columns beyond the limit that are not shown. */
  readonly hiddenColumns: number;
}

/** The file seen as events. */
export interface LookOutline {
  /** UTC ms of the written times. */
  readonly from?: number;
  readonly to?: number;
  /** Rows, or where a row is several events, those. */
  readonly total: number;
  readonly persons: number;
  readonly withoutTime: number;
  readonly withoutPerson: number;
  readonly events: readonly { readonly name: string; readonly count: number }[];
}

export type ToQuickLook =
  /** Start the database; a look will follow. */
  | {
      readonly type: 'warm';
      /** Where DuckDB's own extension downloads are sent to die: a path of our origin that answers 404. */
      readonly noExtensions: string;
    }
  | {
      readonly type: 'look';
      readonly file: Blob;
      readonly name: string;
      readonly format: 'csv' | 'jsonl';
    }
  | { readonly type: 'outline'; readonly id: number; readonly mapping: LookMapping };

export type FromQuickLook =
  | { readonly type: 'head'; readonly head: QuickHead }
  | { readonly type: 'profile'; readonly index: number; readonly profile: ColumnProfile }
  | { readonly type: 'profiled' }
  | { readonly type: 'outlined'; readonly id: number; readonly outline: LookOutline }
  | {
      readonly type: 'failed';
      readonly error: AppError;
      /** Of the outline that failed; else the whole look did. */ readonly id?: number;
    };
