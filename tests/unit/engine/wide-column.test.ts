import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { refuseLargest } from '../../../electron/engine/groups/group-files';
import { RangesFolder } from '../../../electron/engine/ranges/block-file';
import { codesIn, FiledColumn, openedColumn, type Room, WideColumn } from '../../../electron/engine/ranges/wide-column';
import { unpackCodes, unpackNumbers } from '../../../shared/insights/packed';

let dir = '';
let room: Room;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'waymark-wide-'));
  const folder = new RangesFolder(dir, 0);
  room = () => folder;
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('a column in a file', () => {
  it('gathers what one in memory gathers, however few are held at a time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(1_000), { minLength: 1, maxLength: 60 }),
        fc.array(fc.nat(), { maxLength: 90 }),
        fc.integer({ min: 1, max: 70 }),
        async (source, picks, perPass) => {
          const index = Uint32Array.from(picks, (pick) => pick % source.length);
          const filed = FiledColumn.create(room, index.length, 4);
          const column = new WideColumn<Uint32Array>(filed, (length) => new Uint32Array(length));
          const read = (from: number, to: number): Uint32Array => index.subarray(from, to);
          await column.gather(read, source.length, perPass, (from, to) => source.slice(from, to));
          const expected = Array.from(index, (at) => source[at] ?? 0);
          expect(Array.from(codesIn(filed, 0, index.length))).toEqual(expected);
          const [from, to] = [Math.floor(index.length / 3), index.length];
          const codes = unpackCodes(openedColumn(filed), from, to, new Int32Array(to - from));
          expect(Array.from(codes)).toEqual(expected.slice(from, to).map((code) => code - 1));
          const values = Float64Array.from({ length: 1_001 }, (_, code) => code / 2);
          const numbers = unpackNumbers({ codes: filed, values }, from, to, new Float64Array(to - from));
          expect(Array.from(numbers)).toEqual(expected.slice(from, to).map((code) => code / 2));
        },
      ),
      { numRuns: 50 },
    );
  });

  it('says so where its file ends too early', () => {
    const filed = FiledColumn.create(room, 4, 8);
    filed.write(0, Float64Array.of(1, 2, 3, 4));
    const into = new Float64Array(2);
    filed.readInto(2, into);
    expect(Array.from(into)).toEqual([3, 4]);
    expect(() => filed.readInto(3, new Float64Array(2))).toThrow(/ends too early/);
  });
});

describe('the largest group', () => {
  it('is named where its events are more than are read at once', () => {
    const offsets = Uint32Array.of(0, 3, 1_203);
    expect(() => refuseLargest('company', ['acme', 'initech'], offsets, 1_200)).not.toThrow();
    expect(() => refuseLargest('company', ['acme', 'initech'], offsets, 1_199)).toThrow(
      /«initech», of the type «company», alone has 1,200 events/,
    );
  });
});
