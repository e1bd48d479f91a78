/** Lists of texts as two columns, and back: the bytes of all, and how long each is. */
import type { Steps } from '../sequences/cooperate';

/** Texts that share one piece of memory, and are turned in one go. */
const BLOCK = 4_096;

export interface TextColumns {
  /** UTF-8, block after block. */
  readonly bytes: Uint8Array;
  /** Bytes of each block. */
  readonly blocks: Uint32Array;
  /** UTF-16 units of each text. */
  readonly lengths: Uint32Array;
}

export function* packTexts(texts: readonly string[]): Steps<TextColumns> {
  const lengths = new Uint32Array(texts.length);
  const parts: Buffer[] = [];
  for (let from = 0; from < texts.length; from += BLOCK) {
    const block = texts.slice(from, from + BLOCK);
    for (const [i, text] of block.entries()) lengths[from + i] = text.length;
    parts.push(Buffer.from(block.join(''), 'utf8'));
    yield;
  }
  const blocks = Uint32Array.from(parts, ({ length }) => length);
  return { bytes: new Uint8Array(Buffer.concat(parts)), blocks, lengths };
}

export function* unpackTexts({ bytes, blocks, lengths }: TextColumns): Steps<string[]> {
  const texts: string[] = [];
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let from = 0;
  for (const size of blocks) {
    // The texts of a block are parts of it: less memory than each on its own, as long as most of them live.
    const joined = source.toString('utf8', from, from + size);
    from += size;
    const until = Math.min(texts.length + BLOCK, lengths.length);
    for (let at = 0; texts.length < until;) {
      const length = lengths[texts.length] as number;
      texts.push(joined.slice(at, at + length));
      at += length;
    }
    yield;
  }
  return texts;
}
