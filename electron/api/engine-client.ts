/**
 * The host's side of the engine messages: calls with answers, streams, how far the journal is, and file grants, over an
 * engine that may die and come back.
 *
 *   - A query that was under way when the engine died fails with `engine_restarting`; one asked meanwhile waits.
 *   - Every query says which frame of the journal was acknowledged last before it went out.
 *   - File grants and how far the journal is outlive the engine that was told.
 */
import type { EngineCommand } from '../../shared/contract/commands';
import type { EngineStart, FileGrant, FromEngine, JournalState, ToEngine } from '../../shared/contract/engine';
import { AppFailure, type AppError } from '../../shared/contract/errors';
import type { Logger } from '../log/logger';
import { EngineSupervisor } from './engine-supervisor';
import type { SpawnEngine } from './engine-process';
import { MessageQueue } from './message-queue';

interface Pending {
  readonly message: Extract<ToEngine, { type: 'call' }>;
  sent: boolean;
  onChunk(value: unknown): void;
  onAnswer(value: unknown): void;
  onError(error: AppError): void;
}

export interface EngineClientOptions {
  readonly spawn: SpawnEngine;
  readonly start: EngineStart;
  readonly log: Logger;
}

/** The engine has stored everything in the journal up to `sequence`. */
export type Applied = Extract<FromEngine, { type: 'applied' }>;

/** Acknowledged frames wait so long to be told together; a question takes them along. */
const TELL_MS = 10;
/** A consumer this many values behind is not coming back. */
const STREAM_BACKLOG = 10_000;

export const RESTARTING: AppError = {
  code: 'engine_restarting',
  message: 'The analysis engine stopped unexpectedly and is being restarted. Ask again in a moment.',
};
const CANCELLED: AppError = { code: 'cancelled', message: 'The request was cancelled.' };
const STOPPED: AppError = { code: 'cancelled', message: 'Waymark is shutting down.' };

export class EngineClient {
  readonly #supervisor: EngineSupervisor;
  readonly #pending = new Map<number, Pending>();
  readonly #grants: FileGrant[] = [];
  #journal: JournalState | undefined;
  #isTold = true;
  #telling: NodeJS.Timeout | undefined;
  #highest = 0;
  #onApplied: (applied: Applied) => void = () => undefined;
  #waitingForReady: { resolve: () => void; reject: (reason: Error) => void }[] = [];
  #nextId = 1;
  #state: 'starting' | 'ready' | 'over' = 'starting';
  #failure: AppError | undefined;

  constructor(options: EngineClientOptions) {
    this.#supervisor = new EngineSupervisor(
      options.spawn,
      () => ({ ...options.start, ...(this.#journal === undefined ? {} : { journal: this.#journal }) }),
      {
        onReady: (journal) => this.#onReady(journal),
        onDown: () => this.#onDown(),
        onFailed: (error) => this.#finish(error),
        onMessage: (message) => this.#receive(message),
      },
      options.log,
    );
    this.#supervisor.start();
  }

  /** Why the engine will not come back, where it will not. */
  get failure(): AppError | undefined {
    return this.#failure;
  }

  /** Resolves once the engine has opened the workspace; rejects with an {@link AppFailure} where it cannot. */
  ready(): Promise<void> {
    if (this.#state === 'ready') return Promise.resolve();
    if (this.#state === 'over') return Promise.reject(new AppFailure(this.#failure ?? STOPPED));
    return new Promise((resolve, reject) => this.#waitingForReady.push({ resolve, reject }));
  }

  /** Asks a `json` command. Rejects with an {@link AppFailure}; aborting cancels it in the engine too. */
  call(command: EngineCommand, input: unknown, signal?: AbortSignal): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = this.#nextId++;
      const cancel = (): void => this.#cancel(id);
      const settle = (): void => signal?.removeEventListener('abort', cancel);
      this.#add(id, {
        message: { type: 'call', id, command, input },
        sent: false,
        onChunk: () => undefined,
        onAnswer: (value) => {
          settle();
          resolve(value);
        },
        onError: (error) => {
          settle();
          reject(new AppFailure(error));
        },
      });
      this.#cancelOn(signal, cancel);
    });
  }

  /**
   * Asks a `stream` or `arrow` command; yields its values as they come. Leaving the loop cancels it in the engine,
   * as does aborting. Throws an {@link AppFailure}.
   */
  async *stream(
    command: EngineCommand,
    input: unknown,
    signal?: AbortSignal,
  ): AsyncGenerator<unknown, void, undefined> {
    const id = this.#nextId++;
    const queue = new MessageQueue<unknown>();
    const cancel = (): void => this.#cancel(id);
    this.#add(id, {
      message: { type: 'call', id, command, input },
      sent: false,
      onChunk: (value) => {
        queue.push(value);
        if (queue.length > STREAM_BACKLOG) {
          this.#abandon(id, { code: 'overloaded', message: 'The reader of this feed is too slow; it was ended.' });
        }
      },
      onAnswer: () => queue.end(),
      onError: (error) => queue.fail(new AppFailure(error)),
    });
    this.#cancelOn(signal, cancel);
    try {
      yield* queue;
    } finally {
      signal?.removeEventListener('abort', cancel);
      this.#cancel(id);
    }
  }

  /** The highest number of a frame that the first engine found in the journal. */
  get highestFrame(): number {
    return this.#highest;
  }

  /** Tells this engine and those to come how far the journal is: soon, or with the next question. */
  announce(state: JournalState): void {
    this.#journal = state;
    this.#isTold = false;
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      if (!this.#isTold) this.#tellJournal();
    }, TELL_MS);
  }

  #tellJournal(): void {
    if (this.#journal === undefined) return;
    this.#isTold = true;
    this.#supervisor.post({ type: 'journal', state: this.#journal });
  }

  /** For the one who writes the journal. */
  onApplied(listener: (applied: Applied) => void): void {
    this.#onApplied = listener;
  }

  /** Lets the engine open one file, now and after every restart. */
  grant(grant: FileGrant): void {
    this.#grants.push(grant);
    this.#supervisor.post({ type: 'grant', grant });
  }

  /** Ends everything that is under way, lets the engine flush and waits until it is gone. */
  async stop(): Promise<void> {
    if (!this.#isTold) this.#tellJournal();
    clearTimeout(this.#telling);
    if (this.#state !== 'over') this.#finish(undefined);
    await this.#supervisor.stop();
  }

  #add(id: number, entry: Pending): void {
    if (this.#state === 'over') {
      entry.onError(this.#failure ?? STOPPED);
      return;
    }
    this.#pending.set(id, entry);
    this.#send(entry);
  }

  #send(entry: Pending): void {
    // The engine must have heard of what it is to wait for.
    if (!this.#isTold) this.#tellJournal();
    const after = this.#journal?.sequence;
    const message = after === undefined ? entry.message : { ...entry.message, after };
    if (this.#state === 'ready' && this.#supervisor.post(message)) entry.sent = true;
  }

  #cancelOn(signal: AbortSignal | undefined, cancel: () => void): void {
    if (signal?.aborted === true) cancel();
    else signal?.addEventListener('abort', cancel, { once: true });
  }

  #cancel(id: number): void {
    this.#abandon(id, CANCELLED);
  }

  /** Gives up on one request, and tells the engine so where it is at it. */
  #abandon(id: number, error: AppError): void {
    const entry = this.#pending.get(id);
    if (entry === undefined) return;
    this.#pending.delete(id);
    if (entry.sent) this.#supervisor.post({ type: 'cancel', id });
    entry.onError(error);
  }

  #onReady(journal: number): void {
    this.#state = 'ready';
    this.#highest = Math.max(this.#highest, journal);
    this.#tellJournal();
    for (const grant of this.#grants) this.#supervisor.post({ type: 'grant', grant });
    for (const entry of this.#pending.values()) this.#send(entry);
    for (const { resolve } of this.#waitingForReady.splice(0)) resolve();
  }

  #onDown(): void {
    this.#state = 'starting';
    for (const [id, entry] of this.#pending) {
      if (!entry.sent) continue;
      this.#pending.delete(id);
      entry.onError(RESTARTING);
    }
  }

  #finish(error: AppError | undefined): void {
    this.#state = 'over';
    this.#failure = error;
    for (const [id, entry] of this.#pending) {
      this.#pending.delete(id);
      entry.onError(error ?? STOPPED);
    }
    for (const { reject } of this.#waitingForReady.splice(0)) reject(new AppFailure(error ?? STOPPED));
  }

  #receive(message: Exclude<FromEngine, { type: 'ready' | 'failed' }>): void {
    if (message.type === 'applied') {
      this.#onApplied(message);
      return;
    }
    const entry = this.#pending.get(message.id);
    // Answers to what was cancelled meanwhile.
    if (entry === undefined) return;
    if (message.type === 'chunk') {
      entry.onChunk(message.value);
      return;
    }
    this.#pending.delete(message.id);
    if (message.type === 'answer') entry.onAnswer(message.value);
    else entry.onError(message.error);
  }
}
