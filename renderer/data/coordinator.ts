/**
 * Owns every result on screen. Components ask through slots; the coordinator merges equal asks (by canonical JSON),
 * keeps a slot's last answer while the next one loads, cancels what no slot waits for any more, forgets failures, and
 * asks again when the data changes. It knows no transport: the asker is injected.
 */
import { canonicalJson } from '../../shared/base/canonical-json';
import type { Result } from '../../shared/base/result';
import type { CommandName } from '../../shared/contract/commands';
import type { AppError } from '../../shared/contract/errors';

export type Asker = (command: CommandName, input: unknown, signal: AbortSignal) => Promise<Result<unknown, AppError>>;

/** What a slot shows. `previous` is the last answer the slot had, of this ask or an earlier one. */
export type SlotState =
  | { readonly status: 'idle'; readonly previous?: unknown }
  | { readonly status: 'loading'; readonly previous?: unknown }
  | { readonly status: 'ready'; readonly value: unknown }
  | { readonly status: 'failed'; readonly error: AppError; readonly previous?: unknown };

/** One place on screen that shows one answer at a time. */
export interface Slot {
  /** What the slot asks for now, as {@link askKey}; undefined while it asks for nothing. */
  readonly key: string | undefined;
  readonly state: () => SlotState;
  /** Calls back after every change of state. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly ask: (command: CommandName, input: unknown) => void;
  /** Stops asking; the last answer stays as `previous`. */
  readonly release: () => void;
  readonly refetch: () => void;
}

export const askKey = (command: CommandName, input: unknown): string => `${command} ${canonicalJson(input)}`;

/** How many answers that nothing shows are kept for a quick return to a view. */
const KEPT_ANSWERS = 40;

interface Entry {
  readonly command: CommandName;
  readonly input: unknown;
  readonly watchers: Set<() => void>;
  answer?: Result<unknown, AppError>;
  running?: AbortController;
  /** The data changed while the answer was on its way. */
  stale: boolean;
}

export class Coordinator {
  readonly #asker: Asker;
  readonly #entries = new Map<string, Entry>();

  constructor(asker: Asker) {
    this.#asker = asker;
  }

  /**
   * The data changed: shown answers are asked for again (and stay on screen meanwhile), hidden ones are dropped. Where
   * `command` is named, only its answers.
   */
  invalidate(command?: CommandName): void {
    for (const [key, entry] of this.#entries) {
      if (command !== undefined && entry.command !== command) continue;
      if (entry.watchers.size === 0) this.#entries.delete(key);
      // Restarting a running ask at each change would starve it while events pour in; it runs once more afterwards.
      else if (entry.running) entry.stale = true;
      else this.#run(entry);
    }
  }

  /** A new slot that asks for nothing yet. */
  slot(): Slot {
    const listeners = new Set<() => void>();
    const notify = (): void => {
      for (const listener of listeners) listener();
    };
    let key: string | undefined;
    let entry: Entry | undefined;
    let last: { readonly value: unknown } | undefined;
    let state: SlotState = { status: 'idle' };

    const settle = (): void => {
      const previous = last === undefined ? {} : { previous: last.value };
      if (entry === undefined) state = { status: 'idle', ...previous };
      else if (entry.answer?.ok === true) {
        last = entry.answer;
        state = { status: 'ready', value: entry.answer.value };
      } else if (entry.answer?.ok === false && entry.running === undefined) {
        state = { status: 'failed', error: entry.answer.error, ...previous };
      } else state = { status: 'loading', ...previous };
      notify();
    };
    const leave = (): void => {
      entry?.watchers.delete(settle);
      if (entry !== undefined && key !== undefined) this.#abandon(key, entry);
      entry = undefined;
      key = undefined;
    };
    return {
      get key() {
        return key;
      },
      state: () => state,
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      ask: (command, input) => {
        const next = askKey(command, input);
        if (next === key) return;
        const joined = this.#join(next, command, input);
        joined.watchers.add(settle);
        leave();
        key = next;
        entry = joined;
        if (joined.answer === undefined && joined.running === undefined) this.#run(joined);
        settle();
      },
      release: () => {
        leave();
        settle();
      },
      refetch: () => {
        if (entry !== undefined) this.#run(entry);
      },
    };
  }

  #join(key: string, command: CommandName, input: unknown): Entry {
    const known = this.#entries.get(key);
    if (known !== undefined && !(known.answer?.ok === false && known.watchers.size === 0)) {
      // Moved to the end, so that eviction takes what was shown longest ago.
      this.#entries.delete(key);
      this.#entries.set(key, known);
      return known;
    }
    const entry: Entry = { command, input, watchers: new Set(), stale: false };
    this.#entries.set(key, entry);
    return entry;
  }

  #abandon(key: string, entry: Entry): void {
    if (entry.watchers.size > 0) return;
    entry.running?.abort();
    delete entry.running;
    if (entry.answer?.ok !== true || entry.stale) this.#entries.delete(key);
    const hidden = [...this.#entries].filter(([, each]) => each.watchers.size === 0);
    for (const [oldest] of hidden.slice(0, Math.max(0, hidden.length - KEPT_ANSWERS))) this.#entries.delete(oldest);
  }

  #run(entry: Entry): void {
    entry.running?.abort();
    const running = new AbortController();
    entry.running = running;
    entry.stale = false;
    for (const watcher of entry.watchers) watcher();
    void this.#asker(entry.command, entry.input, running.signal).then((answer) => {
      if (entry.running !== running) return;
      delete entry.running;
      entry.answer = answer;
      for (const watcher of entry.watchers) watcher();
      if (entry.stale) this.#run(entry);
    });
  }
}
