/** What a file is, told by its first bytes: how it is packed, or how it holds its rows. A name says little. */
import type { Container } from './import-map';
import { JsonSplitter } from './json-split';

export type Packing = 'gzip' | 'zstd' | 'zip' | 'utf16le' | 'utf16be';

export type Sniffed =
  | { readonly packed: Packing }
  | { readonly container: Container }
  /** What it is instead, to be put after the file's name. */
  | { readonly refused: string };

/** As much as is worth looking at, in bytes. */
export const SNIFF_BYTES = 64 * 1024;

/** Less says nothing about how its letters are written. */
const SURE_BYTES = 16;

const MAGIC: readonly (readonly [readonly number[], Sniffed])[] = [
  [[0x1f, 0x8b], { packed: 'gzip' }],
  [[0x28, 0xb5, 0x2f, 0xfd], { packed: 'zstd' }],
  [[0x50, 0x4b, 0x03, 0x04], { packed: 'zip' }],
  [[0x50, 0x4b, 0x05, 0x06], { refused: 'is a zip archive with nothing in it.' }],
  [[0x50, 0x41, 0x52, 0x31], { container: 'parquet' }],
  [[0x50, 0x41, 0x52, 0x45], { refused: 'is an encrypted Parquet file. Decrypt it first.' }],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], { container: 'arrow' }],
  [[0xff, 0xff, 0xff, 0xff], { container: 'arrow' }],
  [[0xff, 0xfe], { packed: 'utf16le' }],
  [[0xfe, 0xff], { packed: 'utf16be' }],
  [[0x42, 0x5a, 0x68], { refused: 'is packed with bzip2. Unpack it first, or pack it with gzip or zstd.' }],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], { refused: 'is packed with xz. Unpack it first, or pack it with gzip or zstd.' }],
  [[0x37, 0x7a, 0xbc, 0xaf], { refused: 'is a 7z archive. Unpack it first, or make it a zip.' }],
  [[0x04, 0x22, 0x4d, 0x18], { refused: 'is packed with LZ4. Unpack it first, or pack it with gzip or zstd.' }],
  [[0x4f, 0x62, 0x6a, 0x01], { refused: 'is an Avro file. Export it as Parquet or JSON lines.' }],
  [[0x4f, 0x52, 0x43], { refused: 'is an ORC file. Export it as Parquet or JSON lines.' }],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], { refused: 'is a SQLite database. Export its table as CSV.' }],
];

/** `head`: the first {@link SNIFF_BYTES} of the file, or all of it. */
export function sniff(head: Uint8Array): Sniffed {
  if (head.length === 0) return { refused: 'is empty.' };
  for (const [bytes, found] of MAGIC) if (bytes.every((byte, index) => head[index] === byte)) return found;
  if (head.includes(0)) {
    const zeros = [0, 0];
    const looked = Math.min(head.length, 2_048);
    for (let i = 0; i < looked; i++) if (head[i] === 0) zeros[i & 1] = (zeros[i & 1] ?? 0) + 1;
    const [even = 0, odd = 0] = zeros;
    // Text of Latin letters in UTF-16 has a zero in every other byte, also where no mark at its beginning says so.
    if (odd > looked / 4 && even === 0 && looked >= SURE_BYTES) return { packed: 'utf16le' };
    if (even > looked / 4 && odd === 0 && looked >= SURE_BYTES) return { packed: 'utf16be' };
    return { refused: 'is not text; CSV, JSON, Parquet and Arrow can be read, also in gzip, zstd and zip.' };
  }
  return { container: textContainer(head) };
}

function textContainer(head: Uint8Array): Container {
  const text = latin(head)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (/^\[\s*(?:[[{\]]|$)/.test(text)) return 'json';
  if (!text.startsWith('{')) return 'csv';
  const [first = '', ...rest] = text.split(/\r?\n/);
  if (rest.length === 0) return 'jsonl';
  // One object over several lines, and not a line that is broken: it is open at the line's end, and goes on in the next.
  const splitter = new JsonSplitter(() => undefined);
  splitter.push(Uint8Array.from(first, (char) => char.charCodeAt(0)));
  const next = rest.find((line) => line.trim() !== '')?.trimStart() ?? '';
  return splitter.isOpen && /^["}]/.test(next) ? 'json' : 'jsonl';
}

/** What matters here is ASCII; a character for each byte. */
function latin(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 4_096) {
    text += String.fromCharCode(...bytes.subarray(from, from + 4_096));
  }
  return text;
}
