import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BODY_LIMITS, unpackBody, unwrapData } from '../../../electron/collector/body';

const TEXT = '{"event":"größe"}';
const unpack = async (bytes: Buffer | string, encoding = ''): Promise<string> => {
  const result = await unpackBody(Buffer.from(bytes), encoding, BODY_LIMITS);
  return result.ok ? result.value : `${result.error.is}: ${result.error.message}`;
};

describe('a body is unpacked', () => {
  test.each([
    ['as it is', TEXT, ''],
    ['that says identity', TEXT, 'identity'],
    ['with a byte order mark', `\uFEFF${TEXT}`, ''],
    ['from gzip that says so', gzipSync(TEXT), 'gzip'],
    ['from gzip in other letters', gzipSync(TEXT), 'GZIP'],
    ['from gzip that says nothing', gzipSync(TEXT), ''],
    ['from deflate with its header', deflateSync(TEXT), 'deflate'],
    ['from deflate without', deflateRawSync(TEXT), 'deflate'],
    ['from brotli', brotliCompressSync(TEXT), 'br'],
    ['from one inside the other', brotliCompressSync(gzipSync(TEXT)), 'gzip, br'],
    ['from a form field', `data=${encodeURIComponent(TEXT)}`, ''],
    ['from base64 in a form field', `data=${encodeURIComponent(Buffer.from(TEXT).toString('base64'))}`, ''],
    [
      'from base64 whose plus signs were not escaped',
      `ip=1&data=${Buffer.from('{"a":"~~~>>>"}').toString('base64')}`,
      '',
    ],
    ['from gzip in base64 in a form field', `data=${encodeURIComponent(gzipSync(TEXT).toString('base64'))}`, ''],
  ])('%s', async (name, bytes, encoding) => {
    expect(await unpack(bytes, encoding)).toBe(name.includes('plus') ? '{"a":"~~~>>>"}' : TEXT);
  });

  test('from the query of a GET', async () => {
    expect(await unwrapData(Buffer.from(TEXT).toString('base64'), BODY_LIMITS)).toEqual({ ok: true, value: TEXT });
  });
});

describe('a body is refused', () => {
  const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20));

  test('that unpacks to more than the limit, without unpacking all of it', async () => {
    expect(bomb.length).toBeLessThan(100_000);
    expect(await unpack(bomb)).toMatch(/^too-large: The body unpacks to more than 20 MB/);
    expect(await unpack(bomb, 'gzip')).toMatch(/^too-large/);
    expect(await unpack(`data=${encodeURIComponent(bomb.toString('base64'))}`)).toMatch(/^too-large/);
    expect(await unpack(gzipSync(bomb), 'gzip')).toMatch(/^too-large/);
  });

  test('that is not what it says', async () => {
    expect(await unpack('not gzip', 'gzip')).toMatch(/^malformed: The body cannot be unpacked as gzip/);
    expect(await unpack(gzipSync(TEXT).subarray(0, 20))).toMatch(/^malformed/);
    expect(await unpack(TEXT, 'lzma')).toMatch(/^malformed: .*«lzma» is not understood; use gzip, deflate, br or zstd/);
  });

  test('without its text being touched where it is no JSON', async () => {
    expect(await unpack('hello')).toBe('hello');
    expect(await unpack('a=1&b=2')).toBe('a=1&b=2');
  });
});
