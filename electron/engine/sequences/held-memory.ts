/** Tells the budget what the dataset holds, and keeps DuckDB's share in step with it. */
import type { MemoryBudget } from '../memory/budget';
import type { Database } from '../store/database';
import { bytesOf } from './dataset-parts';
import type { EventMemory } from './event-memory';
import type { View } from './view';

/** Texts, evidence and owners of a person with few ids, measured. */
const PERSON_BYTES = 300;
/** Positions by eid are made when somebody looks for one event, which somebody does. */
const POSITION_BYTES = 4;
/** What making a view takes for a while, by event: from scratch, and where only sessions are stitched anew. */
export const MAKING_BYTES = 36;
export const STITCHING_BYTES = 12;
/** What fold workers take beside a view in files, by event of one of its parts: what they read, and answer. Measured. */
const READ_BYTES = 320;
/** Of the least that DuckDB has: enough to go through some events at a time. */
const PASSING_SHARE = 2;
/** Of what DuckDB read, what it may keep beside a view in files. */
const KEPT_BYTES = 32 * 1024 * 1024;
/** A share that changed by less is not worth a word to DuckDB. */
const WORTH = 0.1;

export interface Holding {
  readonly view: View | undefined;
  readonly memory: EventMemory;
}

export class HeldMemory {
  private making = 0;
  private share: number;

  constructor(
    private readonly budget: MemoryBudget,
    private readonly database: Database,
    private readonly holding: () => Holding,
    onFailed: (what: string, error: unknown) => void,
  ) {
    this.share = budget.databaseBytes;
    budget.counts('events in order', () => sequenceBytes(this.holding().view));
    budget.counts('sessions', () => this.holding().view?.sessions.bytes ?? 0);
    budget.counts('persons and ids', () => (this.holding().view?.persons.ids.length ?? 0) * PERSON_BYTES);
    budget.counts('events by number', () => this.holding().memory.bytes);
    budget.counts('a view being made', () => this.making);
    budget.counts('what is read of files', () => this.readBytes());
    // Whoever keeps something need not wait for DuckDB to give back as much.
    budget.onGrowth = () => {
      this.fit().catch((error: unknown) => onFailed('giving DuckDB its share of the memory failed', error));
    };
  }

  /** Runs `work`, which takes so much for as long as it runs. */
  async while<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    this.making += bytes;
    try {
      await this.fit();
      return await work();
    } finally {
      this.making -= bytes;
      await this.fit();
    }
  }

  /**
   * To be called where nobody is kept waiting by it. Beside a view in files questions take memory of their own, and what
   * DuckDB keeps of events, in case they are asked for again, the view has already.
   */
  async giveBack(): Promise<void> {
    const { view, memory } = this.holding();
    if (view === undefined || memory.ranges === undefined || this.making > 0) return;
    await this.database.giveBack(KEPT_BYTES);
  }

  private readBytes(): number {
    const { view, memory } = this.holding();
    return view === undefined ? 0 : (memory.ranges?.rowsPerPart ?? 0) * READ_BYTES;
  }

  /** From now on DuckDB is left alone. */
  close(): void {
    this.budget.onGrowth = () => undefined;
  }

  /** Gives DuckDB what is left for it. */
  async fit(): Promise<void> {
    const share = this.shareOfDatabase();
    if (Math.abs(share - this.share) < WORTH * this.share) return;
    this.share = share;
    await this.database.limitMemory(share / 1e6);
  }

  /**
   * Beside a view in files DuckDB has the least: what it would keep of events in case they are asked for again, the view
   * has already, and of so many persons there is more in memory than is counted. While such a view is made it goes through
   * the events a stretch at a time, and what it keeps of earlier ones is of no use.
   */
  private shareOfDatabase(): number {
    const { view, memory } = this.holding();
    const { leastDatabaseBytes: least, databaseBytes } = this.budget;
    if (memory.ranges === undefined) return databaseBytes;
    return view !== undefined && this.making === 0 ? least : Math.min(databaseBytes, least * PASSING_SHARE);
  }
}

const sequenceBytes = (view: View | undefined): number =>
  view === undefined ? 0 : bytesOf(view) + (view.sequences.held === undefined ? 0 : view.nextEid * POSITION_BYTES);
