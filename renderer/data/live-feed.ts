/**
 * The one `live` stream of a page, shared by every view that shows what arrives. Reconnects by itself with growing
 * pauses, notices a silent connection, and reports each change of the data at most twice a second.
 */
import type { Result } from '../../shared/base/result';
import type { LiveMessage, RejectRow } from '../../shared/contract/commands';
import type { AppError } from '../../shared/contract/errors';
import type { Arrivals } from './event-rows';

export type LiveStatus =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  /** The connection is gone; the next try begins after `retryMs`. */
  | { readonly state: 'lost'; readonly error: AppError; readonly retryMs: number };

export interface LiveListener {
  readonly onEvents?: (arrivals: Arrivals, total: number) => void;
  readonly onRejects?: (rejects: readonly RejectRow[], total: number) => void;
  /** The doctor's findings changed. */
  readonly onFindings?: () => void;
  /** Other events break the tracking plan than before. */
  readonly onViolations?: () => void;
  /** An import began, went on or ended. */
  readonly onImports?: () => void;
  /** Something changed otherwise than by arriving events, or events may have been missed: read again. */
  readonly onReset?: () => void;
}

/** Opens the stream; resolves when it ended. */
export type OpenLive = (
  onMessage: (message: LiveMessage) => void,
  signal: AbortSignal,
) => Promise<Result<void, AppError>>;

/** Time, as an argument. */
export interface Timers {
  readonly set: (run: () => void, ms: number) => number;
  readonly clear: (timer: number) => void;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;
/** Beats come every few seconds; after this long without any message the connection is dead. */
const SILENCE_MS = 20_000;
const CHANGE_INTERVAL_MS = 500;

const ENDED: AppError = { code: 'engine_restarting', message: 'Waymark closed the live connection.' };

export class LiveFeed {
  readonly #open: OpenLive;
  readonly #timers: Timers;
  readonly #onDataChanged: () => void;
  readonly #listeners = new Set<LiveListener>();
  readonly #statusListeners = new Set<() => void>();
  #status: LiveStatus = { state: 'connecting' };
  #dataVersion = -1;
  #pauseMs = FIRST_PAUSE_MS;
  #opened = false;
  #connection: AbortController | undefined;
  #retryTimer: number | undefined;
  #silenceTimer: number | undefined;
  #changeTimer: number | undefined;
  #changePending = false;

  constructor(open: OpenLive, timers: Timers, onDataChanged: () => void) {
    this.#open = open;
    this.#timers = timers;
    this.#onDataChanged = onDataChanged;
  }

  readonly status = (): LiveStatus => this.#status;

  readonly subscribeStatus = (listener: () => void): (() => void) => {
    this.#statusListeners.add(listener);
    return () => this.#statusListeners.delete(listener);
  };

  listen(listener: LiveListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Connects where that has not been done; safe to call again. */
  start(): void {
    if (this.#connection === undefined && this.#retryTimer === undefined) this.#connect();
  }

  /** Drops the connection and all timers. */
  stop(): void {
    this.#connection?.abort();
    this.#connection = undefined;
    for (const timer of [this.#retryTimer, this.#silenceTimer, this.#changeTimer]) {
      if (timer !== undefined) this.#timers.clear(timer);
    }
    this.#retryTimer = this.#silenceTimer = this.#changeTimer = undefined;
    this.#changePending = false;
  }

  /** Tries again at once instead of waiting out the pause. */
  retryNow(): void {
    if (this.#retryTimer === undefined) return;
    this.#timers.clear(this.#retryTimer);
    this.#retryTimer = undefined;
    this.#connect();
  }

  #connect(): void {
    const connection = new AbortController();
    this.#connection = connection;
    this.#setStatus({ state: 'connecting' });
    this.#expectMessage(connection);
    void this.#open((message) => {
      if (this.#connection === connection) this.#receive(message, connection);
    }, connection.signal).then((ended) => {
      if (this.#connection === connection) this.#lose(ended.ok ? ENDED : ended.error);
    });
  }

  #receive(message: LiveMessage, connection: AbortController): void {
    this.#expectMessage(connection);
    if (this.#status.state !== 'open') this.#greet();
    switch (message.type) {
      case 'events':
        for (const listener of this.#listeners) listener.onEvents?.(message, message.total);
        this.#noteVersion(message.dataVersion);
        break;
      case 'rejects':
        for (const listener of this.#listeners) listener.onRejects?.(message.rejects, message.total);
        break;
      case 'violations':
        for (const listener of this.#listeners) listener.onViolations?.();
        break;
      case 'findings':
        for (const listener of this.#listeners) listener.onFindings?.();
        break;
      case 'imports':
        for (const listener of this.#listeners) listener.onImports?.();
        break;
      case 'changed':
        for (const listener of this.#listeners) listener.onReset?.();
        this.#noteVersion(message.dataVersion);
        break;
      case 'beat':
        break;
    }
  }

  /** First word after connecting. After a loss, what happened meanwhile is unknown, so everything is read again. */
  #greet(): void {
    this.#pauseMs = FIRST_PAUSE_MS;
    this.#setStatus({ state: 'open' });
    if (this.#opened) {
      for (const listener of this.#listeners) listener.onReset?.();
      this.#change();
    }
    this.#opened = true;
  }

  #noteVersion(version: number): void {
    if (version === this.#dataVersion) return;
    this.#dataVersion = version;
    this.#change();
  }

  /** At once, then at most once per interval, the last change never lost. */
  #change(): void {
    if (this.#changeTimer !== undefined) {
      this.#changePending = true;
      return;
    }
    this.#onDataChanged();
    this.#changeTimer = this.#timers.set(() => {
      this.#changeTimer = undefined;
      if (!this.#changePending) return;
      this.#changePending = false;
      this.#change();
    }, CHANGE_INTERVAL_MS);
  }

  #expectMessage(connection: AbortController): void {
    if (this.#silenceTimer !== undefined) this.#timers.clear(this.#silenceTimer);
    this.#silenceTimer = this.#timers.set(() => {
      this.#silenceTimer = undefined;
      if (this.#connection !== connection) return;
      connection.abort();
      this.#lose({ code: 'engine_restarting', message: 'The live connection has gone silent.' });
    }, SILENCE_MS);
  }

  #lose(error: AppError): void {
    this.#connection = undefined;
    if (this.#silenceTimer !== undefined) this.#timers.clear(this.#silenceTimer);
    this.#silenceTimer = undefined;
    const retryMs = this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
    this.#setStatus({ state: 'lost', error, retryMs });
    this.#retryTimer = this.#timers.set(() => {
      this.#retryTimer = undefined;
      this.#connect();
    }, retryMs);
  }

  #setStatus(status: LiveStatus): void {
    this.#status = status;
    for (const listener of this.#statusListeners) listener();
  }
}
