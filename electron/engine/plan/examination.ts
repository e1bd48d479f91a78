/**
 * One plan held against events: those that arrive, soon after they are stored, and those that were stored before or
 * without being announced (imports), in the background and the newest first. Every event is counted once.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StoredEvent } from '../../../shared/contract/commands';
import type { PlanJudge } from '../../../shared/plan-check/compile-plan';
import { ViolationBook } from '../../../shared/plan/violation-book';

/** Reads the events numbered `from` up to, not including, `to`: the newest first. */
export type ReadEvents = (from: number, to: number) => Promise<readonly ExaminedEvent[]>;
export type ExaminedEvent = Pick<
  StoredEvent,
  'eid' | 'event_id' | 'event' | 'distinct_id' | 'timestamp' | 'properties'
>;

/** Of what was stored before, so many are looked at. */
const NEWEST = 200_000;
const CHUNK = 2_000;
/** Judging gives others a turn after so long. */
const SLICE_MS = 4;

interface Range {
  readonly from: number;
  readonly to: number;
}

export class Examination {
  readonly book = new ViolationBook();
  private readonly arrived: (readonly ExaminedEvent[])[] = [];
  private ranges: Range[];
  private scanning = 0;
  private turn: Promise<void> = Promise.resolve();
  private running: Promise<void> = Promise.resolve();
  private isWorking = false;
  private stopped = false;

  /** Everything below `next`, as far as it is new enough, is read; all from `next` on is expected to arrive. */
  constructor(
    private readonly judge: PlanJudge,
    private next: number,
    private readonly read: ReadEvents,
    private readonly onFound: () => void,
    private readonly onProblem: (error: unknown) => void,
  ) {
    this.ranges = [{ from: Math.max(0, next - NEWEST), to: next }];
    this.work();
  }

  /** Events that are still to be looked at. */
  get waiting(): number {
    const unread = this.ranges.reduce((sum, { from, to }) => sum + to - from, this.scanning);
    return this.arrived.reduce((sum, { length }) => sum + length, unread);
  }

  /** In order of their numbers. What was left out between is read. */
  take(events: readonly ExaminedEvent[]): void {
    const [first] = events;
    const last = events.at(-1);
    if (first === undefined || last === undefined || this.stopped) return;
    this.catchUp(first.eid);
    this.next = last.eid + 1;
    this.arrived.push(events);
    this.work();
  }

  /** Notices what was stored without having arrived here, up to the event number `next`. */
  catchUp(next: number): void {
    if (next <= this.next) return;
    this.ranges.push({ from: Math.max(this.next, next - NEWEST), to: next });
    this.next = next;
    this.work();
  }

  /** Resolves once what has arrived so far is judged; what is read in the background may go on. */
  async settled(): Promise<void> {
    while (this.arrived.length > 0) await this.turn;
  }

  /** Resolves once everything stored is judged. */
  async finished(): Promise<void> {
    while (this.isWorking) await this.running;
  }

  /** Resolves once nothing is being read any more. */
  stop(): Promise<void> {
    this.stopped = true;
    this.arrived.length = 0;
    this.ranges = [];
    return this.running;
  }

  private work(): void {
    if (this.isWorking) return;
    this.isWorking = true;
    this.running = this.run().catch((error: unknown) => {
      void this.stop();
      this.onProblem(error);
    });
  }

  private async run(): Promise<void> {
    // Never in the turn that stored the events: their sender is waiting for its answer.
    await (this.turn = nextTurn());
    while (!this.stopped) {
      const events = this.arrived.shift();
      if (events !== undefined) {
        await (this.turn = this.judgeAll(events, false));
        continue;
      }
      const range = this.ranges.pop();
      if (range === undefined) break;
      const from = Math.max(range.from, range.to - CHUNK);
      if (from > range.from) this.ranges.push({ from: range.from, to: from });
      this.scanning = range.to - from;
      const read = await this.read(from, range.to);
      await (this.turn = this.judgeAll(read, true));
      this.scanning = 0;
    }
    this.isWorking = false;
    if (!this.stopped && (this.arrived.length > 0 || this.ranges.length > 0)) this.work();
  }

  private async judgeAll(events: readonly ExaminedEvent[], isOlder: boolean): Promise<void> {
    const before = this.book.found;
    let began = performance.now();
    for (const event of events) {
      if (this.stopped) return;
      const { eid, event_id, distinct_id, timestamp } = event;
      this.book.add(event.event, this.judge.judge(event), { eid, event_id, distinct_id, timestamp }, isOlder);
      if (performance.now() - began < SLICE_MS) continue;
      await nextTurn();
      began = performance.now();
    }
    if (this.book.found !== before || this.waiting === 0) this.onFound();
  }
}
