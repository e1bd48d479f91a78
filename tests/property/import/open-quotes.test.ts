/** Tables with quotes that do not close, in any pieces: what is whole stays byte by byte, what is broken leaves its line empty. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type BrokenLine, withoutBroken } from '../../../electron/engine/import/open-quotes';

const COLUMNS = 3;

async function mended(text: string, pieceBytes = 1 << 20, maxBytes = 20e6) {
  const bytes = Buffer.from(text);
  const broken: BrokenLine[] = [];
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const parts: Uint8Array[] = [];
  const shape = { delimiter: ',', columns: COLUMNS };
  for await (const part of withoutBroken(pieces(), shape, { maxBytes, onBroken: (line) => broken.push(line) })) {
    parts.push(Buffer.from(part));
  }
  return {
    text: Buffer.concat(parts).toString('utf8'),
    broken: broken.map(({ at, raw, isOpen }) => ({ at, isOpen, raw: Buffer.from(raw).toString('utf8') })),
  };
}

const HEAD = 'a,b,"c\nd"\n';
/** Begins with a letter, so that no quoted cell looks like the end of another one. */
const text = fc.stringMatching(/^[a-zäß][a-z ,"\n\r]{0,12}$/);
const quoted = text.map((cell) => `"${cell.replaceAll('"', '""')}"`);
const plain = fc.stringMatching(/^[a-z0-9][a-z0-9"' ]{0,6}$/);
const empty = fc.constantFrom('', '""');
const end = fc.constantFrom('\n', '\r\n');
const row = (cell: fc.Arbitrary<string>) => fc.array(cell, { minLength: COLUMNS, maxLength: COLUMNS });
const wholeOf = (...cells: readonly fc.Arbitrary<string>[]) =>
  fc.tuple(row(fc.oneof(...cells)), end).map(([line, stop]) => ({ line: line.join(','), stop, isBroken: false }));
const whole = wholeOf(quoted, plain, empty);
/** Behind an open quote, none of these reads as its end. */
const unlike = wholeOf(quoted, fc.stringMatching(/^[a-z0-9 ]{0,6}$/)).filter(({ line }) => !line.includes('""'));
/** One cell opens and does not close. */
const open = fc
  .tuple(row(fc.stringMatching(/^[a-z0-9]{1,6}$/)), fc.nat(COLUMNS - 1), end)
  .map(([cells, which, stop]) => ({
    line: cells.with(which, `"${cells[which] ?? ''}`).join(','),
    stop,
    isBroken: true,
  }));
const piece = fc.integer({ min: 1, max: 40 });

it('a table whose quotes all close stays as it is, in whatever pieces it comes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(whole, { maxLength: 12 }), piece, async (rows, pieceBytes) => {
      const given = HEAD + rows.map(({ line, stop }) => line + stop).join('');
      expect(await mended(given, pieceBytes)).toEqual({ text: given, broken: [] });
    }),
  );
});

it('of a line whose quote does not close, only that line is gone', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ arbitrary: unlike, weight: 3 }, { arbitrary: open, weight: 1 }), { maxLength: 12 }),
      piece,
      async (rows, pieceBytes) => {
        const given = HEAD + rows.map(({ line, stop }) => line + stop).join('');
        const found = await mended(given, pieceBytes);
        expect(found.text).toBe(HEAD + rows.map(({ line, stop, isBroken }) => (isBroken ? '' : line) + stop).join(''));
        expect(found.broken.map(({ raw }) => raw)).toEqual(
          rows.flatMap(({ line, isBroken }) => (isBroken ? [line] : [])),
        );
        for (const { at, raw } of found.broken) {
          expect(
            Buffer.from(given)
              .subarray(at, at + Buffer.byteLength(raw))
              .toString('utf8'),
          ).toBe(raw);
        }
      },
    ),
  );
});

it.each([
  ['at the end of the file', '1,2,3\n4,"5,6\n7,8,9', '1,2,3\n\n7,8,9'],
  ['in the last line', '1,2,3\n4,"5,6', '1,2,3\n'],
  ['with text behind the closing quote', '1,"2"3,4\n5,6,7\n', '\n5,6,7\n'],
  ['twice', '"1,2,3\n"4,5,6\n7,8,9\n', '\n\n7,8,9\n'],
  // It closes by chance, but not as a row of the table.
  ['before a line that ends in a quote', '1,"2,3\n4,5,6\n7,8",9,0,1\n2,3,4\n', '\n4,5,6\n7,8",9,0,1\n2,3,4\n'],
  ['of several lines without a row in them: left to the reader', '1,"2\nx\ny"\n4,5,6\n', '1,"2\nx\ny"\n4,5,6\n'],
  ['with blanks after the closing quote', '1,"2\n2" ,3\n4,5,6\n', '1,"2\n2" ,3\n4,5,6\n'],
])('%s', async (_what, rows, expected) => {
  expect((await mended(HEAD + rows)).text).toBe(HEAD + expected);
});

it('a value that is longer than a row may be is no value', async () => {
  const long = `1,"${'x'.repeat(50)}\n${'y,y,y\n'.repeat(50)}",3\n4,5,6\n`;
  expect((await mended(HEAD + long, 64, 1_000)).text).toBe(HEAD + long);
  const { broken, text: kept } = await mended(HEAD + long, 64, 100);
  expect(broken[0]).toMatchObject({ isOpen: true, raw: `1,"${'x'.repeat(50)}` });
  expect(kept).toContain('y,y,y\n'.repeat(50));
});

it('what is made to be looked at again and again is over in time that grows with it', async () => {
  // Each line opens a value that closes as the next one opens, and the last one never does.
  const lines = `1,"2\n",`.repeat(40_000);
  const { broken } = await mended(`${HEAD}${lines}"`, 1 << 20, 20e6);
  expect(broken.length).toBeGreaterThan(0);
});
