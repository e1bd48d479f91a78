/** Streams in, streams out: gzip, Zstandard, UTF-16. What is damaged ends in {@link Damaged}, after everything before it. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { zstdDecoders, ZstdError } from '../../zstd/decoder';

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
const WINDOW =
  'was packed with a window of more than 128 MB (zstd --long), which is more than Waymark keeps. Unpack it first.';
const DICTIONARY = 'was packed with a dictionary of its own, which is not in it. Unpack it first.';
const ZSTD_WORDS = { damaged: DAMAGED, cut: CUT, window: WINDOW, dictionary: DICTIONARY } as const;

export async function* unzstd(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = (await zstdDecoders())();
  try {
    for await (const chunk of packed) yield* decoder.push(chunk);
    decoder.end();
  } catch (error) {
    throw error instanceof ZstdError ? new Damaged(ZSTD_WORDS[error.problem]) : error;
  }
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
