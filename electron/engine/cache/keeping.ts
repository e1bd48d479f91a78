/**
 * When the copy is written: some time after there is much that it does not hold, and at closing where that takes but a
 * moment. Never while something else is worked out, and never so that closing waits long.
 */
import type { Quiet } from '../quiet';
import type { Keeper, Taken } from './keeper';

/** What a copy holds, or would hold. */
export interface Held {
  readonly nextEid: number;
  readonly identity: string;
  readonly sessions: string;
}

export interface KeepLimits {
  /** Fewer events than this are worked out sooner than read. */
  readonly minEvents: number;
  /** From there being something to write to writing it, in the background. */
  readonly delayMs: number;
  /** How long closing may take for it. */
  readonly closeMs: number;
}

export const KEEP_LIMITS: KeepLimits = { minEvents: 50_000, delayMs: 10_000, closeMs: 1_500 };

/** It is written once nobody has asked for so long, or after so long of asking. */
const QUIET_MS = 1_000;
const MOST_QUIET_MS = 60_000;
/**
 * Between two pieces it rests until nobody has asked for so long, or so long at most: a piece takes some 15 ms, which
 * questions are not to feel.
 */
const REST_MS = 25;
const MOST_REST_MS = 500;
/** A copy that lacks less than this share of the events is brought up to date when read; that takes a moment. */
const LAG = 0.05;
/** What a copy takes on disk, and how fast one is written at least: to tell whether closing can wait for it. */
const BYTES_PER_EVENT = 70;
const BYTES_PER_MS = 250_000;

export interface KeepingParts {
  /** Left out: the copy is written at once when its time has come. */
  readonly quiet?: Pick<Quiet, 'forMs'> | undefined;
  readonly keeper: Keeper;
  /** What the present view's copy would hold; undefined where there is no view. */
  readonly present: () => Held | undefined;
  /** Takes the present view down; undefined where this is not the time. */
  readonly take: () => Promise<(() => Promise<Taken>) | undefined>;
  readonly onProblem: (what: string, error: unknown) => void;
  readonly limits?: KeepLimits;
}

export class Keeping {
  private held: Held | undefined;
  private timer: NodeJS.Timeout | undefined;
  private writing: { readonly abort: AbortController; readonly done: Promise<void> } | undefined;
  private closed = false;
  private readonly limits: KeepLimits;

  constructor(private readonly parts: KeepingParts) {
    this.limits = parts.limits ?? KEEP_LIMITS;
  }

  /** There is a copy, and this is what it holds. */
  found(held: Held): void {
    this.held = held;
  }

  /** There is another view; its copy is written later, where that is worth it. */
  changed(): void {
    if (this.closed || this.timer !== undefined || this.writing !== undefined || !this.isWorth(LAG)) return;
    this.timer = setTimeout(() => {
      void this.writeLater().then(() => this.changed());
    }, this.limits.delayMs);
    this.timer.unref();
  }

  /** Reading all that is held takes seconds at many events: whoever asks goes first, within reason. */
  private async writeLater(): Promise<void> {
    await this.parts.quiet?.forMs(QUIET_MS, MOST_QUIET_MS);
    this.timer = undefined;
    if (!this.closed) await this.write();
  }

  /** Ends what is under way and writes what is missing, as far as there is time. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    const { closeMs } = this.limits;
    const late = setTimeout(() => this.writing?.abort.abort(), closeMs);
    await this.writing?.done;
    const size = (this.parts.present()?.nextEid ?? 0) * BYTES_PER_EVENT;
    if (this.isWorth(0) && size < closeMs * BYTES_PER_MS) await this.write();
    clearTimeout(late);
  }

  private isWorth(lag: number): boolean {
    const { held } = this;
    const present = this.parts.present();
    if (present === undefined || present.nextEid < this.limits.minEvents) return false;
    if (held?.identity !== present.identity || held.sessions !== present.sessions) return true;
    const missing = Math.abs(present.nextEid - held.nextEid);
    return missing > Math.max(lag * present.nextEid, lag > 0 ? this.limits.minEvents : 0);
  }

  private write(): Promise<void> {
    const abort = new AbortController();
    const done = this.writeOnce(abort.signal)
      .catch((error: unknown) => {
        if (!abort.signal.aborted) this.parts.onProblem('no copy of what was worked out could be kept', error);
      })
      .finally(() => {
        this.writing = undefined;
      });
    this.writing = { abort, done };
    return done;
  }

  private async writeOnce(signal: AbortSignal): Promise<void> {
    const { keeper, quiet, take } = this.parts;
    const taken = await (await take())?.();
    if (taken === undefined) return;
    await keeper.write(taken, signal, quiet && (() => quiet.forMs(REST_MS, MOST_REST_MS)));
    const { nextEid, identity, sessions } = taken.about;
    this.held = { nextEid, identity, sessions };
  }
}
