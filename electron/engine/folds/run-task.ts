/** Runs one fold task; the same in a worker and, where there are none, in the engine itself. */
import { insightOf } from '../../../shared/insights/registry';
import type { Stop } from '../../../shared/insights/insight';
import type { FoldTask } from './messages';

export function runTask(task: FoldTask, stop: Stop): unknown {
  // Taken back before its turn came: nobody reads the answer.
  if (stop()) return undefined;
  const insight = insightOf(task.kind);
  if (task.work === 'fold') return insight.fold(task.input, task.params, task.range, stop);
  return insight.drill(task.input, task.params, task.cell, task.range, task.dictionaries);
}
