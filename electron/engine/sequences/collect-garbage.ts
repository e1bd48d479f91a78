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

/** Where events lie in files memory is short, and bitmaps of all of them are large. */
const ALLOWED_BESIDE_FILES = 48 * 1024 * 1024;

/** How often to look, at most. */
const LOOK_MS = 1_000;

/** Looks now and then whether arrays that nobody may refer to have become many since they were last collected. */
export class Tidy {
  private least = 0;
  private looked = -LOOK_MS;

  constructor(
    private readonly collectNow: () => void = collectGarbage,
    private readonly arrayBytes: () => number = () => process.memoryUsage().arrayBuffers,
  ) {}

  /**
   * To be called after work that leaves arrays behind; `now`: milliseconds, of any clock. Says whether it was time to look;
   * whoever has other memory to give back may do so then.
   */
  look(now: number, isInFiles = false): boolean {
    if (now - this.looked < LOOK_MS) return false;
    this.looked = now;
    const bytes = this.arrayBytes();
    this.least = Math.min(this.least, bytes);
    if (bytes - this.least < (isInFiles ? ALLOWED_BESIDE_FILES : ALLOWED_BYTES)) return true;
    // Whoever waits for an answer gets it first.
    setTimeout(() => {
      this.collectNow();
      this.least = this.arrayBytes();
    }, 0).unref();
    return true;
  }
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
