/**
 * Runs folds over person ranges on worker threads. Ranges are cut by events, not by persons, so that busy persons do
 * not make one worker late; partials come back in range order. A stopped run ends within a few thousand persons.
 */
import { Worker } from 'node:worker_threads';
import { BugError } from '../../../shared/base/assert';
import type { PersonRange, Sequences } from '../../../shared/model/sequences';
import { AppFailure } from '../../../shared/contract/errors';
import { sentFor } from '../ranges/sent';
import type { FoldTask, FromWorker, ToWorker } from './messages';
import { runTask } from './run-task';

/** A task without its range; the pool cuts that. */
type Omitted<T> = T extends unknown ? Omit<T, 'range'> : never;
export type FoldJob = Omitted<FoldTask>;

type Cut = Pick<Sequences, 'persons' | 'length' | 'offsets'>;

interface Pending {
  /** What it reads of files stays open until it is answered. */
  readonly task: FoldTask;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Member {
  readonly worker: Worker;
  /** What it has been given, by the number of the task. */
  readonly pending: Map<number, Pending>;
}

/** What workers make and let go is arrays, which lie elsewhere: room for young objects as Node gives it is enough for them. */
const YOUNG_MB = 48;
/** Tasks of a worker, the next of which it can begin at once. */
const TASKS_AHEAD = 2;
/** Below this, handing out work costs more than doing it. */
const MIN_EVENTS_PER_RANGE = 50_000;
const RANGES_PER_WORKER = 4;
/** What is unpacked for one range lies in the worker's memory until the next. */
const MAX_EVENTS_PER_RANGE = 4_000_000;
/** What is read for one range, too. */
const MOST_EVENTS_READ = 1_000_000;
/** Going through one range for the persons behind a cell cannot be stopped, so there are more of them. */
const DRILL_RANGES_PER_WORKER = 16;

export class FoldPool {
  private readonly members: Member[] = [];
  /** Tasks that no worker has yet, the first to come first. */
  private readonly waiting: ((member: Member) => void)[] = [];
  private nextId = 1;
  private closed = false;

  /** `workers` 0 runs everything in the calling thread. */
  constructor(
    private readonly workerPath: string,
    workers: number,
  ) {
    for (let i = 0; i < workers; i++) this.members.push(this.start());
  }

  /** Partials in range order. Throws {@link AppFailure} `cancelled` once `signal` aborts. */
  async run(job: FoldJob, sequences: Cut, signal: AbortSignal): Promise<unknown[]> {
    const isDrill = job.work === 'drill' || job.work === 'drill range';
    const perWorker = isDrill ? DRILL_RANGES_PER_WORKER : RANGES_PER_WORKER;
    const most = 'pieces' in job.input.sequences ? MOST_EVENTS_READ : MAX_EVENTS_PER_RANGE;
    const ranges = cutRanges(sequences, this.members.length, perWorker, most);
    const stop = new SharedArrayBuffer(4);
    const flag = new Int32Array(stop);
    const onAbort = (): void => {
      Atomics.store(flag, 0, 1);
    };
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    try {
      const partials = await Promise.all(
        ranges.map((range) => this.runOne({ ...job, input: sentFor(job.input, range), range } as FoldTask, stop)),
      );
      if (signal.aborted) throw new AppFailure({ code: 'cancelled', message: 'The question was taken back.' });
      return partials;
    } catch (error) {
      // What of it still waits need not be worked out.
      onAbort();
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all(this.members.map(({ worker }) => worker.terminate()));
  }

  private runOne(task: FoldTask, stop: SharedArrayBuffer): Promise<unknown> {
    if (this.members.length === 0) {
      const flag = new Int32Array(stop);
      return Promise.resolve(runTask(task, () => Atomics.load(flag, 0) === 1));
    }
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.waiting.push((member) => {
        const message: ToWorker = { id, task, stop };
        member.pending.set(id, { task, resolve, reject });
        member.worker.postMessage(message);
      });
      this.handOut();
    });
  }

  /** Gives what waits to whoever has least to do: a worker that the system held up must not be waited for. */
  private handOut(): void {
    while (this.waiting.length > 0) {
      const member = this.members.reduce((least, each) => (each.pending.size < least.pending.size ? each : least));
      if (member.pending.size >= TASKS_AHEAD) return;
      this.waiting.shift()?.(member);
    }
  }

  private start(): Member {
    const worker = new Worker(this.workerPath, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
    const member: Member = { worker, pending: new Map() };
    worker.on('message', (answer: FromWorker) => {
      const waiting = member.pending.get(answer.id);
      member.pending.delete(answer.id);
      this.handOut();
      if (answer.ok) waiting?.resolve(answer.value);
      else waiting?.reject(new BugError(`A fold failed: ${answer.stack ?? answer.message}`));
    });
    worker.on('error', (error) => this.replace(member, error));
    worker.on('exit', () => this.replace(member, new Error('A fold worker stopped')));
    return member;
  }

  /** A worker that died (out of memory, say) costs the runs it had, not the pool. */
  private replace(member: Member, error: Error): void {
    const place = this.members.indexOf(member);
    if (place < 0 || this.closed) return;
    this.members[place] = this.start();
    for (const { reject } of member.pending.values()) reject(error);
    this.handOut();
  }
}

/** Ranges of about equal numbers of events that cover all persons. */
export function cutRanges(
  { persons, length, offsets }: Cut,
  workers: number,
  perWorker = RANGES_PER_WORKER,
  mostEvents = MAX_EVENTS_PER_RANGE,
): PersonRange[] {
  const most = Math.max(1, workers * perWorker, Math.ceil(length / mostEvents));
  const count = Math.min(most, Math.max(1, Math.floor(length / MIN_EVENTS_PER_RANGE)));
  const ranges: PersonRange[] = [];
  let from = 0;
  for (let i = 1; i <= count; i++) {
    const target = (length * i) / count;
    let to = i === count ? persons : lowerBound(offsets, target, from, persons);
    if (to <= from && i < count) continue;
    to = Math.max(to, from);
    ranges.push({ from, to });
    from = to;
  }
  return ranges;
}

function lowerBound(offsets: Uint32Array, target: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] as number) < target) low = middle + 1;
    else high = middle;
  }
  return low;
}
