/** Unpacks Zstandard bodies, one after the other, in a thread that may be ended at any moment. */
import { parentPort } from 'node:worker_threads';
import { ensure } from '../../shared/base/assert';
import { unzstd } from './zstd';
import type { ToZstd } from './zstd-thread';

const port = ensure(parentPort, 'parent port');

port.on('message', ({ bytes, most }: ToZstd) => {
  const read = unzstd(bytes, most);
  port.postMessage(read, read.ok ? [read.value.buffer] : []);
});
