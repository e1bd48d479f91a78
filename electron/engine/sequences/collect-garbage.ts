/**
 * Asks V8 to give back memory that nobody refers to. Arrays on shared memory weigh nothing in its books, so it sees no
 * reason to look for views that were replaced: after five steps of twenty million events it held on to two gigabytes.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Shared memory that may lie about before it is looked for: looking takes some tens of milliseconds. */
const ALLOWED_BYTES = 128 * 1024 * 1024;

let collect: (() => void) | undefined;

/** Collects now, in one go. */
export function collectGarbage(): void {
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}

/** Counts what is let go, and collects once it is much. */
export class Waste {
  private bytes = 0;

  constructor(private readonly collectNow: () => void = collectGarbage) {}

  /** So many bytes of shared memory are, or will soon be, referred to by nobody. */
  add(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes < ALLOWED_BYTES) return;
    this.bytes = 0;
    // Whoever waits for the new view is answered first.
    setTimeout(this.collectNow, 0).unref();
  }
}
