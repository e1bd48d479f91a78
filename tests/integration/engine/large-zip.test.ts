/** Zip archives that need zip64: more members than 16 bits count, written by us and read like anybody's. */
import { type FileHandle, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ZipWriter } from '../../../electron/engine/archive/zip-writer';
import { entriesOf } from '../../../electron/engine/import/zip-entries';

it('more than 65,535 files are all listed, in the order of their names, and the last can be read', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'waymark-test-'));
  try {
    const path = join(dir, 'many.zip');
    // Gathered first: so many small writes take long on a busy disk.
    const bytes = Buffer.alloc(16e6);
    let size = 0;
    const write = (part: Uint8Array, from: number, length: number, at: number): Promise<{ bytesWritten: number }> => {
      bytes.set(part.subarray(from, from + length), at);
      size = Math.max(size, at + length);
      return Promise.resolve({ bytesWritten: length });
    };
    const zip = new ZipWriter({ write } as unknown as FileHandle);
    const members = 65_600;
    const nameOf = (n: number): string => `part-${String(n).padStart(6, '0')}.csv`;
    for (let n = members - 1; n >= 0; n--) await zip.add(nameOf(n), [Buffer.from(`${n}\n`)]);
    await zip.end();
    await writeFile(path, bytes.subarray(0, size));
    let count = 0;
    let last = '';
    let misplaced = 0;
    for await (const entry of entriesOf({ path, name: 'many.zip', size })) {
      if (entry.name !== nameOf(count)) misplaced++;
      count++;
      if (count < members) continue;
      for await (const part of await entry.bytes()) last += Buffer.from(part).toString('utf8');
    }
    expect(misplaced).toBe(0);
    expect(count).toBe(members);
    expect(last).toBe(`${members - 1}\n`);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}, 60_000);
