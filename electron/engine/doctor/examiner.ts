/**
 * Shows every stored event to the doctor, in the order of event numbers, whenever there is time: events are taken in
 * first. While many pour in it takes a twentieth of the time; what it cannot follow from memory it reads back later.
 */
import { Examination } from '../../../shared/doctor/examination';
import type { Committed } from '../ingest/writer';
import type { Quiet } from '../quiet';
import type { Counters } from '../store/counters';
import { EVENT_FIELDS_SQL, toStoredEvent } from '../store/event-row';
import { readRows } from '../store/read';
import type { Readers } from '../store/readers';

/** Of what is stored already, this many of the latest events are looked at. */
export const HISTORY_EVENTS = 200_000;
/** Events that wait in memory; beyond that they are read back from the database. */
const MOST_WAITING = 10_000;
const ROWS_PER_READ = 500;
/** While somebody waits for the end. */
const ROWS_PER_READ_IN_HASTE = 2_000;
const SLICE_MS = 2;
/** What is stored for long stands back while questions are asked, but goes on so often. */
const QUIET_MS = 50;
const MOST_QUIET_MS = 1_000;
/** While events pour in: {@link SLICE_MS} of work in this time. */
const BUSY_PAUSE_MS = 40;
const LONGEST_PAUSE_MS = 500;
/** A commit of so many events, or that many waiting, is a flood; a person clicking is none. */
const FLOOD_EVENTS = 200;
const FLOOD_LASTS_MS = 250;
/** … and longer for each of its events: the next commit, of as many, takes its time. */
const FLOOD_LASTS_MS_PER_EVENT = 0.1;
/** What a flood washed out of memory is read back after it, and while it lasts so often: reading costs as much as storing. */
const MOST_FLOOD_MS = 3_000;
const CALM_PAUSE_MS = 4;
/** How far it is is told so often, while it takes long. */
const PROGRESS_MS = 500;

export interface ExaminerParts {
  readonly readers: Readers;
  readonly counters: Counters;
  readonly quiet: Pick<Quiet, 'forMs'>;
  /** Told when something was found, or how far it is while it takes long; at most once per turn. */
  readonly onFindings: () => void;
  readonly onProblem: (what: string, error: unknown) => void;
}

export class Examiner {
  private examination = new Examination();
  /** The next event number to look at. */
  private next = 0;
  private skipped = 0;
  private removals = 0;
  /** What was committed lately, in order, and not looked at yet. */
  private commits: Committed[] = [];
  private work: Promise<void> | undefined;
  private floodUntil = 0;
  private isClosed = false;
  private told = 0;
  private toldAt = 0;
  private waiters = 0;
  private isLong = false;
  private idle: (() => void)[] = [];

  constructor(private readonly parts: ExaminerParts) {
    this.begin();
  }

  get findings(): Examination['book'] {
    return this.examination.book;
  }

  /** Events looked at since the last beginning. */
  get examined(): number {
    return this.examination.events;
  }

  /** Stored events that are still to be looked at. */
  get pending(): number {
    return Math.max(0, this.parts.counters.nextEid - this.next);
  }

  /** Events stored before those that are looked at. */
  get before(): number {
    return this.skipped;
  }

  /** What was just stored. Returns at once. */
  stored(committed: Committed): void {
    if (this.isClosed) return;
    const count = committed.count + this.waiting;
    if (count > FLOOD_EVENTS) {
      const lasts = FLOOD_LASTS_MS + committed.count * FLOOD_LASTS_MS_PER_EVENT;
      this.floodUntil = Math.max(this.floodUntil, performance.now() + lasts);
    }
    if (count > MOST_WAITING) this.commits = [];
    else if (committed.count > 0) this.commits.push(committed);
    this.wake();
  }

  /** Something was stored or taken out otherwise: an import, the sample, its undoing. */
  wake(): void {
    if (this.isClosed || this.work !== undefined) return;
    this.work = this.run().finally(() => {
      this.work = undefined;
      for (const settle of this.idle.splice(0)) settle();
      // What was stored between the last look and now.
      if (this.hasWork()) this.wake();
    });
  }

  /** Resolves once everything stored by now has been looked at. */
  async settled(signal: AbortSignal): Promise<void> {
    this.waiters += 1;
    while (this.hasWork() && !signal.aborted) {
      this.wake();
      await Promise.race([
        new Promise<void>((resolve) => this.idle.push(resolve)),
        new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
      ]);
    }
    this.waiters -= 1;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.work;
    for (const settle of this.idle.splice(0)) settle();
  }

  private hasWork(): boolean {
    return !this.isClosed && (this.pending > 0 || this.removals !== this.parts.counters.removals);
  }

  /** From the start, with what is stored now. */
  private begin(): void {
    const { nextEid, removals } = this.parts.counters;
    this.examination = new Examination();
    this.removals = removals;
    this.skipped = Math.max(0, nextEid - HISTORY_EVENTS);
    this.next = this.skipped;
    this.told = 0;
  }

  private async run(): Promise<void> {
    this.toldAt = performance.now();
    this.isLong = this.pending > FLOOD_EVENTS;
    try {
      while (this.hasWork()) {
        // Findings speak of events by number: where events were taken out, what was found of them must go too.
        if (this.removals !== this.parts.counters.removals) this.begin();
        if (this.pending > HISTORY_EVENTS) this.skipAhead();
        if (!this.showWaiting()) {
          await this.lull();
          await this.showStored();
        }
        this.tell();
        await pause(this.pauseMs(this.commits.length > 0 ? 0 : CALM_PAUSE_MS));
      }
    } catch (error) {
      if (!this.isClosed) {
        this.parts.onProblem('the doctor could not look at stored events', error);
        // Trying the same events again would fail again.
        this.next = this.parts.counters.nextEid;
      }
    }
  }

  /** A large import: its latest events say what its first ones do. */
  private skipAhead(): void {
    const to = this.parts.counters.nextEid - HISTORY_EVENTS;
    this.skipped += to - this.next;
    this.next = to;
  }

  /** Events that wait in memory. */
  private get waiting(): number {
    const [first] = this.commits;
    const last = this.commits.at(-1);
    return first === undefined || last === undefined ? 0 : endOf(last) - Math.max(first.firstEid, this.next);
  }

  /** A slice of what waits in memory; false where the next event is not there. */
  private showWaiting(): boolean {
    const before = this.next;
    const ends = performance.now() + SLICE_MS;
    for (;;) {
      const [commit] = this.commits;
      if (commit === undefined || commit.firstEid > this.next) return this.next > before;
      while (this.next < endOf(commit)) {
        this.examination.show(commit.eventAt(this.next - commit.firstEid), commit.signals?.get(this.next));
        this.next += 1;
        if (performance.now() >= ends) return true;
      }
      this.commits.shift();
    }
  }

  /** Reading back stands behind events that pour in and questions, but goes on so often. */
  private async lull(): Promise<void> {
    const until = performance.now() + MOST_FLOOD_MS;
    while (!this.isClosed && this.waiters === 0 && performance.now() < Math.min(this.floodUntil, until)) {
      await pause(BUSY_PAUSE_MS);
    }
    if (this.isLong && this.waiters === 0) await this.parts.quiet.forMs(QUIET_MS, MOST_QUIET_MS);
  }

  /** The next stretch of numbers from the database, up to what waits in memory. */
  private async showStored(): Promise<void> {
    const { next, removals } = this;
    const most = next + (this.waiters > 0 ? ROWS_PER_READ_IN_HASTE : ROWS_PER_READ);
    const to = Math.min(this.commits[0]?.firstEid ?? Infinity, this.parts.counters.nextEid, most);
    const began = performance.now();
    const rows = await this.parts.readers.use((connection) =>
      readRows(connection, `SELECT ${EVENT_FIELDS_SQL} FROM events WHERE eid >= ${next} AND eid < ${to} ORDER BY eid`),
    );
    if (this.waiters === 0 && performance.now() < this.floodUntil) {
      // Reading counts as work too.
      await pause(Math.min(((performance.now() - began) / SLICE_MS) * BUSY_PAUSE_MS, LONGEST_PAUSE_MS));
    }
    let ends = performance.now() + SLICE_MS;
    for (const row of rows) {
      if (this.isClosed || removals !== this.parts.counters.removals) return;
      this.examination.show(toStoredEvent(row));
      if (performance.now() < ends) continue;
      await pause(this.pauseMs(0));
      ends = performance.now() + SLICE_MS;
    }
    this.next = to;
  }

  private pauseMs(calm: number): number {
    if (performance.now() < this.floodUntil) return BUSY_PAUSE_MS;
    return this.waiters > 0 ? 0 : calm;
  }

  private tell(): void {
    const { version } = this.findings;
    const now = performance.now();
    // Who is shown how far it is must hear of the end too, and of the way there.
    const isLate = this.isLong && (this.pending === 0 || now - this.toldAt > PROGRESS_MS);
    if (version === this.told && !isLate) return;
    this.told = version;
    this.toldAt = now;
    if (this.pending === 0) this.isLong = false;
    this.parts.onFindings();
  }
}

const endOf = ({ firstEid, count }: Committed): number => firstEid + count;

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    if (ms === 0) setImmediate(resolve);
    else setTimeout(resolve, ms);
  });
