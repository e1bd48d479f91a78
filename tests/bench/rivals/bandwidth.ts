/**
 * How fast this machine reads memory: the physical limit of a question that must look at each event. Two threads compare
 * equal buffers that are far larger than any cache, which reads both to their ends with whatever the C library does best.
 */
import { Worker } from 'node:worker_threads';

const THREADS = 2;
const BYTES = 128 * 2 ** 20;
const ROUNDS = 8;

/** The best of several rounds, in bytes read per second by each thread while the others read too. */
const READER = `
  const { parentPort } = require('node:worker_threads');
  const [a, b] = [Buffer.alloc(${BYTES}, 1), Buffer.alloc(${BYTES}, 1)];
  parentPort.postMessage('ready');
  parentPort.once('message', () => {
    let best = 0;
    for (let round = 0; round < ${ROUNDS}; round++) {
      const started = performance.now();
      if (a.compare(b) !== 0) throw new Error('Buffers of the same bytes differ.');
      best = Math.max(best, (2 * ${BYTES} * 1000) / (performance.now() - started));
    }
    parentPort.postMessage(best);
  });
`;

/** Bytes per second that two threads read together. */
export async function measureBandwidth(): Promise<number> {
  const workers = Array.from({ length: THREADS }, () => new Worker(READER, { eval: true }));
  try {
    await Promise.all(workers.map((worker) => nextMessage(worker)));
    const read = workers.map(async (worker) => {
      worker.postMessage('go');
      return Number(await nextMessage(worker));
    });
    return (await Promise.all(read)).reduce((sum, bytes) => sum + bytes, 0);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function nextMessage(worker: Worker): Promise<unknown> {
  return new Promise((done, failed) => {
    worker.once('message', done);
    worker.once('error', failed);
  });
}
