/** The journal's format under any cut and any flipped bit: what is read is what was written, in its order, or is said to be no frame. */
import { mkdtempSync, rmSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HEADER_BYTES, readFrame, writeFrame } from '../../electron/journal/frame';
import { JournalReader } from '../../electron/journal/reader';
import { segmentPath } from '../../electron/journal/segments';
import { runs } from '../support/runs';

const payloads = fc.array(fc.uint8Array({ maxLength: 80 }), { minLength: 1, maxLength: 8 });

function frame(sequence: number, payload: Buffer): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + payload.length);
  expect(writeFrame(bytes, 0, sequence, payload)).toBe(bytes.length);
  return bytes;
}

const framed = (parts: readonly Uint8Array[], first = 1): Buffer =>
  Buffer.concat(parts.map((part, i) => frame(first + i, Buffer.from(part))));

/** All that is read of one closed file with these bytes. */
async function readAll(bytes: Buffer): Promise<{ read: [number, string][]; damage: number; kept: string[] }> {
  const dir = mkdtempSync(join(tmpdir(), 'waymark-journal-'));
  try {
    writeFileSync(segmentPath(dir, 1), bytes);
    let damage = 0;
    const reader = new JournalReader({ dir, after: 0, onDamage: () => damage++ });
    const frames = await reader.read({ sequence: Number.MAX_SAFE_INTEGER, file: 0, bytes: 0 }, Number.MAX_SAFE_INTEGER);
    const read = frames.map(({ sequence, payload }): [number, string] => [sequence, payload.toString('hex')]);
    const kept = readdirSync(dir).filter((name) => name.startsWith('damaged-'));
    for (const name of kept) expect(readFileSync(join(dir, name))).toEqual(bytes);
    await reader.forget(Number.MAX_SAFE_INTEGER);
    expect(readdirSync(dir)).toEqual(kept);
    await reader.close();
    return { read, damage, kept };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const expected = (parts: readonly Uint8Array[]): [number, string][] =>
  parts.map((part, i) => [i + 1, Buffer.from(part).toString('hex')]);

test('a frame is read as it was written, whatever its number', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (part, n) => {
      const payload = Buffer.from(part);
      const bytes = frame(n, payload);
      const read = readFrame(bytes, 0);
      expect(read).toMatchObject({ is: 'frame', end: bytes.length, frame: { sequence: n } });
      expect(read.is === 'frame' && read.frame.payload.equals(payload)).toBe(true);
    }),
  );
});

test('cut off anywhere, all whole frames before the cut are read and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(payloads, fc.nat(), async (parts, at) => {
      const bytes = framed(parts);
      const cut = at % (bytes.length + 1);
      let end = 0;
      const whole = parts.filter((part) => (end += 20 + part.length) <= cut);
      const { read, kept } = await readAll(bytes.subarray(0, cut));
      expect(read).toEqual(expected(parts).slice(0, whole.length));
      expect(kept).toEqual([]);
    }),
    runs(60),
  );
});

test('with any bit flipped, all frames but the one are read, and the file is kept where others follow', async () => {
  await fc.assert(
    fc.asyncProperty(payloads, fc.nat(), async (parts, at) => {
      const bytes = framed(parts);
      const bit = at % (bytes.length * 8);
      const index = bit >> 3;
      bytes[index] = (bytes[index] ?? 0) ^ (1 << (bit & 7));
      let end = 0;
      const hit = parts.findIndex((part) => (end += 20 + part.length) > index);
      const { read, kept, damage } = await readAll(bytes);
      expect(read).toEqual(expected(parts).filter((_, i) => i !== hit));
      expect(damage).toBe(1);
      expect(kept).toHaveLength(hit < parts.length - 1 ? 1 : 0);
    }),
    runs(60),
  );
});
