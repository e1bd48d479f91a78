/** A fold worker: takes tasks, answers partials. Knows no database, and of files only that some are open. */
import { parentPort } from 'node:worker_threads';
import { ensure } from '../../../shared/base/assert';
import type { FromWorker, ToWorker } from './messages';
import { runTask } from './run-task';
import { ownBuffers } from './transfer';

const port = ensure(parentPort, 'parent port');

port.on('message', ({ id, task, stop }: ToWorker) => {
  const flag = new Int32Array(stop);
  const answer = (): FromWorker => {
    try {
      return { id, ok: true, value: runTask(task, () => Atomics.load(flag, 0) === 1) };
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      return { id, ok: false, message, stack };
    }
  };
  const answered = answer();
  port.postMessage(answered, answered.ok ? ownBuffers(answered.value) : []);
});
