/**
 * Small files of one shape, one behind the other as one file: to open each by itself takes hundreds of times as long as to
 * read it. A row that stands in two of them parts them, since it means the same in both, while equal rows of one file are
 * separate.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import type { AppFailure } from '../../../shared/contract/errors';
import { isEnrichedLine } from '../../../shared/formats/snowplow/columns';
import { isJsonObject } from '../../../shared/model/json';
import type { PlainFile } from './unpack';

/** What cannot be read is told of. */
export type Found = PlainFile | { readonly name: string; readonly failure: AppFailure };

export interface Bundle {
  /** All of them, named as the first one. */
  readonly whole: PlainFile;
  readonly parts: readonly Part[];
}

export interface Part {
  readonly file: PlainFile;
  readonly text: Buffer;
  /** Bytes of its header, which stands at the beginning of the bundle alone. */
  readonly head: number;
}

/** Larger ones are worth opening. */
const SMALL_BYTES = 256 * 1024;
const BUNDLE_BYTES = 16e6;
const BUNDLE_FILES = 5_000;

export const isSmall = ({ size }: { readonly size: number }): boolean => size <= SMALL_BYTES;

/** What a small file is like: those that are alike can stand one behind the other. */
interface Shape {
  readonly name: string;
  /** The lines that are rows. */
  readonly lines: readonly string[];
  /** Bytes of the header, with its end. */
  readonly head: number;
}

/** The same files in the same order. A bundle lies at `scratch` until the next is asked for. */
export async function* bundlesOf(files: AsyncIterable<Found>, scratch: string): AsyncGenerator<Found | Bundle> {
  let parts: Part[] = [];
  let [shape, bytes] = ['', 0];
  let seen = new Set<string>();
  const flush = async function* (): AsyncGenerator<Found | Bundle> {
    const ready = parts;
    [parts, bytes, seen] = [[], 0, new Set()];
    if (ready.length > 0) yield* laidOut(ready, scratch);
  };
  for await (const found of files) {
    const text = 'failure' in found ? undefined : await textOf(found);
    const like = 'failure' in found || text === undefined ? undefined : shapeOf(found, text);
    if ('failure' in found || text === undefined || like === undefined) {
      yield* flush();
      yield found;
      continue;
    }
    const isFull = bytes + text.length > BUNDLE_BYTES || parts.length === BUNDLE_FILES;
    if (isFull || like.name !== shape || like.lines.some((line) => seen.has(line))) yield* flush();
    shape = like.name;
    bytes += text.length;
    parts.push({ file: found, text, head: like.head });
    for (const line of like.lines) seen.add(line);
  }
  yield* flush();
}

/** One half of it, then the other; a single file is given as it was. */
export async function* halvesOf({ parts }: Bundle, scratch: string): AsyncGenerator<PlainFile | Bundle> {
  const middle = Math.ceil(parts.length / 2);
  for (const half of [parts.slice(0, middle), parts.slice(middle)]) yield* laidOut(half, `${scratch}-${parts.length}`);
}

async function* laidOut(parts: readonly Part[], path: string): AsyncGenerator<PlainFile | Bundle> {
  const [first] = parts;
  if (first === undefined) return;
  const single = parts.length === 1;
  const texts = parts.map(({ text, head }, index) => (index === 0 ? text : text.subarray(head)));
  const pieces = single ? texts : texts.flatMap((text) => [text, endOf(text)]);
  const whole = {
    ...first.file,
    path,
    size: pieces.reduce((sum, { length }) => sum + length, 0),
    packedSize: parts.reduce((sum, { file }) => sum + file.packedSize, 0),
  };
  try {
    await writeFile(path, pieces, { mode: 0o600 });
    yield single ? whole : { whole, parts };
  } finally {
    await rm(path, { force: true });
  }
}

const NEWLINE = 0x0a;

const endOf = (text: Buffer): Buffer => (text.at(-1) === NEWLINE ? NOTHING : LINE);
const NOTHING = Buffer.alloc(0);
const LINE = Buffer.from('\n');

async function textOf(file: PlainFile): Promise<Buffer | undefined> {
  const { container, damage, lineOf } = file;
  if (!isSmall(file) || damage !== undefined || lineOf !== undefined) return undefined;
  return container === 'jsonl' || container === 'csv' ? readFile(file.path) : undefined;
}

/** Undefined where it had better be read by itself. */
function shapeOf(file: PlainFile, text: Buffer): Shape | undefined {
  const lines = text.toString('utf8').split('\n');
  if (lines.at(-1) === '') lines.pop();
  const [first = ''] = lines;
  // Blank lines count in some files and not in others.
  if (first.startsWith('\uFEFF') || lines.some((line) => line.trim() === '')) return undefined;
  if (file.container === 'jsonl') {
    const keys = keysOf(first);
    return keys === undefined ? undefined : { name: `jsonl ${keys}`, lines, head: 0 };
  }
  if (isEnrichedLine(first.split('\t'))) return { name: 'enriched', lines, head: 0 };
  // Quotes may hold lines.
  if (text.includes('"') && lines.some((line) => countOf(line, '"') % 2 === 1)) return undefined;
  return { name: `csv ${first}`, lines: lines.slice(1), head: text.indexOf(NEWLINE) + 1 || text.length };
}

const countOf = (text: string, char: string): number => text.split(char).length - 1;

function keysOf(line: string): string | undefined {
  try {
    const row: unknown = JSON.parse(line);
    return isJsonObject(row) ? JSON.stringify(Object.keys(row).sort()) : undefined;
  } catch {
    return undefined;
  }
}
