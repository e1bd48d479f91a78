/**
 * The writing side of the journal, for one process at a time. What is appended while an earlier write is being forced to
 * disk goes out in one write behind it. An append resolves when its frame is on disk; where that fails it rejects once what
 * was written of it is taken back, and the next one begins a new file. So whoever was refused can send again, and nothing
 * is there twice. Where it cannot be taken back, or the disk does not answer, the journal is shut: whatever is appended is
 * refused at once, until the disk does what it should. What the engine has not stored yet may be so many bytes; beyond that
 * appends are refused too.
 */
import { mkdir } from 'node:fs/promises';
import type { JournalState } from '../../shared/contract/engine';
import { type AppendedFile, createAppended, type CreateAppended } from '../disk/appended-file';
import { syncFolder } from '../disk/replace-file';
import { HEADER_BYTES, writeFrame } from './frame';
import { segmentPath } from './segments';

export interface JournalOptions {
  readonly dir: string;
  /** All frames get higher numbers. */
  readonly after: number;
  /** Told before appends resolve, and when the file in use is closed. */
  readonly onState: (state: JournalState) => void;
  /** A file that is larger gets no more frames; default 8 MB. */
  readonly segmentBytes?: number;
  /** What may wait for the engine; default 256 MB. */
  readonly backlogBytes?: number;
  /** How long one write may take (ms) before what is behind it is refused; default 10 s. */
  readonly slowMs?: number;
  /** How soon a disk that failed is asked again (ms), then more rarely; default 50. */
  readonly pauseMs?: number;
  /** How its files are made. */
  readonly create?: CreateAppended;
}

/** Nothing of it is there, and nothing will be; the message is for people. */
export class JournalRefusal extends Error {}

/** It may be found there later or not, and nobody is there any more to find out. */
class UnsureError extends Error {}

const PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
const SLOW_MS = 10_000;
const GATHER_MS = 1;
const LEAST_ROOM = 64 * 1024;
const MOST_ROOM = 2 ** 20;

interface Waiting {
  readonly sequence: number;
  readonly payload: Buffer;
  readonly resolve: (sequence: number) => void;
  readonly reject: (error: unknown) => void;
}

interface Segment {
  readonly first: number;
  readonly file: AppendedFile;
  bytes: number;
}

const SEGMENT_BYTES = 8 * 2 ** 20;
const BACKLOG_BYTES = 256 * 2 ** 20;
/** A file whose frames are all stored is closed after this long without a new one, so that it can go. */
const IDLE_MS = 2_000;

export class Journal {
  readonly #options: Required<JournalOptions>;
  #next: number;
  #synced: number;
  #applied: number;
  #segment: Segment | undefined;
  #waiting: Waiting[] = [];
  #work: Promise<void> | undefined;
  #backlogBytes = 0;
  /** About how many frames go together lately. */
  #usual = 0;
  /** So many waiting frames end the gathering, by {@link #go}. */
  #wanted = Infinity;
  #go: () => void = () => undefined;
  #room = Buffer.alloc(0);
  /** Of each write: the last sequence number and its bytes, until the engine has stored them. */
  #written: { readonly last: number; readonly bytes: number }[] = [];
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;
  #trouble: string | undefined;
  /** Until the disk does what it should nothing is taken in. */
  #isShut = false;
  /** Ends the pause before the disk is asked again. */
  #askAgain: () => void = () => undefined;

  constructor(options: JournalOptions) {
    this.#options = {
      segmentBytes: SEGMENT_BYTES,
      backlogBytes: BACKLOG_BYTES,
      slowMs: SLOW_MS,
      pauseMs: PAUSE_MS,
      create: createAppended,
      ...options,
    };
    this.#next = options.after + 1;
    this.#synced = options.after;
    this.#applied = options.after;
  }

  get state(): JournalState {
    const { first = 0, bytes = 0 } = this.#segment ?? {};
    return { sequence: this.#synced, file: first, bytes };
  }

  /** Why events were refused lately and may be again, in a sentence for people. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** Bytes that are not stored by the engine yet, those under way included. */
  get backlogBytes(): number {
    return this.#backlogBytes;
  }

  /**
   * Resolves with the frame's sequence number once it is on disk. Rejects with a {@link JournalRefusal} once it is certain
   * that it will not be found there; it is pending as long as neither can be said.
   */
  append(payload: Buffer): Promise<number> {
    if (this.#isClosed) return Promise.reject(new Error('The journal is closed.'));
    if (this.#isShut) return Promise.reject(new JournalRefusal(this.#trouble));
    const bytes = HEADER_BYTES + payload.length;
    // One frame always goes, however large: nobody could store it otherwise.
    if (this.#backlogBytes > 0 && this.#backlogBytes + bytes > this.#options.backlogBytes) {
      this.#trouble = `${Math.round(this.#backlogBytes / 2 ** 20)} MB of events wait to be stored.`;
      return Promise.reject(new JournalRefusal(this.#trouble));
    }
    this.#backlogBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ sequence: this.#next++, payload, resolve, reject });
      if (this.#waiting.length >= this.#wanted) this.#go();
      this.#work ??= this.#writeAll();
    });
  }

  /** The engine has stored everything up to `sequence`. */
  applied(sequence: number): void {
    this.#applied = Math.max(this.#applied, sequence);
    let count = 0;
    for (const { last, bytes } of this.#written) {
      if (last > sequence) break;
      this.#backlogBytes -= bytes;
      count += 1;
    }
    this.#written.splice(0, count);
    this.#closeWhenIdle();
  }

  /** Resolves once what was appended is on disk or refused, and no file is in use. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#idle);
    this.#askAgain();
    this.#go();
    // What was appended while a file was being put away is written after that.
    while (this.#work !== undefined) await this.#work;
    await this.#closeSegment();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // All that came in one turn goes together.
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#waiting.length < this.#usual / 2) await this.#gather(this.#usual / 2);
      const frames = this.#waiting;
      this.#waiting = [];
      // Falls slowly, as writes of few and of many frames take turns where everybody waits for an answer.
      this.#usual = Math.max(frames.length, this.#usual / 2);
      const bytes = frames.reduce((sum, { payload }) => sum + HEADER_BYTES + payload.length, 0);
      const last = frames.at(-1)?.sequence ?? this.#synced;
      // What is in a write when the disk stops to answer may be there later; what is behind it must not be.
      const slow = setTimeout(() => {
        if (!this.#isShut) this.#shut('The disk does not answer.');
      }, this.#options.slowMs);
      try {
        await this.#write(frames, bytes);
        this.#synced = last;
        this.#written.push({ last, bytes });
        this.#options.onState(this.state);
        for (const { resolve, sequence } of frames) resolve(sequence);
        this.#reopen();
      } catch (error) {
        if (!(error instanceof UnsureError)) this.#refuse(frames, error);
      } finally {
        clearTimeout(slow);
      }
    }
    this.#work = undefined;
    this.#closeWhenIdle();
  }

  /**
   * Where many came together lately, few are the first of many: they wait a moment for the others. A write costs as much
   * as taking in some ten requests.
   */
  #gather(count: number): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.#wanted = Infinity;
        resolve();
      };
      const timer = setTimeout(go, GATHER_MS);
      this.#wanted = count;
      this.#go = go;
    });
  }

  #refuse(frames: readonly Waiting[], error: unknown): void {
    for (const { payload, reject } of frames) {
      this.#backlogBytes -= HEADER_BYTES + payload.length;
      reject(error);
    }
  }

  async #write(frames: readonly Waiting[], bytes: number): Promise<void> {
    let segment: Segment;
    try {
      if (this.#segment !== undefined && this.#segment.bytes >= this.#options.segmentBytes) await this.#closeSegment();
      segment = this.#segment ??= await this.#openSegment(frames[0]?.sequence ?? this.#next);
    } catch (error) {
      throw this.#failed(error);
    }
    // Copied together: a system call takes one piece sooner than hundreds.
    const together = this.#roomFor(bytes);
    let end = 0;
    for (const { sequence, payload } of frames) end = writeFrame(together, end, sequence, payload);
    try {
      await segment.file.write(together, segment.bytes);
      segment.bytes += bytes;
    } catch (error) {
      // Nothing refused may be found there later; and a file that failed once is not trusted with more.
      const isBack = await this.#takeBack(segment, whyOf(error));
      await this.#closeSegment();
      if (!isBack) throw new UnsureError();
      throw this.#failed(error);
    }
  }

  /** For one write at a time, mostly the same as before: new buffers have to be collected as well. */
  #roomFor(bytes: number): Buffer {
    if (bytes > MOST_ROOM) return Buffer.allocUnsafeSlow(bytes);
    if (this.#room.length < bytes)
      this.#room = Buffer.allocUnsafeSlow(Math.max(LEAST_ROOM, 2 ** Math.ceil(Math.log2(bytes))));
    return this.#room.subarray(0, bytes);
  }

  /** The next ones are tried all the same: there may be room by then. */
  #failed(error: unknown): JournalRefusal {
    const why = whyOf(error);
    this.#reopen(why);
    return new JournalRefusal(why, { cause: error });
  }

  /**
   * Resolves once what is not acknowledged is cut off; false where the journal is closed before that. Nothing looks at it
   * meanwhile: the file stays in use.
   */
  async #takeBack({ file, bytes }: Segment, why: string): Promise<boolean> {
    for (let pause = this.#options.pauseMs; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      try {
        await file.cut(bytes);
        return true;
      } catch (error) {
        this.#shut(`${why} Nor can what was written of them be taken back: ${wordsOf(error)}.`);
        if (this.#isClosed) return false;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, pause);
          this.#askAgain = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }
  }

  /** Takes nothing more in, and refuses what nobody has begun to write. */
  #shut(why: string): void {
    this.#isShut = true;
    this.#trouble = why;
    this.#refuse(this.#waiting.splice(0), new JournalRefusal(why));
  }

  #reopen(trouble?: string): void {
    this.#isShut = false;
    this.#trouble = trouble;
  }

  async #openSegment(first: number): Promise<Segment> {
    const { dir } = this.#options;
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const file = await this.#options.create(segmentPath(dir, first));
    try {
      await syncFolder(dir);
    } catch (error) {
      await file.close();
      throw error;
    }
    return { first, file, bytes: 0 };
  }

  async #closeSegment(): Promise<void> {
    const segment = this.#segment;
    if (segment === undefined) return;
    this.#segment = undefined;
    // All that was promised of it is on disk.
    await segment.file.close().catch(() => undefined);
    this.#options.onState(this.state);
  }

  /** Events should not lie in a file longer than they must. */
  #closeWhenIdle(): void {
    clearTimeout(this.#idle);
    if (this.#isClosed || this.#segment === undefined || this.#work !== undefined) return;
    if (this.#applied < this.#synced) return;
    this.#idle = setTimeout(() => {
      if (this.#work === undefined) this.#work = this.#rest();
    }, IDLE_MS);
    this.#idle.unref();
  }

  async #rest(): Promise<void> {
    await this.#closeSegment();
    this.#work = undefined;
    if (this.#waiting.length > 0) this.#work = this.#writeAll();
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would become too large',
  EROFS: 'the disk can only be read',
  EACCES: 'the folder is not ours to write to',
  EIO: 'the disk reports an error',
};

/** Senders are told it too, so it names no path. */
function wordsOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  const words = WORDS[code];
  return words === undefined ? code : `${words} (${code})`;
}

const whyOf = (error: unknown): string => `Events cannot be written: ${wordsOf(error)}.`;
