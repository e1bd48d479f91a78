/** A table in pieces of files against the same rows in one array, the whole and what is sent to read some of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RangesFolder } from '../../../electron/engine/ranges/block-file';
import { narrowed, Pieces } from '../../../electron/engine/ranges/pieces';
import { runs } from '../../support/runs';

interface Row {
  readonly at: Float64Array;
  readonly session: Int32Array;
}

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waymark-test-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const block = fc.array(fc.integer({ min: -1, max: 9 }), { minLength: 1, maxLength: 6 });
const cut = fc.record({ block: fc.nat(9), from: fc.nat(5), length: fc.integer({ min: 1, max: 6 }), shift: fc.nat(3) });

test('a stretch of pieces has the rows it has of them all', () => {
  const folder = new RangesFolder(dir, 1 << 20);
  fc.assert(
    fc.property(
      fc.array(block, { minLength: 1, maxLength: 4 }),
      fc.array(cut),
      fc.nat(40),
      fc.nat(40),
      (rows, cuts, a, b) => {
        const file = folder.create();
        const blocks = rows.map((values) =>
          file.append({ at: Float64Array.from(values, (value) => value / 2), session: Int32Array.from(values) }),
        );
        const pieces = cuts.flatMap((each) => {
          const place = each.block % rows.length;
          const { length } = rows[place] ?? [];
          const from = each.from % length;
          return [{ ...each, block: place, from, length: Math.min(each.length, length - from) }];
        });
        const layout = { at: 'f64', session: 'i32' } as const;
        const all = Pieces.of<Row>({ layout, shifted: 'session', blocks }, pieces, [file.file]);
        const values = pieces.flatMap((piece) =>
          (rows[piece.block] ?? []).slice(piece.from, piece.from + piece.length),
        );
        const moved = pieces.flatMap((piece) =>
          (rows[piece.block] ?? [])
            .slice(piece.from, piece.from + piece.length)
            .map((value) => (value < 0 ? value : value + piece.shift)),
        );
        const from = Math.min(a, b, values.length);
        const to = Math.min(Math.max(a, b), values.length);
        for (const table of [all, new Pieces<Row>(narrowed(all.data, from, to))]) {
          expect([...table.read('at', from, to)]).toEqual(values.slice(from, to).map((value) => value / 2));
          expect([...table.read('session', from, to)]).toEqual(moved.slice(from, to));
          const only = table.only('session', from, to);
          const asked = new Set(moved.slice(from, to));
          if (only !== undefined) expect(asked).toEqual(new Set([only]));
          // A single row is a block's only value.
          if (rows.every(({ length }) => length === 1) && asked.size === 1) expect(only).toBe(moved[from]);
        }
      },
    ),
    runs(300),
  );
});
