/** Typed arrays into DuckDB and back: every type, nulls, several chunks, memory shared between threads. */
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeColumns } from '../../../electron/engine/store/write-columns';
import { sharedArrays } from '../../../electron/engine/sequences/order';
import { readRows } from '../../../electron/engine/store/read';

let instance: DuckDBInstance;
beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:');
});
afterAll(() => instance.closeSync());

describe('writeColumns', () => {
  it('stores every type as it was, over more than one chunk', async () => {
    const connection = await instance.connect();
    await connection.run('CREATE TABLE all_types (a UTINYINT, b BOOLEAN, c INTEGER, d UINTEGER, e DOUBLE, f BIGINT)');
    const rows = 2_048 * 2 + 17;
    const a = Uint8Array.from({ length: rows }, (_, i) => i % 256);
    const b = Uint8Array.from({ length: rows }, (_, i) => i % 2);
    const c = Int32Array.from({ length: rows }, (_, i) => -i);
    const d = sharedArrays.u32(rows).map((_, i) => 4_294_967_295 - i);
    const e = Float64Array.from({ length: rows }, (_, i) => i / 3);
    const f = Float64Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 1 : -1) * (1_700_000_000_123 + i));
    await writeColumns(
      connection,
      { table: 'all_types' },
      [
        { type: 'u8', values: a },
        { type: 'bool', values: b },
        { type: 'i32', values: c },
        { type: 'u32', values: d },
        { type: 'f64', values: e },
        { type: 'i64', values: f },
      ],
      rows,
    );
    const read = await readRows(connection, 'SELECT * FROM all_types ORDER BY c DESC');
    expect(read).toHaveLength(rows);
    expect(read.filter((row, i) => row['a'] !== a[i] || row['b'] !== (b[i] === 1) || row['c'] !== 0 - i)).toEqual([]);
    expect(read.filter((row, i) => row['d'] !== d[i] || row['e'] !== e[i] || row['f'] !== f[i])).toEqual([]);
    connection.closeSync();
  });

  it('stores what is missing as NULL, in that row of that chunk alone', async () => {
    const connection = await instance.connect();
    await connection.run('CREATE TABLE with_nulls (i UINTEGER, code INTEGER, number DOUBLE)');
    const rows = 5_000;
    const i = Uint32Array.from({ length: rows }, (_, at) => at);
    const code = Int32Array.from({ length: rows }, (_, at) => (at % 7 === 3 && at < 2_500 ? -1 : at));
    const number = Float64Array.from({ length: rows }, (_, at) => (at === 4_999 ? NaN : at));
    const columns = [
      { type: 'u32', values: i },
      { type: 'i32', values: code, missing: -1 },
      { type: 'f64', values: number, missing: NaN },
    ] as const;
    await writeColumns(connection, { table: 'with_nulls' }, columns, rows);
    const read = await readRows(connection, 'SELECT * FROM with_nulls ORDER BY i');
    expect(read.map((row) => row['code'])).toEqual(Array.from(code, (each) => (each < 0 ? null : each)));
    expect(read.filter((row) => row['number'] === null).map((row) => row['i'])).toEqual([4_999]);
    connection.closeSync();
  });

  it('stores texts that are long together, more of them than are joined at once, and one that is the same for all', async () => {
    const connection = await instance.connect();
    await connection.run(
      'CREATE TABLE long_texts (i UINTEGER, value VARCHAR, same VARCHAR, short VARCHAR, none VARCHAR)',
    );
    const rows = 2_048 + 300;
    const values = Array.from({ length: rows }, (_, i) => {
      if (i % 13 === 7) return null;
      if (i === 100 || i === 2_100) return 'z'.repeat(5_000_000);
      return `${i} ${'0123456789'.repeat(1 + (i % 500))}${i % 17 === 3 ? '€' : ''}`;
    });
    const columns = [
      { type: 'u32', values: Uint32Array.from(values, (_, at) => at) },
      { type: 'text', values },
      { type: 'same text', value: 'the same text for each of them, é' },
      { type: 'same text', value: 'é' },
      { type: 'same text', value: null },
    ] as const;
    await writeColumns(connection, { table: 'long_texts' }, columns, rows);
    const read = await readRows(connection, 'SELECT * FROM long_texts ORDER BY i');
    expect(read.filter((row, at) => row['value'] !== values[at])).toEqual([]);
    expect(new Set(read.map((row) => row['same']))).toEqual(new Set(['the same text for each of them, é']));
    expect(new Set(read.map((row) => row['short']))).toEqual(new Set(['é']));
    expect(new Set(read.map((row) => row['none']))).toEqual(new Set([null]));
    connection.closeSync();
  });

  it('stores texts of every length, ASCII or not, with NULLs between, in each chunk', async () => {
    const connection = await instance.connect();
    await connection.run('CREATE TABLE texts (i UINTEGER, value VARCHAR)');
    const rows = 2_048 * 2 + 99;
    const letters = ['', 'a', 'é', '€', '😀', '\u0001', '~'];
    const values = Array.from({ length: rows }, (_, i) => {
      if (i % 11 === 5) return null;
      const letter = letters[i % letters.length] ?? '';
      return `${'x'.repeat(i % 17)}${letter}${'y'.repeat(i % 3)}`;
    });
    const i = Uint32Array.from(values, (_, at) => at);
    const columns = [
      { type: 'u32', values: i },
      { type: 'text', values },
    ] as const;
    await writeColumns(connection, { table: 'texts' }, columns, rows);
    const read = await readRows(connection, 'SELECT value FROM texts ORDER BY i');
    expect(read.map((row) => row['value'])).toEqual(values);
    // Texts that are laid out by hand are equal to those that DuckDB made, by value and by hash.
    const same = await readRows(
      connection,
      `SELECT count(*) AS n FROM texts WHERE value IN (SELECT value || '' FROM texts) AND hash(value) = hash(concat(value, ''))`,
    );
    expect(same).toEqual([{ n: values.filter((value) => value !== null).length }]);
    connection.closeSync();
  });

  it('takes a text with a NUL in it whole, and those beside it as they are', async () => {
    const connection = await instance.connect();
    await connection.run('CREATE TABLE cut (i UINTEGER, value VARCHAR)');
    const values = ['a text of some length', 'one with\0 more behind it', 'and a third that is whole'];
    const columns = [
      { type: 'u32', values: Uint32Array.of(0, 1, 2) },
      { type: 'text', values },
    ] as const;
    await writeColumns(connection, { table: 'cut' }, columns, values.length);
    const read = await readRows(connection, 'SELECT value FROM cut ORDER BY i');
    expect(read.map((row) => row['value'])).toEqual(values);
    connection.closeSync();
  });

  it('writes within the transaction that is open', async () => {
    const connection = await instance.connect();
    await connection.run('CREATE TABLE taken_back (i UINTEGER)');
    await connection.run('BEGIN');
    await writeColumns(connection, { table: 'taken_back' }, [{ type: 'u32', values: new Uint32Array(3_000) }], 3_000);
    expect(await readRows(connection, 'SELECT count(*) AS n FROM taken_back')).toEqual([{ n: 3_000 }]);
    await connection.run('ROLLBACK');
    expect(await readRows(connection, 'SELECT count(*) AS n FROM taken_back')).toEqual([{ n: 0 }]);
    connection.closeSync();
  });

  it('refuses a column that is too short, and stores nothing of it', async () => {
    const connection = await instance.connect();
    await connection.run('CREATE TABLE short (i UINTEGER)');
    const column = { type: 'u32', values: new Uint32Array(3) } as const;
    await expect(writeColumns(connection, { table: 'short' }, [column], 4)).rejects.toThrow(/shorter/);
    expect(await readRows(connection, 'SELECT count(*) AS n FROM short')).toEqual([{ n: 0 }]);
    connection.closeSync();
  });
});
