/**
 * A given file as the plain files in it: unpacked, archives taken apart, UTF-16 made UTF-8, arrays made lines. Told by
 * content at every layer, by stream, into the staging folder alone: a name in an archive is never a path. What breaks off
 * in the middle gives everything before. Limits hold against files that are made to grow.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BugError } from '../../../shared/base/assert';
import { AppFailure, fail } from '../../../shared/contract/errors';
import { type Container, type FileFormat, isContainer } from '../../../shared/formats/import-map';
import { sniff, SNIFF_BYTES } from '../../../shared/formats/sniff';
import { STAGING } from '../store/database';
import { arrowLines } from './arrow-lines';
import { evenEnds, hasMixedEnds } from './csv-ends';
import { jsonLines } from './json-lines';
import { entriesOf } from './zip-entries';
import { Damaged, gunzipped, unzstd, utf8Of } from './unpackers';

export interface SourceFile {
  readonly path: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Of an archive, this one of its files alone, counted from 0 in the order of names. */
  readonly member?: number;
}

/** A file that can be staged as it lies there. */
export interface PlainFile extends SourceFile {
  /** Bytes of the given file that it was made of. */
  readonly packedSize: number;
  readonly container: Container;
  /** The lines that its rows began on, where they were lines of something else. */
  readonly lineOf?: (row: number) => number;
  /** What was wrong behind the last byte that could be read: a sentence. */
  readonly damage?: string;
}

export interface UnpackOptions {
  readonly workspaceDir: string;
  /** Names the scratch files. */
  readonly id: string;
  readonly asked: FileFormat;
  /** Only the beginning, to look at. */
  readonly headOnly?: boolean;
  /** How much of what is packed is the beginning. */
  readonly headBytes?: number;
  /** Other than the usual ones. */
  readonly limits?: UnpackLimits;
  /** Lines of CSV get one end all; else they do where the beginning shows that they have several. */
  readonly evenEnds?: boolean;
  /** So many files of an archive are passed over. */
  readonly skip?: number;
}

/** What has come out of an archive so far. */
interface Unpacked {
  readonly archive: SourceFile;
  bytes: number;
}

export interface UnpackLimits {
  /** Unpacked. */
  readonly bytes: number;
  /** From so many bytes on they may be no more than {@link MAX_RATIO} times the file's. */
  readonly ratioFromBytes: number;
}

const LIMITS: UnpackLimits = { bytes: 64e9, ratioFromBytes: 1e9 };
/** Text packs ten- to fiftyfold; what grows more than this beyond the first gigabyte was made to fill a disk. */
const MAX_RATIO = 500;
/** Enough for a thousand rows, even long ones. */
const HEAD_UNPACKED_BYTES = 32e6;
const MAX_LAYERS = 4;

export type Bytes = AsyncIterable<Uint8Array>;

/**
 * The plain files in `given`, one after the other; each is gone when the next is asked for. Throws {@link AppFailure}
 * `file_not_understood` or `file_unreadable`; of an archive, what cannot be read is given as a failure instead.
 */
export async function* plainFiles(
  given: SourceFile,
  options: UnpackOptions,
): AsyncGenerator<PlainFile | { readonly name: string; readonly failure: AppFailure }> {
  const found = sniff(await readHead(given));
  if ('refused' in found) return fail('file_not_understood', `${given.name} ${found.refused}`);
  if (!('packed' in found && found.packed === 'zip')) {
    yield* one(given, () => createReadStream(given.path, { highWaterMark: 1 << 20 }), options, given.path);
    return;
  }
  let index = 0;
  const unpacked: Unpacked = { archive: given, bytes: 0 };
  for await (const { name, size, bytes } of entriesOf(given)) {
    const at = index++;
    if (given.member === undefined ? at < (options.skip ?? 0) : given.member !== at) continue;
    const entry = { path: given.path, name: `${given.name}/${name}`, size };
    try {
      yield* one(entry, bytes, options, undefined, unpacked);
    } catch (error) {
      if (!(error instanceof AppFailure) || error.error.code === 'cancelled') throw error;
      // Its files are small, and there is no end of them.
      if (isBomb(unpacked.bytes, given, options.limits ?? LIMITS)) throw error;
      yield { name: entry.name, failure: error };
    }
    if (given.member !== undefined) return;
  }
  if (given.member !== undefined) fail('not_found', `There is no such file in ${given.name} any more.`);
}

/** Whether it may hold more files than one. Throws {@link AppFailure} `file_unreadable`. */
export async function isArchive(given: SourceFile): Promise<boolean> {
  const found = sniff(await readHead(given));
  return given.member === undefined && 'packed' in found && found.packed === 'zip';
}

/** A file in an archive, or the file itself where it is none. */
export interface Member {
  readonly name: string;
  /** Bytes: unpacked, as the archive says; of a file that is none, as it lies there. */
  readonly size: number;
  readonly container?: Container;
  /** Why it cannot be read: a sentence. */
  readonly problem?: string;
}

/** Every one of them, as far as it is told by its first bytes; of those beyond `looked`, name and size alone. */
export async function* membersOf(given: SourceFile, looked: number): AsyncGenerator<Member> {
  const found = sniff(await readHead(given));
  if (!('packed' in found && found.packed === 'zip')) {
    const { name, size } = given;
    yield { name, size, ...(await recognise(given, createReadStream(given.path, { highWaterMark: 1 << 16 }))) };
    return;
  }
  let index = 0;
  for await (const { name, size, unpackedSize, bytes } of entriesOf(given)) {
    const entry = { path: given.path, name, size };
    yield { name, size: unpackedSize, ...(index++ < looked ? await recognise(entry, bytes) : {}) };
  }
}

async function recognise(
  file: SourceFile,
  bytes: Bytes | (() => Promise<Bytes>),
): Promise<Pick<Member, 'container' | 'problem'>> {
  let packed: Bytes | undefined;
  try {
    packed = typeof bytes === 'function' ? await bytes() : bytes;
    const { container } = await peel(
      file,
      packed,
      { asked: 'auto' },
      { path: undefined, lines: [], damage: undefined },
    );
    return { container };
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    return { problem: error.error.message };
  } finally {
    // Nobody reads on.
    await packed?.[Symbol.asyncIterator]().return?.();
  }
}

/** The first of them that can be read; `close` takes what was unpacked away. */
export async function firstPlainFile(
  given: SourceFile,
  options: UnpackOptions,
): Promise<{ readonly plain: PlainFile; readonly close: () => Promise<void> }> {
  const files = plainFiles(given, options);
  let failure: AppFailure | undefined;
  for (;;) {
    const next = await files.next();
    if (next.done === true) throw failure ?? new BugError('a file without a file in it was not refused');
    if (!('failure' in next.value)) {
      return {
        plain: next.value,
        close: async () => {
          await files.return(undefined);
        },
      };
    }
    failure ??= next.value.failure;
  }
}

/** `path` where the bytes lie on the disk as they are. */
async function* one(
  file: SourceFile,
  bytes: () => Bytes | Promise<Bytes>,
  options: UnpackOptions,
  path?: string,
  unpacked?: Unpacked,
): AsyncGenerator<PlainFile> {
  const scratch = join(options.workspaceDir, STAGING, `${options.id}.unpacked`);
  const lines: number[] = [];
  const state: Peeled = { path, lines, damage: undefined };
  try {
    const { container, stream } = await peel(file, await bytes(), options, state);
    if (state.path !== undefined) {
      // As it lies there; a stream that nobody reads is closed.
      if (stream instanceof Readable) stream.destroy();
      yield { ...file, path: state.path, container, packedSize: file.size };
      return;
    }
    // What Parquet holds is listed at its end.
    const asHead = container === 'parquet' ? { ...options, headOnly: false } : options;
    const size = await spool(stream, scratch, file, asHead, state, unpacked);
    if (size === 0) return fail('file_not_understood', `${file.name} ${state.damage ?? 'has nothing in it.'}`);
    yield {
      ...file,
      path: scratch,
      size,
      container,
      packedSize: file.size,
      ...(lines.length === 0 ? {} : { lineOf: (row: number) => lines[row] ?? 0 }),
      ...(state.damage === undefined ? {} : { damage: state.damage }),
    };
  } finally {
    await rm(scratch, { force: true });
  }
}

interface Peeled {
  /** Where it lies, as long as nothing was taken off. */
  path: string | undefined;
  readonly lines: number[];
  damage: string | undefined;
}

/** Takes off one packing after the other. */
async function peel(
  file: SourceFile,
  packed: Bytes,
  options: Pick<UnpackOptions, 'asked' | 'evenEnds'>,
  state: Peeled,
): Promise<{ container: Container; stream: Bytes }> {
  let stream = packed;
  for (let layer = 0; ; layer++) {
    const { head, whole } = await withHead(stream, file, state);
    const found = sniff(head);
    if ('refused' in found) return fail('file_not_understood', `${file.name} ${state.damage ?? found.refused}`);
    stream = whole;
    if ('container' in found) {
      const held = contained(file, found.container, stream, options.asked, state);
      if (held.container !== 'csv' || !(options.evenEnds ?? hasMixedEnds(head))) return held;
      state.path = undefined;
      return { container: 'csv', stream: evenEnds(held.stream, head) };
    }
    if (layer === MAX_LAYERS)
      return fail('file_not_understood', `${file.name} is packed more than ${MAX_LAYERS} times.`);
    if (found.packed === 'zip')
      return fail('file_not_understood', `${file.name} is an archive in an archive. Unpack it first.`);
    state.path = undefined;
    if (found.packed === 'gzip') stream = gunzipped(stream);
    else if (found.packed === 'zstd') stream = unzstd(stream);
    else stream = utf8Of(stream, found.packed);
  }
}

function contained(
  file: SourceFile,
  container: Container,
  stream: Bytes,
  asked: FileFormat,
  state: Peeled,
): { container: Container; stream: Bytes } {
  const isBinary = container === 'parquet' || container === 'arrow';
  const wanted = isContainer(asked) ? asked : container;
  if (wanted !== container && (isBinary || wanted === 'parquet' || wanted === 'arrow')) {
    const what = isBinary ? `is ${TITLE[container]}` : 'is text';
    return fail(
      'file_not_understood',
      `${file.name} ${what}, not ${TITLE[wanted]}. Leave the format to be recognised.`,
    );
  }
  if (wanted !== 'json' && wanted !== 'arrow') return { container: wanted, stream };
  state.path = undefined;
  return { container: wanted, stream: wanted === 'json' ? jsonLines(stream, state.lines) : arrowLines(stream) };
}

const TITLE: Record<Container, string> = {
  csv: 'CSV',
  jsonl: 'JSON lines',
  json: 'JSON',
  parquet: 'Parquet',
  arrow: 'Arrow',
};

/** The first bytes, and the stream with them in it again. */
async function withHead(stream: Bytes, file: SourceFile, state: Peeled): Promise<{ head: Uint8Array; whole: Bytes }> {
  const source = stream[Symbol.asyncIterator]();
  const parts: Uint8Array[] = [];
  let size = 0;
  let broken: Damaged | undefined;
  try {
    while (size < SNIFF_BYTES) {
      const next = await source.next();
      if (next.done === true) break;
      parts.push(next.value);
      size += next.value.length;
    }
  } catch (error) {
    if (!(error instanceof Damaged)) throw unreadable(error, file);
    broken = error;
    if (size === 0) state.damage = error.message;
  }
  async function* whole(): Bytes & AsyncGenerator<Uint8Array> {
    yield* parts.splice(0);
    if (broken !== undefined) throw broken;
    yield* { [Symbol.asyncIterator]: () => source };
  }
  return { head: Buffer.concat(parts).subarray(0, SNIFF_BYTES), whole: whole() };
}

class Enough extends Error {}

/** Writes the stream down, as far as it can be read; gives the bytes written. */
async function spool(
  stream: Bytes,
  path: string,
  file: SourceFile,
  { headOnly = false, headBytes = HEAD_UNPACKED_BYTES, limits = LIMITS }: UnpackOptions,
  state: Peeled,
  unpacked: Unpacked = { archive: file, bytes: 0 },
): Promise<number> {
  let size = 0;
  async function* measured(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of stream) {
        size += chunk.length;
        if (headOnly && size > headBytes) return;
        unpacked.bytes += chunk.length;
        if (size > limits.bytes || isBomb(size, file, limits) || isBomb(unpacked.bytes, unpacked.archive, limits))
          throw new Enough();
        yield chunk;
      }
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      state.damage = error.message;
    }
  }
  try {
    await pipeline(measured, createWriteStream(path, { mode: 0o600 }));
    return size;
  } catch (error) {
    if (!(error instanceof Enough)) throw unreadable(error, file);
    const isLarge = size > limits.bytes;
    const limit = isLarge
      ? `${limits.bytes / 1e9} GB`
      : `${limits.ratioFromBytes / 1e9} GB and ${MAX_RATIO} times its size`;
    const isOwn = isLarge || isBomb(size, file, limits);
    // The archive's other files are not to blame for it.
    if (isOwn) unpacked.bytes -= size;
    const whole = isOwn ? file : unpacked.archive;
    return fail(
      'file_not_understood',
      `${whole.name} unpacks to more than ${limit}. Unpack it yourself if you trust it.`,
    );
  }
}

const isBomb = (bytes: number, { size }: SourceFile, { ratioFromBytes }: UnpackLimits): boolean =>
  bytes > ratioFromBytes && bytes > size * MAX_RATIO;

function unreadable(error: unknown, { name }: SourceFile): unknown {
  if (error instanceof AppFailure || error instanceof Damaged) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const detail = error instanceof Error ? error.message : String(error);
  if (code === 'ENOSPC') {
    return new AppFailure({
      code: 'file_unreadable',
      message: `${name} cannot be unpacked: the disk of the workspace is full.`,
      detail,
    });
  }
  if (code === '') return error;
  return new AppFailure({
    code: 'file_unreadable',
    message: `${name} cannot be read: it is gone, or you may not open it.`,
    detail,
  });
}

/** The first bytes of a file on the disk. */
export async function readHead({ path, name }: SourceFile, bytes = SNIFF_BYTES): Promise<Buffer> {
  try {
    const handle = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(bytes);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return fail('file_unreadable', `${name} cannot be read: it is gone, or you may not open it.`, { detail });
  }
}
