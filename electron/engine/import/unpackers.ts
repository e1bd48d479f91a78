/** Streams in, streams out: gzip, Zstandard, UTF-16. What is damaged ends in {@link Damaged}, after everything before it. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';

/** The rest cannot be read; the message says why, to be put after the file's name. */
export class Damaged extends Error {}

export async function* gunzipped(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(packed, { objectMode: false });
  const unzip = createGunzip({ chunkSize: 256 * 1024 });
  source.on('error', (error) => unzip.destroy(error));
  try {
    yield* source.pipe(unzip) as AsyncIterable<Uint8Array>;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!code.startsWith('Z_')) throw error;
    throw new Damaged(code === 'Z_BUF_ERROR' ? CUT : DAMAGED);
  } finally {
    source.destroy();
    unzip.destroy();
  }
}

const CUT = 'breaks off and cannot be unpacked any further: it was not packed or copied to its end.';
const DAMAGED = 'is damaged: it cannot be unpacked any further.';
/** Little goes in at a time, since a few bytes may become millions. */
const ZSTD_BYTES = 16 * 1024;

export async function* unzstd(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let unpacked: Uint8Array[] = [];
  const decoder = new Decompress((data) => {
    if (data.length > 0) unpacked.push(data.slice());
  });
  const push = (bytes: Uint8Array, isLast: boolean): Damaged | undefined => {
    try {
      decoder.push(bytes, isLast);
      return undefined;
    } catch {
      return new Damaged(isLast ? CUT : DAMAGED);
    }
  };
  for await (const chunk of packed) {
    for (let from = 0; from < chunk.length; from += ZSTD_BYTES) {
      const damage = push(chunk.subarray(from, from + ZSTD_BYTES), false);
      const ready = unpacked;
      unpacked = [];
      yield* ready;
      if (damage !== undefined) throw damage;
    }
  }
  const damage = push(new Uint8Array(0), true);
  yield* unpacked;
  if (damage !== undefined) throw damage;
}

/** UTF-16 as UTF-8, without its mark. */
export async function* utf8Of(
  text: AsyncIterable<Uint8Array>,
  encoding: 'utf16le' | 'utf16be',
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding === 'utf16le' ? 'utf-16le' : 'utf-16be');
  for await (const chunk of text) yield Buffer.from(decoder.decode(chunk, { stream: true }), 'utf8');
  yield Buffer.from(decoder.decode(), 'utf8');
}
