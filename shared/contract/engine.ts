/**
 * The messages between a host process and the engine process. Structured clone carries them both under Electron
 * (`utilityProcess`) and under Node (`child_process.fork` with `serialization: 'advanced'`). The host checks a command's
 * input before it sends and the engine checks it again: neither trusts the other's build.
 */
import type { CanonicalEvent, Reject } from '../model/event';
import type { RecordingChunk } from '../model/recording';
import type { Signals } from '../model/signals';
import type { RejectedRequest } from '../model/rejected-request';
import type { EngineCommand } from './commands';
import type { AppError } from './errors';

/** Starting values, passed as the engine process's first message. */
export interface EngineStart {
  readonly workspaceDir: string;
  readonly version: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  /** Fold workers; default: cores, at least 1, at most 8. */
  readonly workers?: number;
  /** What the engine may take in all, DuckDB's share included; default: 2,048. It is kept by dropping what can be made anew. */
  readonly memoryLimitMb?: number;
  /** When the test run that this Waymark serves began, in UTC ms; absent where it serves no tests. */
  readonly testRunSince?: number;
  /** Works out anew what is kept of the events: `waymark rebuild`. */
  readonly rebuild?: boolean;
  /** How far the host's journal is; absent where it has begun none, and what lies there was left behind. */
  readonly journal?: JournalState;
}

/** How far the journal is; all up to `sequence` is on disk and acknowledged. */
export interface JournalState {
  readonly sequence: number;
  /** The file in use, by its number, and how many of its bytes are on disk; no other is written to. 0: none is in use. */
  readonly file: number;
  readonly bytes: number;
}

/** What the collector hands over: what became of one request. */
export interface IngestBatch {
  readonly events: readonly CanonicalEvent[];
  readonly rejects: readonly (Reject & {
    readonly source: string;
    readonly receivedAt: number;
    /** What is needed to read it again, where that can be told apart from what was stored. */
    readonly request?: RejectedRequest;
  })[];
  /** The reject that the events come of: marked as repaired in the same commit. */
  readonly repairs?: number;
  /** Pieces of recordings of the screen. One that is stored already is passed over. */
  readonly recordings?: readonly RecordingChunk[];
  /** What the browser that sent it asks for, where it asks for something. Not stored. */
  readonly signals?: Signals;
}

/** What a frame of the journal holds; `electron/journal/entry.ts` says how. */
export interface JournalEntry extends IngestBatch {
  /** Somebody waits to hear how many were stored. */
  readonly tells?: boolean;
}

export interface IngestAnswer {
  readonly stored: number;
  readonly duplicates: number;
}

/**
 * Puts a batch on disk, and resolves then. Rejects where it is certain that it will never be found there; is pending as long
 * as neither can be said. Where it `tells`, it resolves when the engine has stored the batch, with what became of it.
 */
export type Ingest = (batch: IngestBatch, tells?: boolean) => Promise<IngestAnswer | undefined>;

/** A file the host vouches for: the engine opens these and no other. */
export interface FileGrant {
  readonly token: string;
  readonly path: string;
  /** What people call it. */
  readonly name: string;
  /**
   * `write`: an export may be put there, over what is there; `folder`: a workspace may be made there, where nothing is;
   * absent: it may be read.
   */
  readonly access?: 'write' | 'folder';
}

export type ToEngine =
  | { readonly type: 'start'; readonly start: EngineStart }
  /** `after`: what was acknowledged before the question, as a number of the journal. It is to be stored first, where that takes no long. */
  | {
      readonly type: 'call';
      readonly id: number;
      readonly command: EngineCommand;
      readonly input: unknown;
      readonly after?: number;
    }
  | { readonly type: 'journal'; readonly state: JournalState }
  | { readonly type: 'grant'; readonly grant: FileGrant }
  | { readonly type: 'cancel'; readonly id: number }
  /** Flush, checkpoint, close the database, then exit 0. */
  | { readonly type: 'stop' };

export type FromEngine =
  /** `journal`: the highest number that a frame has. */
  | { readonly type: 'ready'; readonly journal: number }
  /** Everything in the journal up to `sequence` is stored; `answers` are of those that somebody waits for. */
  | {
      readonly type: 'applied';
      readonly sequence: number;
      readonly answers?: readonly { readonly sequence: number; readonly answer: IngestAnswer }[];
    }
  /** The workspace cannot be opened; the process exits after this. */
  | { readonly type: 'failed'; readonly error: AppError }
  /** One value of a streamed answer, or the bytes of an Arrow answer (a single chunk). */
  | { readonly type: 'chunk'; readonly id: number; readonly value: unknown }
  /** The answer of a json command (`value`), and the end of a stream or Arrow answer. */
  | { readonly type: 'answer'; readonly id: number; readonly value?: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: AppError };
