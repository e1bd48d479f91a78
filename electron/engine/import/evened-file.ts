/** A CSV file whose lines end in LF and in CR LF, as a copy with one end to all of them. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { evenEnds } from './csv-ends';
import { type PlainFile, readHead } from './unpack';

/** Hands the copy on; it lies at `scratch`, and is gone afterwards. */
export async function withEvenEnds<T>(
  file: PlainFile,
  scratch: string,
  work: (evened: PlainFile) => Promise<T>,
): Promise<T> {
  try {
    const text = createReadStream(file.path, { highWaterMark: 1 << 20 });
    await pipeline(evenEnds(text, await readHead(file)), createWriteStream(scratch, { mode: 0o600 }));
    const { size } = await stat(scratch);
    return await work({ ...file, path: scratch, size });
  } finally {
    await rm(scratch, { force: true });
  }
}
