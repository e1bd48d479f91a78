/**
 * Arrivals under conditions that only the store can judge: it is asked which of what came since pass. One question is
 * under way at a time, and what arrives meanwhile is asked about next, so a flood costs no more than a trickle. Knows
 * neither page nor clock.
 */
import type { Result } from '../../shared/base/result';
import type { StoredEvent } from '../../shared/contract/commands';
import type { AppError } from '../../shared/contract/errors';

export interface JudgeParts {
  /** Events that pass, newest first, stored after `afterEid` and before `beforeEid`. */
  readonly ask: (
    range: { readonly afterEid: number; readonly beforeEid?: number },
    signal: AbortSignal,
  ) => Promise<Result<readonly StoredEvent[], AppError>>;
  /** How many events one answer holds at most. */
  readonly page: number;
  /** Gets what passes, oldest first. */
  readonly take: (events: readonly StoredEvent[]) => void;
  /** Arrivals within this time are asked about together (ms). */
  readonly gatherMs: number;
  readonly wait: (ms: number) => Promise<void>;
}

/** Of a burst, no more than these are brought into the list; the oldest of it stay in the store. */
const MAX_PAGES = 20;

export class JudgedArrivals {
  readonly #gone = new AbortController();
  #judged: number;
  #arrived: number;
  #running = false;

  /** `after`: the newest event that was judged already. */
  constructor(
    private readonly parts: JudgeParts,
    after: number,
  ) {
    this.#judged = after;
    this.#arrived = after;
  }

  /** Says up to which event there is something new to judge. */
  arrived(eid: number): void {
    this.#arrived = Math.max(this.#arrived, eid);
    if (!this.#running) void this.#run();
  }

  /** Nothing is taken after this. */
  stop(): void {
    this.#gone.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#arrived > this.#judged && !this.#gone.signal.aborted) {
      await this.parts.wait(this.parts.gatherMs);
      const upTo = this.#arrived;
      const events = await this.#between(this.#judged, upTo);
      if (this.#gone.signal.aborted) return;
      // A failed question is asked again with the next arrival.
      if (events === undefined) break;
      this.#judged = upTo;
      if (events.length > 0) this.parts.take(events);
    }
    this.#running = false;
  }

  async #between(afterEid: number, upTo: number): Promise<readonly StoredEvent[] | undefined> {
    const newestFirst: StoredEvent[] = [];
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const beforeEid = newestFirst.at(-1)?.eid ?? upTo + 1;
      const answer = await this.parts.ask({ afterEid, beforeEid }, this.#gone.signal);
      if (!answer.ok) return undefined;
      newestFirst.push(...answer.value);
      if (answer.value.length < this.parts.page) break;
    }
    return newestFirst.toReversed();
  }
}
