/**
 * Zstandard bodies in a thread of their own, because a hundred bytes can be made to keep the one that reads them busy for
 * hours: what takes too long is ended, and no other request waits for it. The thread begins with the first such body.
 */
import { Worker } from 'node:worker_threads';
import { err, type Result } from '../../shared/base/result';
import type { ZstdProblem } from './zstd';

export interface ToZstd {
  readonly bytes: Uint8Array;
  readonly most: number;
}

export type Unzstd = (
  bytes: Uint8Array,
  most: number,
) => Promise<Result<Uint8Array, ZstdProblem | { readonly is: 'busy' }>>;

/** Ten times what the largest body takes. */
const UNPACK_MS = 5_000;
/** Whoever comes when so many wait is asked to come again. */
const MOST_WAITING = 32;

export class ZstdThread {
  #worker: Worker | undefined;
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly workerPath: string,
    private readonly unpackMs = UNPACK_MS,
  ) {}

  /** Never rejects. */
  readonly unpack: Unzstd = async (bytes, most) => {
    if (this.#waiting >= MOST_WAITING) return err({ is: 'busy' });
    this.#waiting += 1;
    const turn = this.#turn.then(() => this.#unpack(bytes, most));
    this.#turn = turn;
    const read = await turn;
    this.#waiting -= 1;
    return read;
  };

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  #unpack(bytes: Uint8Array, most: number): Promise<Result<Uint8Array, ZstdProblem>> {
    const worker = (this.#worker ??= this.#start());
    return new Promise((resolve) => {
      const settle = (read: Result<Uint8Array, ZstdProblem>): void => {
        clearTimeout(timer);
        worker.off('message', settle).off('error', note).off('exit', end);
        resolve(read);
      };
      let why = '';
      const refuse = (reason: string): void => settle(err({ is: 'malformed', reason }));
      const note = (error: Error): void => {
        why = `: ${error.message}`;
      };
      const end = (): void => refuse(`the thread that reads it ended${why}`);
      const timer = setTimeout(() => {
        refuse(`it takes longer than ${this.unpackMs / 1000} s`);
        void this.close();
      }, this.unpackMs);
      worker.on('message', settle).on('error', note).on('exit', end);
      const copy = new Uint8Array(bytes);
      worker.postMessage({ bytes: copy, most } satisfies ToZstd, [copy.buffer]);
    });
  }

  #start(): Worker {
    const worker = new Worker(this.workerPath);
    // Its end follows, and is what counts.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    worker.unref();
    return worker;
  }
}
