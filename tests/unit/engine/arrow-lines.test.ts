/** Arrow columns of every type as JSON, and files that lie about themselves. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  binary,
  bool,
  columnFromArray,
  dateDay,
  dateMillisecond,
  decimal,
  dictionary,
  duration,
  field,
  fixedSizeBinary,
  fixedSizeList,
  float32,
  float64,
  getCompressionCodec,
  int16,
  int64,
  interval,
  largeUtf8,
  list,
  map,
  nullType,
  runEndEncoded,
  setCompressionCodec,
  struct,
  type Table,
  tableFromColumns,
  tableToIPC,
  timeMicrosecond,
  timeSecond,
  timestamp,
  uint64,
  utf8,
} from '@uwdata/flechette';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrowLines } from '../../../electron/engine/import/arrow-lines';
import { readArrowMessage } from '../../../electron/engine/import/arrow-metadata';
import { Damaged } from '../../../electron/engine/import/unpackers';

const MICROSECOND = 2;
const NANOSECOND = 3;

async function* chunked(bytes: Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Read {
  readonly rows: Record<string, unknown>[];
  readonly damage?: string;
}

async function read(bytes: Uint8Array): Promise<Read> {
  let text = '';
  try {
    for await (const part of arrowLines(chunked(bytes))) text += Buffer.from(part).toString('utf8');
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    return { rows: rowsOf(text), damage: error.message };
  }
  return { rows: rowsOf(text) };
}

const rowsOf = (text: string): Record<string, unknown>[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

function encoded(table: Table, format: 'stream' | 'file' = 'stream'): Uint8Array {
  const bytes = tableToIPC(table, { format });
  if (bytes === null) throw new Error('no Arrow bytes');
  return bytes;
}

type ArrowType = Parameters<typeof columnFromArray>[1];
const at = Date.UTC(2026, 0, 2, 3, 4, 5);

const TYPES: readonly (readonly [string, ArrowType, unknown, unknown])[] = [
  ['bool', bool(), true, true],
  ['int', int16(), -7, -7],
  ['long', int64(), 9_007_199_254_740_991n, 9_007_199_254_740_991],
  ['longer', int64(), 9_007_199_254_740_993n, '9007199254740993'],
  ['ulong', uint64(), 18_446_744_073_709_551_615n, '18446744073709551615'],
  ['float', float32(), 0.1, 0.1],
  ['double', float64(), 1e300, 1e300],
  ['nan', float64(), Number.NaN, undefined],
  ['decimal', decimal(9, 2), 12.5, 12.5],
  ['decimal id', decimal(38, 0), 12_345_678_901_234_567_890n, '12345678901234567890'],
  ['decimal small', decimal(38, 0), 42n, 42],
  ['negative', decimal(18, 3), -0.125, -0.125],
  ['text', utf8(), 'é', 'é'],
  ['large text', largeUtf8(), 'x', 'x'],
  ['bytes', binary(), Uint8Array.of(0xc3, 0xa9), 'é'],
  ['raw bytes', binary(), Uint8Array.of(0xff, 0, 0x41), String.raw`\xFF\x00A`],
  ['fixed bytes', fixedSizeBinary(3), Uint8Array.of(0x61, 0x62, 0x63), 'abc'],
  ['date', dateDay(), new Date(at), '2026-01-02'],
  ['date in ms', dateMillisecond(), new Date(Date.UTC(2026, 0, 2)), '2026-01-02'],
  ['local time', timestamp(1), at + 678, '2026-01-02T03:04:05.678'],
  ['instant', timestamp(1, 'UTC'), at + 678, '2026-01-02T03:04:05.678Z'],
  ['microseconds', timestamp(MICROSECOND, 'UTC'), at + 678.25, '2026-01-02T03:04:05.678250Z'],
  ['nanoseconds', timestamp(NANOSECOND), at, '2026-01-02T03:04:05.000'],
  ['clock', timeSecond(), 3 * 3600 + 4 * 60 + 5, '03:04:05'],
  ['fine clock', timeMicrosecond(), 11_045_678_900n, '03:04:05.6789'],
  ['duration', duration(1), 93_784_500n, '26:03:04.5'],
  ['interval', interval(), [14, 3, 4 * 3_600e9], '1 year 2 months 3 days 04:00:00'],
  ['dictionary', dictionary(utf8()), 'pro', 'pro'],
  ['nothing', nullType(), null, undefined],
  ['list', list(field('item', int64())), [1n, null, 9_007_199_254_740_993n], [1, null, '9007199254740993']],
  ['fixed list', fixedSizeList(field('item', float64()), 2), [0.5, Number.NaN], [0.5, null]],
  [
    'struct',
    struct([field('a b', int64()), field('when', timestamp(1, 'UTC')), field('__proto__', utf8())]),
    { 'a b': 1n, when: at },
    { 'a b': 1, when: '2026-01-02T03:04:05.000Z', ['__proto__']: null },
  ],
  [
    'map',
    map(field('key', utf8()), field('value', decimal(9, 2))),
    [
      ['k', 1.25],
      ['l', null],
    ],
    { k: 1.25, l: null },
  ],
  ['runs', runEndEncoded(field('run_ends', int16()), field('values', dateDay())), new Date(at), '2026-01-02'],
];

const sample = (): Table =>
  tableFromColumns(TYPES.map(([name, type, value]) => [name, columnFromArray([value, null, value], type)]));

describe('an Arrow column', () => {
  it.each(['stream', 'file'] as const)('of any type is read as JSON keeps it, from a %s', async (format) => {
    const { rows, damage } = await read(encoded(sample(), format));
    expect(damage).toBeUndefined();
    expect(rows).toHaveLength(3);
    for (const [name, , , expected] of TYPES) {
      expect([name, rows[0]?.[name]]).toEqual([name, expected]);
      expect([name, rows[1]?.[name]]).toEqual([name, undefined]);
      expect([name, rows[2]?.[name]]).toEqual([name, expected]);
    }
  });
});

/** Bytes of one batch, and where its body lies. */
const many = (rows: number, from = 0): Uint8Array =>
  encoded(
    tableFromColumns([
      [
        'who',
        columnFromArray(
          Array.from({ length: rows }, (_, i) => `person ${from + i}`),
          utf8(),
        ),
      ],
      [
        'n',
        columnFromArray(
          Array.from({ length: rows }, (_, i) => from + i),
          int16(),
        ),
      ],
      [
        'plan',
        columnFromArray(
          Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 'pro' : 'free')),
          dictionary(utf8()),
        ),
      ],
      [
        'tags',
        columnFromArray(
          Array.from({ length: rows }, (_, i) => [i, i + 1]),
          list(field('item', int16())),
        ),
      ],
    ]),
  );

/** Sizes of the messages of a stream, in order. */
function messagesOf(stream: Uint8Array): Uint8Array[] {
  const messages: Uint8Array[] = [];
  const bytes = Buffer.from(stream);
  for (let at = 0; ;) {
    const metadata = bytes.readInt32LE(at + 4);
    if (metadata === 0) return messages;
    const size = 8 + metadata + readArrowMessage(bytes.subarray(at + 8, at + 8 + metadata)).bodySize;
    messages.push(bytes.subarray(at, at + size));
    at += size;
  }
}

/** Overwrites the first place where `value` stands as eight bytes. */
function lying(message: Uint8Array, value: number, lie: bigint): Uint8Array {
  const copy = Buffer.from(message);
  const sought = Buffer.alloc(8);
  sought.writeBigInt64LE(BigInt(value));
  const at = copy.indexOf(sought);
  expect(at).toBeGreaterThan(0);
  copy.writeBigInt64LE(lie, at);
  return copy;
}

/** A frame of LZ4 for what repeats its first eight bytes; what does not is left as it is. */
function lz4Frame(bytes: Uint8Array): Uint8Array {
  const repeats = bytes.length > 64 && bytes.every((byte, index) => byte === bytes[index % 8]);
  if (!repeats) return bytes;
  const [literals, tail] = [bytes.subarray(0, 8), bytes.subarray(-5)];
  const rest = bytes.length - literals.length - tail.length - 4 - 15;
  const more = [...Array.from({ length: Math.floor(rest / 255) }, () => 255), rest % 255];
  const block = Buffer.concat([
    Uint8Array.of((8 << 4) | 15),
    literals,
    Uint8Array.of(8, 0, ...more, tail.length << 4),
    tail,
  ]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(block.length);
  return Buffer.concat([Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82), size, block, Buffer.alloc(4)]);
}
function zstdFrame(bytes: Uint8Array): Uint8Array {
  return execFileSync('zstd', ['-q', '-c', '--no-check'], { input: bytes });
}
const hasZstd = spawnSync('zstd', ['--version']).status === 0;

function packed(table: Table, codec: 0 | 1, encode: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  const known = getCompressionCodec(codec);
  if (known === null) throw new Error('no such codec');
  setCompressionCodec(codec, { ...known, encode });
  try {
    return tableToIPC(table, { format: 'stream', codec }) ?? new Uint8Array();
  } finally {
    setCompressionCodec(codec, known);
  }
}

describe('an Arrow file that is packed', () => {
  const table = tableFromColumns([
    [
      'text',
      columnFromArray(
        Array.from({ length: 500 }, (_, i) => `the same words again ${i % 3}`),
        utf8(),
      ),
    ],
    [
      'n',
      columnFromArray(
        Array.from({ length: 500 }, () => 7),
        int64(),
      ),
    ],
  ]);
  const expected = Array.from({ length: 500 }, (_, i) => ({ text: `the same words again ${i % 3}`, n: 7 }));

  it('with LZ4 is read', async () => {
    const bytes = packed(table, 0, lz4Frame);
    expect(bytes.length).toBeLessThan(encoded(table).length - 3_000);
    expect((await read(bytes)).rows).toEqual(expected);
  });

  it.skipIf(!hasZstd)('with Zstandard is read, and refused where it claims to become what no batch is', async () => {
    const bytes = packed(table, 1, zstdFrame);
    expect(bytes.length).toBeLessThan(4_000);
    expect((await read(bytes)).rows).toEqual(expected);
    const bomb = await read(lying(bytes, 4_000, 2n ** 40n));
    expect(bomb).toMatchObject({ rows: [], damage: expect.stringContaining('cannot be read') as string });
  });
});

describe('an Arrow file that lies', () => {
  const END = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);
  const ROWS = 1_003;
  const [schema = END, dictionaryBatch = END, first = END] = messagesOf(many(ROWS));
  const [, , second = END] = messagesOf(many(ROWS, ROWS));
  const stream = (...messages: Uint8Array[]): Uint8Array => Buffer.concat([...messages, END]);

  it('gives every batch that holds, whatever stands between', async () => {
    expect(await read(stream(schema, dictionaryBatch, first, second))).toMatchObject({ rows: { length: 2 * ROWS } });
    for (const lie of [-1n, 2n ** 31n, 2n ** 40n, 2n ** 62n]) {
      // The number of rows stands in the batch and in each column's node.
      const { rows, damage } = await read(stream(schema, dictionaryBatch, lying(first, ROWS, lie), second));
      expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: ROWS }, (_, i) => ROWS + i));
      expect(damage).toContain('a record batch in it cannot be read; the others were');
    }
  });

  it('does not follow offsets, sizes and lists that lead nowhere', async () => {
    const body = Buffer.from(first);
    // The last offset of the first column's texts.
    const last = Buffer.alloc(8);
    const texts = Array.from({ length: ROWS }, (_, i) => `person ${i}`).join('').length;
    last.writeInt32LE(texts - 'person 1002'.length, 0);
    last.writeInt32LE(texts, 4);
    body.writeInt32LE(0x7fffffff, body.indexOf(last) + 4);
    expect((await read(stream(schema, dictionaryBatch, body, second))).rows).toHaveLength(ROWS);
    // A dictionary that claims a billion entries.
    const huge = await read(stream(schema, lying(dictionaryBatch, 2, 1_000_000_000n), first));
    expect(huge.rows).toEqual([]);
    expect(huge.damage).toContain('2 record batches');
  });

  it('takes a dictionary that replaces another for what comes after it', async () => {
    const other = encoded(
      tableFromColumns([
        ['who', columnFromArray(['a'], utf8())],
        ['n', columnFromArray([1], int16())],
        ['plan', columnFromArray(['trial'], dictionary(utf8()))],
        ['tags', columnFromArray([[1]], list(field('item', int16())))],
      ]),
    );
    const [, otherDictionary = END, otherBatch = END] = messagesOf(other);
    const { rows } = await read(
      stream(schema, dictionaryBatch, first, otherDictionary, otherBatch, dictionaryBatch, second),
    );
    expect(rows.map(({ plan }) => plan).filter((plan) => plan !== 'pro' && plan !== 'free')).toEqual(['trial']);
    expect(rows).toHaveLength(2 * ROWS + 1);
  });

  it('never takes long, nor more memory than its bytes, however it is changed', async () => {
    const whole = encoded(sample());
    const sources = [whole, stream(schema, dictionaryBatch, first)];
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sources.length - 1),
        fc.array(
          fc.record({
            at: fc.double({ min: 0, max: 0.999, noNaN: true }),
            bytes: fc.oneof(
              fc.uint8Array({ minLength: 1, maxLength: 4 }),
              fc.constantFrom(
                Uint8Array.of(255, 255, 255, 127),
                Uint8Array.of(0, 0, 0, 128),
                Uint8Array.of(0, 0, 0, 0),
              ),
            ),
          }),
          { minLength: 1, maxLength: 3 },
        ),
        async (index, changes) => {
          const bytes = Buffer.from(sources[index] ?? whole);
          for (const change of changes) bytes.set(change.bytes, Math.floor(change.at * (bytes.length - 4)));
          const started = performance.now();
          const { rows } = await read(bytes);
          expect(performance.now() - started).toBeLessThan(5_000);
          expect(rows.length).toBeLessThanOrEqual(1_000_000);
        },
      ),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 400) },
    );
  }, 120_000);
});
