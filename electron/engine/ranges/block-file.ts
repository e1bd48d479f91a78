/**
 * A file that blocks of columns are appended to, for as long as this process runs. It has no name once it is open, so that
 * a crash leaves nothing behind; where the system cannot do that, what was left is taken away at the next opening.
 */
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Column, layoutOf, WIDTH } from './columns';
import type { Block } from './pieces';

const PREFIX = 'ranges-';
/** Written in one go. */
const PIECE = 8 << 20;

/** Nobody says when the last reader of a view is done, so a file is closed when no view refers to it any more. */
const registry = new FinalizationRegistry<number>((fd) => closeSync(fd));

/** An open file that is closed when nobody has it any more. */
export class OpenFile {
  constructor(readonly fd: number) {
    registry.register(this, fd);
  }

  static read(path: string): OpenFile {
    return new OpenFile(openSync(path, 'r'));
  }
}

let counter = 0;

/** Of a budget, what one part of a view may be of; a part takes some 150 bytes an event while it is put in order. */
const ROWS_PER_BYTE = 1 / 2048;
const LEAST_ROWS = 256;
const MOST_ROWS = 1 << 20;
const ROWS_PER_PIECE = 32;
/** Of a budget, what a column that is not held may take while it is worked out, in a pass over what it is made of. */
const PASS_SHARE = 1 / 16;
const LEAST_PASS_BYTES = 1 << 10;
const MOST_PASS_BYTES = 1 << 27;

/** Where files of this kind are made, and how much is worked on at a time. */
export class RangesFolder {
  /** Events of persons that are put in order and stitched together. */
  readonly rowsPerPart: number;
  /** Events that are held before they are written. */
  readonly rowsHeld: number;
  /** More pieces than this make reading slow. */
  readonly mostPieces: number;
  /** Values of a column that are in memory at a time. */
  readonly bytesPerPass: number;

  /** `budgetBytes`: the memory that the engine may take. */
  constructor(
    private readonly path: string,
    budgetBytes: number,
  ) {
    this.rowsPerPart = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, Math.floor(budgetBytes * ROWS_PER_BYTE)));
    this.rowsHeld = this.rowsPerPart * 2;
    this.mostPieces = Math.ceil(this.rowsPerPart / ROWS_PER_PIECE);
    this.bytesPerPass = Math.min(MOST_PASS_BYTES, Math.max(LEAST_PASS_BYTES, Math.floor(budgetBytes * PASS_SHARE)));
    mkdirSync(path, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(path))
      if (name.startsWith(PREFIX) && !name.startsWith(`${PREFIX}${process.pid}-`))
        rmSync(join(path, name), { force: true });
  }

  /** What is written of views that are extended, until all is written anew. */
  overlay: { readonly events: BlockFile; readonly sessions: BlockFile } | undefined;

  create(): BlockFile {
    const path = join(this.path, `${PREFIX}${process.pid}-${counter++}.tmp`);
    const fd = openSync(path, 'wx+', 0o600);
    rmSync(path, { force: true });
    return new BlockFile(new OpenFile(fd));
  }
}

export class BlockFile {
  private end = 0;

  get bytes(): number {
    return this.end;
  }

  constructor(readonly file: OpenFile) {}

  /** Columns of equal length, written one after the other, but for those that have the same code in every row. */
  append(columns: Readonly<Record<string, Column>>): Block {
    const at: Record<string, number> = {};
    const only: Record<string, number> = {};
    for (const [name, column] of Object.entries(columns)) {
      const value = onlyCode(column);
      if (value === undefined) {
        at[name] = this.end;
        this.write(column);
      } else only[name] = value;
    }
    return { fd: this.file.fd, at, only };
  }

  private write(column: Column): void {
    const bytes = new Uint8Array(column.buffer, column.byteOffset, column.length * WIDTH[layoutOf(column)]);
    for (let at = 0; at < bytes.length;) {
      at += writeSync(this.file.fd, bytes, at, Math.min(PIECE, bytes.length - at), this.end + at);
    }
    this.end += bytes.length;
  }
}

/** What all rows have, such as -1 where no event has a page; of codes and counts, not of times. */
function onlyCode(column: Column): number | undefined {
  const [first] = column;
  if (first === undefined || column instanceof Float64Array) return undefined;
  for (let row = 1; row < column.length; row++) if (column[row] !== first) return undefined;
  return first;
}
