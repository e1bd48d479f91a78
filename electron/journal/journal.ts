/**
 * The writing side of the journal, for one process at a time. What is appended while an earlier write is being forced to
 * disk goes out in one write behind it. An append resolves when its frame is on disk; where that fails it rejects, what was
 * written of it is taken back, and the next one begins a new file. What the engine has not stored yet may be so many bytes;
 * beyond that appends are refused at once.
 */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import type { JournalState } from '../../shared/contract/engine';
import { syncFolder } from '../disk/replace-file';
import { frameHeader, HEADER_BYTES } from './frame';
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
}

/** The engine is too far behind. */
export class JournalFullError extends Error {}

interface Waiting {
  readonly sequence: number;
  readonly payload: Buffer;
  readonly resolve: (sequence: number) => void;
  readonly reject: (error: unknown) => void;
}

interface Segment {
  readonly first: number;
  readonly file: FileHandle;
  bytes: number;
}

/**
 * Has each write forced to disk by the system itself: one call in place of two. Elsewhere the flag says less than a call
 * (macOS) or is not there (Windows), and 0 stands for that.
 */
const FORCED = process.platform === 'linux' ? constants.O_DSYNC : 0;
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
  /** Of each write: the last sequence number and its bytes, until the engine has stored them. */
  #written: { readonly last: number; readonly bytes: number }[] = [];
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: JournalOptions) {
    this.#options = { segmentBytes: SEGMENT_BYTES, backlogBytes: BACKLOG_BYTES, ...options };
    this.#next = options.after + 1;
    this.#synced = options.after;
    this.#applied = options.after;
  }

  get state(): JournalState {
    const { first = 0, bytes = 0 } = this.#segment ?? {};
    return { sequence: this.#synced, file: first, bytes };
  }

  /** Bytes that are not stored by the engine yet, those under way included. */
  get backlogBytes(): number {
    return this.#backlogBytes;
  }

  /** Resolves with the frame's sequence number once it is on disk. */
  append(payload: Buffer): Promise<number> {
    if (this.#isClosed) return Promise.reject(new Error('The journal is closed.'));
    const bytes = HEADER_BYTES + payload.length;
    // One frame always goes, however large: nobody could store it otherwise.
    if (this.#backlogBytes > 0 && this.#backlogBytes + bytes > this.#options.backlogBytes) {
      return Promise.reject(
        new JournalFullError(`${Math.round(this.#backlogBytes / 2 ** 20)} MB of events wait to be stored.`),
      );
    }
    this.#backlogBytes += bytes;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ sequence: this.#next++, payload, resolve, reject });
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
    // What was appended while a file was being put away is written after that.
    while (this.#work !== undefined) await this.#work;
    await this.#closeSegment();
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      // All that came in one turn goes together.
      await new Promise((resolve) => setImmediate(resolve));
      const frames = this.#waiting;
      this.#waiting = [];
      const bytes = frames.reduce((sum, { payload }) => sum + HEADER_BYTES + payload.length, 0);
      const last = frames.at(-1)?.sequence ?? this.#synced;
      try {
        await this.#write(frames, bytes);
        this.#synced = last;
        this.#written.push({ last, bytes });
        this.#options.onState(this.state);
        for (const { resolve, sequence } of frames) resolve(sequence);
      } catch (error) {
        this.#backlogBytes -= bytes;
        for (const { reject } of frames) reject(error);
      }
    }
    this.#work = undefined;
    this.#closeWhenIdle();
  }

  async #write(frames: readonly Waiting[], bytes: number): Promise<void> {
    if (this.#segment !== undefined && this.#segment.bytes >= this.#options.segmentBytes) await this.#closeSegment();
    const segment = (this.#segment ??= await this.#openSegment(frames[0]?.sequence ?? this.#next));
    const parts = frames.flatMap(({ sequence, payload }) => [frameHeader(sequence, payload), payload]);
    try {
      // Copied together: a system call takes one piece sooner than hundreds.
      await writeWhole(segment.file, Buffer.concat(parts, bytes), segment.bytes);
      if (!FORCED) await segment.file.datasync();
      segment.bytes += bytes;
    } catch (error) {
      // Nothing refused may be found there later; and a file that failed once is not trusted with more.
      await segment.file.truncate(segment.bytes).catch(() => undefined);
      await this.#closeSegment();
      throw error;
    }
  }

  async #openSegment(first: number): Promise<Segment> {
    const { dir } = this.#options;
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const { O_CREAT, O_EXCL, O_WRONLY } = constants;
    const file = await open(segmentPath(dir, first), O_CREAT | O_EXCL | O_WRONLY | FORCED, 0o600);
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

async function writeWhole(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    written += (await file.write(bytes, written, bytes.length - written, at + written)).bytesWritten;
  }
}
