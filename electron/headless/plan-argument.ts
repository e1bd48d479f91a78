/** A tracking plan named on the command line, in any format that can be read. */
import { readFileSync } from 'node:fs';
import { fail } from '../../shared/contract/errors';
import type { TrackingPlan } from '../../shared/plan/document';
import { readForeignPlan } from '../../shared/plan/import/read-foreign-plan';
import { say, UsageError } from './terminal';

/** Throws {@link UsageError} where it is no plan; says what of another tool's plan is left out. */
export function readPlanFile(path: string): TrackingPlan {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail('file_unreadable', `The plan ${path} cannot be read: ${reason}.`);
  }
  const read = readForeignPlan(text, path);
  if (!read.ok) throw new UsageError(read.error);
  for (const note of read.value.notes) say(`${path}: ${note}`);
  return read.value.plan;
}
