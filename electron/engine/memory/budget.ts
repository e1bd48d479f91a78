/**
 * The memory the engine may take, divided: what is there whatever is asked (views, ids) is counted and never dropped; of
 * the rest one half at most is for what questions leave behind, and DuckDB has what they leave free. Whoever keeps
 * something that can be worked out anew keeps it in a {@link BudgetCache}: all of them together stay within their share,
 * the longest unasked goes first.
 */

const MEGABYTE = 1024 * 1024;
/** Node, DuckDB's code, fold workers, and what lies idle between two collections of garbage: measured. */
const PROCESS_BYTES = 512 * MEGABYTE;
/** Below this DuckDB spills more than it works; of a small budget it has at least a share, and what it cannot do without. */
const LEAST_DATABASE_BYTES = 256 * MEGABYTE;
const LEAST_DATABASE_SHARE = 0.5;
const NEEDED_DATABASE_BYTES = 64 * MEGABYTE;
/** A question needs some bitmaps and columns side by side: with less it would drop its own. */
const LEAST_CACHE_BYTES = 160 * MEGABYTE;
const LEAST_CACHE_SHARE = 0.125;

export interface MemoryRow {
  readonly what: string;
  readonly bytes: number;
}

export class MemoryBudget {
  private readonly counted = new Map<string, () => number>();
  /** Weakly: a view that was but supposed has caches of its own, and nobody says when they are no longer needed. */
  private caches: WeakRef<BudgetCache<unknown>>[] = [];
  private clock = 0;
  /** Called when a cache has grown. */
  onGrowth: () => void = () => undefined;

  constructor(readonly totalBytes: number) {}

  /** What is held whatever is asked. */
  counts(what: string, bytes: () => number): void {
    this.counted.set(what, bytes);
  }

  /** A cache whose entries count. */
  cache<T>(what: string): BudgetCache<T> {
    const cache = new BudgetCache<T>(what, this);
    this.caches.push(new WeakRef<BudgetCache<unknown>>(cache));
    return cache;
  }

  /** What DuckDB may take: all that nobody else does at the moment. */
  get databaseBytes(): number {
    const cached = this.live().reduce((sum, { bytes }) => sum + bytes, 0);
    return Math.max(this.leastDatabaseBytes, this.free() - cached);
  }

  /** What DuckDB may take however little is left. */
  get leastDatabaseBytes(): number {
    return Math.max(NEEDED_DATABASE_BYTES, Math.min(LEAST_DATABASE_BYTES, this.totalBytes * LEAST_DATABASE_SHARE));
  }

  /** What all caches together may take. */
  get cacheBytes(): number {
    const least = Math.min(LEAST_CACHE_BYTES, this.totalBytes * LEAST_CACHE_SHARE);
    return Math.max(least, this.free() / 2);
  }

  /** What is held and by whom, most first. */
  report(): MemoryRow[] {
    const rows = new Map<string, number>();
    for (const [what, bytes] of this.counted) rows.set(what, bytes());
    for (const { what, bytes } of this.live()) rows.set(what, (rows.get(what) ?? 0) + bytes);
    return Array.from(rows, ([what, bytes]) => ({ what, bytes })).sort((a, b) => b.bytes - a.bytes);
  }

  /** Grows with every use of an entry. */
  tick(): number {
    return ++this.clock;
  }

  /** Drops what was used longest ago until all fits, but nothing used as late as `since`. */
  shrink(since: number): void {
    const caches = this.live();
    const room = this.cacheBytes;
    let bytes = caches.reduce((sum, cache) => sum + cache.bytes, 0);
    while (bytes > room) {
      const [oldest] = caches.filter(({ lastUse }) => lastUse < since).sort((a, b) => a.lastUse - b.lastUse);
      if (oldest === undefined) break;
      bytes -= oldest.dropOldest();
    }
    this.onGrowth();
  }

  private free(): number {
    let held = PROCESS_BYTES;
    for (const bytes of this.counted.values()) held += bytes();
    return this.totalBytes - held;
  }

  private live(): BudgetCache<unknown>[] {
    const found: BudgetCache<unknown>[] = [];
    this.caches = this.caches.filter((reference) => {
      const cache = reference.deref();
      if (cache !== undefined) found.push(cache);
      return cache !== undefined;
    });
    return found;
  }
}

interface Entry<T> {
  readonly value: T;
  readonly bytes: number;
  used: number;
}

export class BudgetCache<T> {
  /** The longest unused first. */
  private readonly entries = new Map<string, Entry<T>>();
  bytes = 0;

  constructor(
    readonly what: string,
    private readonly budget: MemoryBudget,
  ) {}

  get(key: string): T | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    entry.used = this.budget.tick();
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** Whether there is an entry; asking is no use of it. */
  has(key: string): boolean {
    return this.entries.has(key);
  }

  /** Keeps a value in place of what was there; others may have to go. */
  set(key: string, value: T, bytes: number): void {
    this.delete(key);
    const used = this.budget.tick();
    this.entries.set(key, { value, bytes, used });
    this.bytes += bytes;
    this.budget.shrink(used);
  }

  delete(key: string): void {
    this.bytes -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
  }

  clear(): void {
    this.entries.clear();
    this.bytes = 0;
  }

  get size(): number {
    return this.entries.size;
  }

  /** When the entry that would go first was last used; Infinity where there is none. */
  get lastUse(): number {
    for (const { used } of this.entries.values()) return used;
    return Infinity;
  }

  /** Returns how many bytes that were. */
  dropOldest(): number {
    for (const [key, { bytes }] of this.entries) {
      this.delete(key);
      return bytes;
    }
    return 0;
  }
}
