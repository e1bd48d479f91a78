/** What validating one file, or one workspace, found. */
import type { ViolationReport } from '../../../shared/plan/violation-book';

export interface Validated {
  readonly name: string;
  readonly report: ViolationReport;
  /** What is no event at all. */
  readonly unread: { readonly count: number; readonly examples: readonly string[] };
}
