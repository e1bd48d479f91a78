/**
 * Lines that are longer than what DuckDB's reader holds at a time: it passes over them without a word, so they are looked for
 * here. Such a line covers one of the blocks of {@link MAX_LINE_BYTES} that the file is parted into, whole; a few bytes of
 * each block tell of nearly all that they do not.
 */
import { type FileHandle, open } from 'node:fs/promises';
import type { StagedRejects } from './staged-rows';
import { BUFFER_BYTES, MAX_LINE_BYTES } from './staging';
import type { PlainFile } from './unpack';

const PIECE_BYTES = 256 * 1024;
const NEWLINE = 0x0a;
const SHOWN_BYTES = 10_000;

/** They count from 1, as the reader's own rejects do. */
export async function longLines({ path, size, container }: PlainFile): Promise<StagedRejects[]> {
  if (size <= BUFFER_BYTES || container === 'parquet' || container === 'arrow') return [];
  const file = await open(path, 'r');
  try {
    const found: StagedRejects[] = [];
    let counted = { at: 0, lines: 0 };
    for (let block = 0; block < size; block += MAX_LINE_BYTES) {
      const end = await newlineFrom(file, block, size);
      if (end - block < MAX_LINE_BYTES) continue;
      const start = await lineStart(file, block);
      if (end - start <= BUFFER_BYTES) continue;
      counted = { at: start, lines: counted.lines + (await countLines(file, counted.at, start)) };
      const raw = Buffer.alloc(SHOWN_BYTES);
      await file.read(raw, 0, SHOWN_BYTES, start);
      found.push({
        line: counted.lines + 1,
        message: `The line is longer than ${MAX_LINE_BYTES / 1e6} MB.`,
        raw: raw.toString('utf8').replace(/\uFFFD+$/, ''),
      });
      block = end - (end % MAX_LINE_BYTES);
    }
    return found;
  } finally {
    await file.close();
  }
}

/** Where the next line break is, or the file ends. */
async function newlineFrom(file: FileHandle, from: number, size: number): Promise<number> {
  const piece = Buffer.alloc(PIECE_BYTES);
  for (let at = from; at < size;) {
    const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, at);
    if (bytesRead === 0) return at;
    const index = piece.subarray(0, bytesRead).indexOf(NEWLINE);
    if (index >= 0) return at + index;
    at += bytesRead;
  }
  return size;
}

/** Behind the last line break before `to`. */
async function lineStart(file: FileHandle, to: number): Promise<number> {
  const piece = Buffer.alloc(PIECE_BYTES);
  for (let end = to; end > 0;) {
    const at = Math.max(0, end - PIECE_BYTES);
    await file.read(piece, 0, end - at, at);
    const index = piece.subarray(0, end - at).lastIndexOf(NEWLINE);
    if (index >= 0) return at + index + 1;
    end = at;
  }
  return 0;
}

async function countLines(file: FileHandle, from: number, to: number): Promise<number> {
  const piece = Buffer.alloc(PIECE_BYTES);
  let lines = 0;
  for (let at = from; at < to; at += PIECE_BYTES) {
    const { bytesRead } = await file.read(piece, 0, Math.min(PIECE_BYTES, to - at), at);
    const bytes = piece.subarray(0, bytesRead);
    for (let index = bytes.indexOf(NEWLINE); index >= 0; index = bytes.indexOf(NEWLINE, index + 1)) lines++;
  }
  return lines;
}
