/** Runs one fold task; the same in a worker and, where there are none, in the engine itself. */
import { Unpacker } from '../../../shared/insights/packed';
import { insightOf } from '../../../shared/insights/registry';
import type { Stop } from '../../../shared/insights/insight';
import type { FoldTask } from './messages';

/** One task at a time runs in a thread. */
const unpacker = new Unpacker();

export function runTask(task: FoldTask, stop: Stop): unknown {
  // Taken back before its turn came: nobody reads the answer.
  if (stop()) return undefined;
  const insight = insightOf(task.kind);
  if (task.work === 'fold')
    return insight.fold(unpacker.inputOf(task.input, task.range), task.params, task.range, stop);
  return insight.drill(task.input, task.params, task.cell, task.range, task.dictionaries);
}
