/**
 * What a running import is told and what it tells: pause, go on and stop on one side, how far it is on the other. Knows
 * nothing of files or tables. Time in which it waits or rests counts neither for its speed nor for the time left.
 */
import { performance } from 'node:perf_hooks';
import type { ImportStep } from '../../../shared/contract/commands';
import { AppFailure } from '../../../shared/contract/errors';
import type { Turns } from '../turns';

/** What becomes of what is stored: taken out, kept, or left to be gone on with at the next start. */
export type StopMode = 'remove' | 'keep' | 'leave';
export type ControlState = 'waiting' | 'running' | 'paused' | 'stopping';

/** Before this much is known of its speed, nothing is said of the time left. */
const TELLING_MS = 1_500;
const TELLING_SHARE = 0.03;

export const cancelled = (): AppFailure => new AppFailure({ code: 'cancelled', message: 'The import was cancelled.' });

export class ImportControl {
  private readonly stopping = new AbortController();
  private resting: { readonly promise: Promise<void>; readonly end: () => void } | undefined;
  private hasTurn = false;
  private mode: StopMode | undefined;
  private workedMs = 0;
  private since: number | undefined;
  private now: ControlState = 'waiting';
  private last: ImportStep = { phase: 'reading', share: 0, rows: 0, rowsPerSecond: 0 };

  constructor(
    private readonly turns: Turns,
    private readonly onChanged: () => void,
  ) {}

  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  get state(): ControlState {
    return this.stopping.signal.aborted ? 'stopping' : this.resting === undefined ? this.now : 'paused';
  }

  get step(): ImportStep {
    return this.last;
  }

  /** How it was told to stop; the first word counts. */
  get stopMode(): StopMode | undefined {
    return this.mode;
  }

  /** Milliseconds of work, without waiting and resting. */
  get elapsedMs(): number {
    return this.workedMs + (this.since === undefined ? 0 : performance.now() - this.since);
  }

  /** Waits for its turn. Throws `cancelled` where it is stopped before. */
  async enter(): Promise<void> {
    this.setState('waiting');
    if (!(await this.turns.enter(this.signal))) throw cancelled();
    this.hasTurn = true;
    this.since = performance.now();
    this.setState('running');
  }

  leave(): void {
    if (!this.hasTurn) return;
    this.hasTurn = false;
    this.workedMs = this.elapsedMs;
    this.since = undefined;
    this.turns.leave();
  }

  /** Between two steps: rests while paused, and lets others work meanwhile. */
  readonly gate = async (): Promise<void> => {
    while (this.resting !== undefined && !this.signal.aborted) {
      this.leave();
      await this.resting.promise;
      if (!this.signal.aborted) await this.enter();
    }
    if (this.signal.aborted) throw cancelled();
  };

  pause(): void {
    if (this.resting !== undefined || this.signal.aborted) return;
    let end = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.resting = { promise, end };
    this.onChanged();
  }

  resume(): void {
    const { resting } = this;
    this.resting = undefined;
    resting?.end();
    this.onChanged();
  }

  stop(mode: StopMode): void {
    this.mode ??= mode;
    this.stopping.abort();
    this.resting?.end();
    this.onChanged();
  }

  /** `rows` of all files so far, `bytes` of the files as they lie on disk. */
  tell({ phase, share, rows, bytes }: Pick<ImportStep, 'phase' | 'share' | 'rows'> & { bytes: number }): void {
    const ms = this.elapsedMs;
    // Each stage counts its own; what is shown never goes back.
    const most = Math.max(rows, this.last.rows);
    const told = ms > TELLING_MS && share > TELLING_SHARE;
    this.last = {
      phase,
      share: Math.max(share, this.last.share),
      rows: most,
      rowsPerSecond: Math.round(most / Math.max(0.001, ms / 1000)),
      bytes,
      ...(told ? { secondsLeft: Math.max(0, ((1 - share) / share) * (ms / 1000)) } : {}),
    };
    this.onChanged();
  }

  private setState(state: ControlState): void {
    this.now = state;
    this.onChanged();
  }
}
