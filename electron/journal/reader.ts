/**
 * The reading side of the journal: frames in the order of their numbers, each once, from wherever reading begins. It looks
 * at no byte that is not acknowledged: such bytes may be taken back. Files that were read to their end and that nobody
 * writes to are removed on request.
 */
import { copyFile, type FileHandle, open, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { JournalState } from '../../shared/contract/engine';
import { type Frame, nextWholeFrame, readFrame } from './frame';
import { listSegments, segmentPath } from './segments';

const READ_BYTES = 2 ** 20;

export interface ReaderOptions {
  readonly dir: string;
  /** Frames up to this number are passed over. */
  readonly after: number;
  /** Hears of bytes that are no frame: in the middle of a file (kept aside as `copy`), or at its end. */
  readonly onDamage: (damage: { readonly file: string; readonly bytes: number; readonly copy?: string }) => void;
}

interface Open {
  readonly first: number;
  readonly path: string;
  readonly file: FileHandle;
  /** Read so far, of the file. */
  position: number;
  /** What is read and not given yet begins at `at`. */
  bytes: Buffer;
  at: number;
}

export class JournalReader {
  #last: number;
  #open: Open | undefined;
  /** The file that was read last. */
  #passed = -1;
  /** Read to their end: their paths, with the highest number that was met by then. */
  #finished: { readonly path: string; readonly last: number }[] = [];

  constructor(private readonly options: ReaderOptions) {
    this.#last = options.after;
  }

  /** The next frames, up to where `state` says the journal is acknowledged; about `bytes` of them, at least one. */
  async read(state: JournalState, bytes: number): Promise<Frame[]> {
    const frames: Frame[] = [];
    let size = 0;
    while (size < bytes) {
      const frame = await this.#next(state);
      if (frame === undefined) break;
      frames.push(frame);
      size += frame.payload.length;
    }
    return frames;
  }

  /** Removes the files whose frames are all stored, up to the number `applied`. */
  async forget(applied: number): Promise<void> {
    const gone = this.#finished.filter(({ last }) => last <= applied);
    if (gone.length === 0) return;
    this.#finished = this.#finished.filter(({ last }) => last > applied);
    for (const { path } of gone) await unlink(path);
  }

  async close(): Promise<void> {
    await this.#open?.file.close();
    this.#open = undefined;
  }

  async #next(state: JournalState): Promise<Frame | undefined> {
    for (;;) {
      const open = (this.#open ??= await this.#openNext(state));
      if (open === undefined) return undefined;
      const read = readFrame(open.bytes, open.at);
      if (read.is === 'frame') {
        if (read.frame.sequence > state.sequence) return undefined;
        open.at = read.end;
        if (read.frame.sequence <= this.#last) continue;
        this.#last = read.frame.sequence;
        return read.frame;
      }
      const wanted = read.is === 'cut' ? read.bytes : Number.POSITIVE_INFINITY;
      if (await this.#fill(open, state, wanted)) continue;
      if (await this.#skipDamage(open)) continue;
      // Its end, for now or for good.
      if (open.first === state.file) return undefined;
      await this.#finish(open);
    }
  }

  async #openNext({ sequence }: JournalState): Promise<Open | undefined> {
    const first = (await listSegments(this.options.dir)).find((each) => each > this.#passed);
    // A file that is just being begun holds nothing that was acknowledged.
    if (first === undefined || first > sequence) return undefined;
    const path = segmentPath(this.options.dir, first);
    this.#passed = first;
    return { first, path, file: await open(path, 'r'), position: 0, bytes: Buffer.alloc(0), at: 0 };
  }

  /** Reads on until `wanted` bytes are there; false where there is nothing more to read. */
  async #fill(open: Open, state: JournalState, wanted: number): Promise<boolean> {
    const held = open.bytes.length - open.at;
    const limit = open.first === state.file ? state.bytes : (await open.file.stat()).size;
    const size = Math.min(limit - open.position, Math.max(READ_BYTES, wanted - held));
    if (size <= 0) return false;
    const bytes = Buffer.allocUnsafe(held + size);
    open.bytes.copy(bytes, 0, open.at);
    const { bytesRead } = await open.file.read(bytes, held, size, open.position);
    open.position += bytesRead;
    open.bytes = bytes.subarray(0, held + bytesRead);
    open.at = 0;
    return bytesRead > 0;
  }

  /** Goes on behind bytes that are no frame, where a frame follows them; what was there is kept. */
  async #skipDamage(open: Open): Promise<boolean> {
    if (open.at >= open.bytes.length) return false;
    const next = nextWholeFrame(open.bytes, open.at);
    if (next === undefined) return false;
    const file = basename(open.path);
    const copy = `damaged-${file}`;
    await copyFile(open.path, join(this.options.dir, copy));
    this.options.onDamage({ file, bytes: next - open.at, copy });
    open.at = next;
    return true;
  }

  async #finish(open: Open): Promise<void> {
    const left = open.bytes.length - open.at;
    if (left > 0) this.options.onDamage({ file: basename(open.path), bytes: left });
    await open.file.close();
    this.#open = undefined;
    this.#finished.push({ path: open.path, last: this.#last });
  }
}
