/**
 * A file of columns: the bytes of typed arrays one after the other, then a list of what lies where with a checksum of
 * each, then the length and checksum of that list and a mark. Written beside its place and renamed when all is on disk;
 * whatever is cut off, changed or foreign is told apart before a byte of it is used.
 */
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Checksum } from './checksum';

export type PackColumn = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;
export type PackLayout = 'u8' | 'u16' | 'i32' | 'u32' | 'f64';
export type ColumnOf<L extends PackLayout> = {
  u8: Uint8Array<ArrayBuffer>;
  u16: Uint16Array<ArrayBuffer>;
  i32: Int32Array<ArrayBuffer>;
  u32: Uint32Array<ArrayBuffer>;
  f64: Float64Array<ArrayBuffer>;
}[L];
export const CODE_LAYOUTS = ['u8', 'u16', 'u32'] as const satisfies readonly PackLayout[];
export type CodeLayout = (typeof CODE_LAYOUTS)[number];
/** Bytes a value takes. */
const WIDTH = { u8: 1, u16: 2, i32: 4, u32: 4, f64: 8 } as const;

/** A column that is not in memory: a stretch of it is read when it is written. */
export interface ColumnStream {
  readonly layout: PackLayout;
  readonly length: number;
  read(from: number, to: number): PackColumn;
}

/** What is to be written, part by part. */
export interface Kept {
  readonly columns: Readonly<Record<string, PackColumn | ColumnStream>>;
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

/** Where a column is read to: on shared memory, or followed by empty room for this share of its length. */
export interface Place {
  readonly shared?: boolean;
  readonly room?: number;
}

/** Where parts are read from again. Both throw {@link PackProblem}. */
export interface KeptSource {
  column<L extends PackLayout>(name: string, layout: L, place?: Place): Promise<ColumnOf<L>>;
  /** A column of codes, in whatever width it was written. */
  codes(name: string, place?: Place): Promise<ColumnOf<CodeLayout>>;
  texts(name: string): Promise<string[]>;
  /** The byte at which a column begins in the file, and its values, once its checksum is found right; nothing is kept of it. */
  place(name: string, layout: PackLayout): Promise<{ readonly at: number; readonly length: number }>;
  /** The file itself. */
  readonly path: string;
}

const MARK = 'WAYMARK1';
const MARK_BYTES = 8;
const TAIL_BYTES = 4 + 4 + MARK_BYTES;
const MAX_LIST_BYTES = 64 << 20;
/** Read, checked and written in one go: some milliseconds. A multiple of what a checksum wants. */
const PIECE = 8 << 20;

const listSchema = z.object({
  about: z.unknown(),
  columns: z.array(
    z.object({
      name: z.string(),
      layout: z.enum(['u8', 'u16', 'i32', 'u32', 'f64']),
      offset: z.number().int().nonnegative(),
      length: z.number().int().nonnegative(),
      checksum: z.number(),
    }),
  ),
});
type Entry = z.infer<typeof listSchema>['columns'][number];

/** Why a file is not used. */
export class PackProblem extends Error {}

/**
 * Writes `columns` to `path`, readable by its owner alone. The columns must not change meanwhile. Returns the bytes
 * written. Throws, and leaves what was there, where `signal` aborts or the disk says no. `turn` is waited for every few
 * milliseconds of work.
 */
export async function writePack(
  path: string,
  about: unknown,
  columns: Iterable<readonly [string, PackColumn | ColumnStream]>,
  signal: AbortSignal,
  turn: () => Promise<void> = () => Promise.resolve(),
): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.new`;
  await rm(fresh, { force: true });
  const file = await open(fresh, 'wx', 0o600);
  try {
    const entries: Entry[] = [];
    let offset = 0;
    // Through memory of our own: arrays on shared memory are not for files.
    const piece = new Uint8Array(PIECE);
    for (const [name, column] of columns) {
      const checksum = new Checksum();
      const layout = 'layout' in column ? column.layout : layoutOf(column);
      const size = column.length * WIDTH[layout];
      for (let at = 0; at < size; at += PIECE) {
        await turn();
        signal.throwIfAborted();
        const part = piece.subarray(0, Math.min(PIECE, size - at));
        part.set(bytesAt(column, at / WIDTH[layout], (at + part.length) / WIDTH[layout]));
        checksum.add(part);
        await writeAll(file, part, offset + at);
      }
      entries.push({ name, layout, offset, length: column.length, checksum: checksum.value() });
      offset += size;
    }
    const list = Buffer.from(JSON.stringify({ about, columns: entries } satisfies z.infer<typeof listSchema>));
    const tail = Buffer.alloc(TAIL_BYTES);
    tail.writeUInt32LE(list.length, 0);
    tail.writeUInt32LE(checksumOf(list), 4);
    tail.write(MARK, 8, 'latin1');
    await writeAll(file, Buffer.concat([list, tail]), offset);
    signal.throwIfAborted();
    await file.sync();
    await file.close();
    await rename(fresh, path);
    return offset + list.length + TAIL_BYTES;
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(fresh, { force: true });
    throw error;
  }
}

/** The values `from` … `to - 1` as bytes. */
function bytesAt(column: PackColumn | ColumnStream, from: number, to: number): Uint8Array {
  const part = 'layout' in column ? column.read(from, to) : column.subarray(from, to);
  return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
}

/** A pack that is open for reading; close it. */
export class Pack {
  private constructor(
    private readonly file: FileHandle,
    readonly about: unknown,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** Undefined where there is no file. Throws {@link PackProblem} where it is not a whole pack. */
  static async open(path: string): Promise<Pack | undefined> {
    let file: FileHandle;
    try {
      file = await open(path, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
    try {
      const { about, columns } = await readList(file);
      return new Pack(file, about, new Map(columns.map((entry) => [entry.name, entry])));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** How a column is laid out; undefined where there is none. */
  layoutOf(name: string): PackLayout | undefined {
    return this.entries.get(name)?.layout;
  }

  /** A column's values. Throws {@link PackProblem} where they are not what was written. */
  async read<L extends PackLayout>(
    name: string,
    layout: L,
    { shared = false, room = 0 }: Place = {},
  ): Promise<ColumnOf<L>> {
    const entry = this.entries.get(name);
    if (entry?.layout !== layout) throw new PackProblem(`it has no column «${name}» of ${layout}`);
    const size = entry.length * WIDTH[layout];
    const length = entry.length + Math.ceil(entry.length * room);
    const most = Math.max(length * WIDTH[layout], WIDTH[layout]);
    const buffer = shared ? new SharedArrayBuffer(most) : new ArrayBuffer(most);
    const bytes = new Uint8Array(buffer, 0, size);
    const checksum = new Checksum();
    let reading = this.readPiece(entry, bytes, 0);
    for (let at = 0; at < size; at += PIECE) {
      const part = await reading;
      // The next piece is on its way while this one is checked.
      if (at + PIECE < size) reading = this.readPiece(entry, bytes, at + PIECE);
      checksum.add(part);
    }
    await reading;
    if (checksum.value() !== entry.checksum) throw new PackProblem(`the checksum of «${name}» is another`);
    return viewOf(layout, buffer, length) as ColumnOf<L>;
  }

  /** Where a column lies. Throws {@link PackProblem} where its values are not what was written. */
  async place(name: string, layout: PackLayout): Promise<{ readonly at: number; readonly length: number }> {
    const entry = this.entries.get(name);
    if (entry?.layout !== layout) throw new PackProblem(`it has no column «${name}» of ${layout}`);
    const size = entry.length * WIDTH[layout];
    const checksum = new Checksum();
    const pieces = [new Uint8Array(Math.min(PIECE, size)), new Uint8Array(Math.min(PIECE, size))];
    const reading = async (at: number): Promise<Uint8Array> => {
      const piece = pieces[(at / PIECE) % 2] as Uint8Array;
      const part = piece.subarray(0, Math.min(PIECE, size - at));
      await readAll(this.file, part, entry.offset + at);
      return part;
    };
    let next = reading(0);
    for (let at = 0; at < size; at += PIECE) {
      const part = await next;
      if (at + PIECE < size) next = reading(at + PIECE);
      checksum.add(part);
    }
    await next;
    if (checksum.value() !== entry.checksum) throw new PackProblem(`the checksum of «${name}» is another`);
    return { at: entry.offset, length: entry.length };
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private async readPiece(entry: Entry, bytes: Uint8Array, at: number): Promise<Uint8Array> {
    const part = bytes.subarray(at, at + PIECE);
    await readAll(this.file, part, entry.offset + at);
    return part;
  }
}

async function readList(file: FileHandle): Promise<z.infer<typeof listSchema>> {
  const { size } = await file.stat();
  if (size < TAIL_BYTES) throw new PackProblem('it is too short');
  const tail = Buffer.alloc(TAIL_BYTES);
  await readAll(file, tail, size - TAIL_BYTES);
  if (tail.toString('latin1', 8) !== MARK) throw new PackProblem('its end is missing, or it is no such file');
  const length = tail.readUInt32LE(0);
  const start = size - TAIL_BYTES - length;
  if (start < 0 || length > MAX_LIST_BYTES) throw new PackProblem('its list of columns does not fit');
  const list = Buffer.alloc(length);
  await readAll(file, list, start);
  if (checksumOf(list) !== tail.readUInt32LE(4))
    throw new PackProblem('the checksum of its list of columns is another');
  const parsed = listSchema.safeParse(JSON.parse(list.toString('utf8')));
  if (!parsed.success) throw new PackProblem('its list of columns is of another kind');
  for (const { name, layout, offset, length: values } of parsed.data.columns) {
    if (offset + values * WIDTH[layout] > start) throw new PackProblem(`column «${name}» lies outside it`);
  }
  return parsed.data;
}

async function readAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) throw new PackProblem('it ends too early');
    done += bytesRead;
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}

function checksumOf(bytes: Buffer): number {
  const checksum = new Checksum();
  // A copy, so that its words lie where words may lie.
  checksum.add(new Uint8Array(bytes));
  return checksum.value();
}

export function layoutOf(column: PackColumn): PackLayout {
  if (column instanceof Float64Array) return 'f64';
  if (column instanceof Int32Array) return 'i32';
  if (column instanceof Uint16Array) return 'u16';
  return column instanceof Uint32Array ? 'u32' : 'u8';
}

function viewOf(layout: PackLayout, buffer: ArrayBuffer | SharedArrayBuffer, length: number): PackColumn {
  switch (layout) {
    case 'u8':
      return new Uint8Array(buffer, 0, length);
    case 'u16':
      return new Uint16Array(buffer, 0, length);
    case 'i32':
      return new Int32Array(buffer, 0, length);
    case 'u32':
      return new Uint32Array(buffer, 0, length);
    case 'f64':
      return new Float64Array(buffer, 0, length);
  }
}
