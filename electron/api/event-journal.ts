/**
 * What the collector took in, written to the journal before it is acknowledged, whatever the engine is doing. The engine
 * reads it there; here is known how far it is, and what became of those that somebody waits for.
 */
import { join } from 'node:path';
import type { IngestAnswer, IngestBatch, JournalEntry } from '../../shared/contract/engine';
import { AppFailure } from '../../shared/contract/errors';
import { writeEntry } from '../journal/entry';
import { Journal, JournalRefusal } from '../journal/journal';
import { JOURNAL } from '../journal/segments';
import type { Logger } from '../log/logger';
import { type Applied, type EngineClient, RESTARTING } from './engine-client';

type Engine = Pick<EngineClient, 'announce' | 'failure' | 'highestFrame' | 'onApplied'>;

interface Waiting {
  readonly resolve: (answer: IngestAnswer) => void;
  readonly reject: (error: AppFailure) => void;
}

export class EventJournal {
  readonly #engine: Engine;
  readonly #journal: Journal;
  /** By the number of their frame. */
  readonly #waiting = new Map<number, Waiting>();

  /** To be made once the engine is ready: only then is known what the journal holds already. */
  constructor({ engine, workspaceDir, log }: { engine: Engine; workspaceDir: string; log: Logger }) {
    this.#engine = engine;
    this.#journal = new Journal({
      dir: join(workspaceDir, JOURNAL),
      after: engine.highestFrame,
      onState: (state) => engine.announce(state),
    });
    engine.announce(this.#journal.state);
    engine.onApplied((applied) => this.#applied(applied));
    log.debug('journal opened', { after: engine.highestFrame });
  }

  /** Why events are refused, in a sentence for people; undefined where they are not. */
  get trouble(): string | undefined {
    return this.#journal.trouble;
  }

  /** As the contract’s `Ingest`. Rejects where the batch will not be stored: it could not be written, or the engine is gone for good. */
  async ingest(batch: IngestBatch, tells = false): Promise<IngestAnswer | undefined> {
    const sequence = await this.#append(tells ? { ...batch, tells } : batch);
    if (!tells) return undefined;
    return new Promise((resolve, reject) => this.#waiting.set(sequence, { resolve, reject }));
  }

  /** Resolves once nothing is written any more. */
  async close(): Promise<void> {
    await this.#journal.close();
  }

  async #append(entry: JournalEntry): Promise<number> {
    const { failure } = this.#engine;
    if (failure !== undefined) throw new AppFailure(failure);
    try {
      return await this.#journal.append(writeEntry(entry));
    } catch (error) {
      if (!(error instanceof JournalRefusal)) throw error;
      throw new AppFailure({ code: 'overloaded', message: error.message }, { cause: error });
    }
  }

  #applied({ sequence, answers = [] }: Applied): void {
    this.#journal.applied(sequence);
    for (const told of answers) {
      this.#waiting.get(told.sequence)?.resolve(told.answer);
      this.#waiting.delete(told.sequence);
    }
    for (const [waiting, { reject }] of this.#waiting) {
      // It is stored, by an engine that ended before it could say so.
      if (waiting <= sequence) reject(new AppFailure(RESTARTING));
      if (waiting <= sequence) this.#waiting.delete(waiting);
    }
  }
}
