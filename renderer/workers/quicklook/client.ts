/**
 * The page's side of a quick look. Starts the worker, ends it, and turns a crash or a stall into an error value. One
 * look at a time is the caller's business; each look has a worker of its own, so that ending one leaves nothing behind.
 * Starting DuckDB takes about a second, so it can be started ahead: {@link warmQuickLook}.
 */
import type { AppError } from '../../../shared/contract/errors';
import { err, ok, type Result } from '../../../shared/base/result';
import type { ColumnProfile, FromQuickLook, LookMapping, LookOutline, QuickHead, ToQuickLook } from './messages';

export interface QuickLookListener {
  readonly onHead: (head: QuickHead) => void;
  readonly onProfile: (index: number, profile: ColumnProfile) => void;
  /** All columns are profiled. */
  readonly onProfiled: () => void;
  /** Nothing more will come. */
  readonly onFailed: (error: AppError) => void;
}

export interface QuickLook {
  /** The file as events under a mapping. An older ask that is still open is answered with `cancelled`. */
  readonly outline: (mapping: LookMapping) => Promise<Result<LookOutline, AppError>>;
  /** Ends the worker. Nothing is reported afterwards. */
  readonly close: () => void;
}

/** Longer than any file within the limits takes to its next answer. */
const STALL_MS = 90_000;

export const formatOfName = (name: string): 'csv' | 'jsonl' =>
  /\.(jsonl|ndjson|json|jsonlines)(\.gz)?$/i.test(name) ? 'jsonl' : 'csv';

let spare: Worker | undefined;

function startWorker(): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'quick-look' });
  const message: ToQuickLook = { type: 'warm', noExtensions: new URL('duckdb-ext', document.baseURI).href };
  worker.postMessage(message);
  return worker;
}

/** A file is about to come: starts the database for it, once. */
export function warmQuickLook(): void {
  spare ??= startWorker();
}

function takeWorker(): Worker {
  const worker = spare ?? startWorker();
  spare = undefined;
  return worker;
}

export function openQuickLook(file: Blob, name: string, listener: QuickLookListener): QuickLook {
  const worker = takeWorker();
  let ended: AppError | undefined;
  let asked = 0;
  let open: { readonly id: number; readonly resolve: (result: Result<LookOutline, AppError>) => void } | undefined;

  const send = (message: ToQuickLook): void => {
    worker.postMessage(message);
  };
  const end = (error: AppError): void => {
    if (ended !== undefined) return;
    ended = error;
    window.clearTimeout(stall);
    worker.terminate();
    open?.resolve(err(error));
    open = undefined;
  };
  const crash = (detail: string): void => {
    if (ended !== undefined) return;
    const error: AppError = {
      code: 'internal',
      message: `The quick look at «${name}» stopped. You can import the file all the same, or open it again.`,
      detail,
    };
    end(error);
    listener.onFailed(error);
  };
  const watch = (): number =>
    window.setTimeout(() => {
      crash('no answer in time');
    }, STALL_MS);
  let stall = watch();

  const receive = (message: FromQuickLook): void => {
    window.clearTimeout(stall);
    switch (message.type) {
      case 'head':
        listener.onHead(message.head);
        stall = watch();
        break;
      case 'profile':
        listener.onProfile(message.index, message.profile);
        stall = watch();
        break;
      case 'profiled':
        listener.onProfiled();
        break;
      case 'outlined':
        if (open?.id === message.id) open.resolve(ok(message.outline));
        break;
      case 'failed':
        if (message.id === undefined) {
          end(message.error);
          listener.onFailed(message.error);
        } else if (open?.id === message.id) open.resolve(err(message.error));
        break;
    }
  };
  worker.addEventListener('message', ({ data }: MessageEvent<FromQuickLook>) => {
    if (ended === undefined) receive(data);
  });
  worker.addEventListener('error', (event) => {
    crash(event.message);
  });
  worker.addEventListener('messageerror', () => {
    crash('a message could not be read');
  });
  send({
    type: 'look',
    file,
    name,
    format: formatOfName(name),
  });

  return {
    outline: (mapping) => {
      if (ended !== undefined) return Promise.resolve(err(ended));
      open?.resolve(err({ code: 'cancelled', message: 'A newer mapping is looked at.' }));
      asked += 1;
      const id = asked;
      return new Promise((resolve) => {
        open = { id, resolve };
        send({ type: 'outline', id, mapping });
      });
    },
    close: () => {
      end({ code: 'cancelled', message: 'The quick look was closed.' });
    },
  };
}
