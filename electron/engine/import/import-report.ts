/** What came of an import, and what the workspace holds with it. */
import type { ImportReport } from '../../../shared/contract/commands';
import type { Dataset } from '../sequences/dataset';
import { extentOf } from '../sequences/extent';
import type { ImportControl } from './import-control';
import { summarise } from './import-files';
import type { FinishedFile } from './import-records';
import type { UnitedFiles } from './unite-files';

/** Of a file that was not finished: so many of its rows, from the first on, are stored. */
export interface StoredUpTo {
  readonly file: string;
  readonly rows: number;
}

export interface EndedImport {
  readonly finished: readonly FinishedFile[];
  readonly united: UnitedFiles;
  /** Of one that was at work until now. */
  readonly control?: ImportControl;
  readonly upTo?: StoredUpTo | undefined;
  /** How many events of it there are. */
  readonly stored: number;
  readonly dataset: Dataset;
}

export async function reportOf({
  finished,
  united,
  control,
  upTo,
  stored,
  dataset,
}: EndedImport): Promise<ImportReport> {
  const told = summarise(finished, united, stored);
  return {
    ...told,
    // Rows of a file that was not finished were read all the same.
    rows: Math.max(told.rows, control?.step.rows ?? 0),
    ...(upTo === undefined ? {} : { upTo }),
    ...(await totalsOf(dataset)),
    elapsedMs: Math.round(control?.elapsedMs ?? 0),
  };
}

/** What the workspace holds now, in the words of an import report. */
export async function totalsOf(dataset: Dataset): Promise<Pick<ImportReport, 'events' | 'persons' | 'from' | 'to'>> {
  const view = await dataset.current();
  const extent = extentOf(view.sequences);
  return {
    events: view.sequences.length,
    persons: view.sequences.persons,
    ...(extent === undefined
      ? {}
      : { from: new Date(extent.from).toISOString(), to: new Date(extent.to).toISOString() }),
  };
}
