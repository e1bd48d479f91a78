/**
 * The loading of the sample data, which runs on while the user looks elsewhere. Progress and outcome are kept until
 * cleared; cancelling, or closing the page, makes the engine stop.
 */
import type { ImportProgress, ImportReport } from '../../shared/contract/commands';
import type { AppError } from '../../shared/contract/errors';
import type { Result } from '../../shared/base/result';
import { openStream } from './client';

export type ProgressStep = Extract<ImportProgress, { type: 'progress' }>;

export type ImportState =
  | { readonly status: 'idle' }
  /** `progress` is absent until the first word comes. */
  | { readonly status: 'running'; readonly what: string; readonly progress?: ProgressStep }
  | { readonly status: 'done'; readonly what: string; readonly report: ImportReport }
  | { readonly status: 'failed'; readonly what: string; readonly error: AppError };

/** Runs the import; resolves when the stream ended. */
export type RunImport = (
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
) => Promise<Result<void, AppError>>;

export class ImportJob {
  readonly #listeners = new Set<() => void>();
  #state: ImportState = { status: 'idle' };
  #running: AbortController | undefined;

  readonly state = (): ImportState => this.#state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** `what` names it for people. Does nothing while one runs. */
  async start(what: string, run: RunImport): Promise<void> {
    if (this.#running !== undefined) return;
    const running = new AbortController();
    this.#running = running;
    this.#set({ status: 'running', what });
    let report: ImportReport | undefined;
    const ended = await run((step) => {
      if (this.#running !== running) return;
      if (step.type === 'done') report = step.report;
      else this.#set({ status: 'running', what, progress: step });
    }, running.signal);
    if (this.#running !== running) return;
    this.#running = undefined;
    if (report !== undefined) this.#set({ status: 'done', what, report });
    else this.#set({ status: 'failed', what, error: ended.ok ? CUT_SHORT : ended.error });
  }

  /** Gives the running import up; nothing of it stays. */
  cancel(): void {
    if (this.#running === undefined) return;
    this.#running.abort();
    this.#running = undefined;
    this.#set({ status: 'idle' });
  }

  /** Forgets the outcome. */
  clear(): void {
    if (this.#running === undefined) this.#set({ status: 'idle' });
  }

  #set(state: ImportState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

const CUT_SHORT: AppError = {
  code: 'internal',
  message: 'The import ended without a report. Nothing of it was stored; try again.',
};

/** The loading of the sample data. */
export const sampleImport = new ImportJob();

export const runSampleImport: RunImport = (onProgress, signal) => openStream('sample.load', {}, onProgress, { signal });
