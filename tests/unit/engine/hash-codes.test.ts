/** Numbers for hashes: dense, lasting, and never one for two texts. */
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HashCodes } from '../../../electron/engine/sequences/hash-codes';
import { HashCollision, SQL_HASHES, TextCodes } from '../../../electron/engine/sequences/text-codes';

describe('numbers of hashes', () => {
  it('are those a map would give, before and after being kept', () => {
    const halves = fc.integer({ min: 0, max: 12 }).map((n) => (n * 0x9e3779b1) >>> 0);
    fc.assert(
      fc.property(fc.array(fc.tuple(halves, halves), { maxLength: 400 }), (pairs) => {
        const known = new Map<string, number>();
        const table = new HashCodes();
        for (const [low, high] of pairs) {
          const code = known.get(`${low} ${high}`) ?? known.size;
          known.set(`${low} ${high}`, code);
          expect(table.intern(low, high)).toBe(code);
        }
        const kept = HashCodes.restore(table.toWords());
        for (const each of [table, kept]) {
          expect(each.size).toBe(known.size);
          for (const [key, code] of known) {
            const [low = 0, high = 0] = key.split(' ').map(Number);
            expect(each.find(low, high)).toBe(code);
          }
          expect(each.find(1, 2)).toBe(-1);
        }
      }),
    );
  });
});

describe('numbers of texts', () => {
  const texts = ['', 'a', "it's", 'ü', 'x'.repeat(40), '日本', '0', 'null'];
  const listed = (some: readonly string[]): string =>
    `SELECT unnest([${some.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')}, NULL]) AS text`;

  it.each(SQL_HASHES.map((sqlHash, index) => ({ sqlHash, index })))('under hash $index', async ({ sqlHash }) => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const codes = new TextCodes();
    await codes.extendFrom(connection, listed(texts.slice(0, 3)), sqlHash);
    await codes.extendFrom(connection, listed(texts), sqlHash);
    expect([...codes.texts].sort()).toEqual([...texts].sort());
    for (const text of texts) expect(codes.texts[codes.find(text) ?? -1]).toBe(text);
    expect(codes.find('absent')).toBeUndefined();
    connection.closeSync();
  });

  it('survive a text that holds the mark by which texts are parted', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const codes = new TextCodes();
    await codes.extendFrom(
      connection,
      "SELECT unnest(['a' || chr(0) || 'b', 'c']) AS text",
      (column) => `hash(${column})`,
    );
    expect([...codes.texts].sort()).toEqual(['a\0b', 'c']);
    connection.closeSync();
  });

  it('refuse two texts of one hash, and a text with the hash of nothing', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const byLength = (column: string): string => `coalesce(length(${column}), 99)::UBIGINT`;
    await expect(new TextCodes().extendFrom(connection, listed(['ab', 'cd']), byLength)).rejects.toThrow(HashCollision);
    const codes = new TextCodes();
    await codes.extendFrom(connection, listed(['a', 'bc']), byLength);
    await expect(codes.extendFrom(connection, listed(['x']), byLength)).rejects.toThrow(HashCollision);
    const nothing = (column: string): string => `coalesce(length(${column}), 3)::UBIGINT`;
    await expect(new TextCodes().extendFrom(connection, listed(['abc']), nothing)).rejects.toThrow(HashCollision);
    connection.closeSync();
  });
});
