import { execFileSync, spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BODY_LIMITS, unpackBody } from '../../../electron/collector/body';
import { unzstd } from '../../../electron/collector/zstd';
import { endlessFrame, skippableFrame, zstdFrame, type Block } from '../../support/zstd';

const TEXT = '{"event":"größe"}';
const MOST = 1_000_000;
const read = async (bytes: Uint8Array, most = MOST): Promise<string> => {
  const content = await unzstd(bytes, most);
  if (content.ok) return Buffer.from(content.value).toString('utf8');
  return content.error.is === 'malformed' ? `malformed: ${content.error.reason}` : content.error.is;
};
const unpack = async (bytes: Uint8Array, encoding = 'zstd'): Promise<string> => {
  const result = await unpackBody(Buffer.from(bytes), encoding, BODY_LIMITS);
  return result.ok ? result.value : `${result.error.is}: ${result.error.message}`;
};
const raw = (text: string): Block => ({ raw: Buffer.from(text) });
/** Written by zstd 1.5.4: a file with its size, a stream, and a stream at level 19 without a checksum. */
const WITH_SIZE = Buffer.from('KLUv/SQTmQAAeyJldmVudCI6Imdyw7bDn2UiffGrPzc=', 'base64');
const STREAM = Buffer.from('KLUv/QRYmQAAeyJldmVudCI6Imdyw7bDn2UiffGrPzc=', 'base64');
const LEVEL_19 = Buffer.from('KLUv/QBoDQEAyHsiYSI6Imdyw7bDn2UgdW5kIG1laHIgIn0BAGlK/mwC', 'base64');

describe('a body in Zstandard is unpacked', () => {
  test('whether it says how large it is or not', async () => {
    expect(await read(WITH_SIZE)).toBe(TEXT);
    expect(await read(STREAM)).toBe(TEXT);
    expect(await read(LEVEL_19)).toBe(`{"a":"${'größe und mehr '.repeat(200)}"}`);
  });

  test('from several frames, also such as hold nothing', async () => {
    const frames = [skippableFrame(Buffer.from('note')), WITH_SIZE, zstdFrame([raw('')]), LEVEL_19, STREAM];
    expect(await read(Buffer.concat(frames))).toBe(`${TEXT}{"a":"${'größe und mehr '.repeat(200)}"}${TEXT}`);
    expect(await read(skippableFrame(Buffer.from('note')))).toBe('');
  });

  test('of blocks that are kept and repeated', async () => {
    expect(await read(zstdFrame([raw('ab'), { repeat: 0x63, times: 5 }, raw('d')]))).toBe('abcccccd');
    expect(await read(zstdFrame([raw('abc')], { size: 3 }))).toBe('abc');
  });

  test('with whatever else is wrapped around it', async () => {
    expect(await unpack(STREAM)).toBe(TEXT);
    expect(await unpack(STREAM, 'ZSTD')).toBe(TEXT);
    expect(await unpack(zstdFrame([{ raw: gzipSync(TEXT) }]), 'gzip, zstd')).toBe(TEXT);
    // A proxy on the way unpacked it and left the header.
    expect(await unpack(Buffer.from(TEXT))).toBe(TEXT);
    expect(await unpack(Buffer.alloc(0))).toBe('');
  });

  const hasZstd = spawnSync('zstd', ['--version']).status === 0;
  test.skipIf(!hasZstd)('as the tool packs it, at every level that HTTP allows', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => JSON.stringify({ event: `e${i % 7}`, n: i * 17 })).join(
      '\n',
    );
    for (const level of [1, 3, 9, 19]) {
      const packed = execFileSync('zstd', ['-q', '-c', `-${level}`], { input: lines });
      expect(await read(packed), `level ${level}`).toBe(lines);
    }
  });
});

describe('a body in Zstandard is refused', () => {
  test('that unpacks to more than the limit, as soon as that is known', async () => {
    expect(await read(zstdFrame([raw('x')], { size: MOST + 1 }))).toBe('too-large');
    const half = zstdFrame([raw('x')], { size: MOST / 2 + 1 });
    expect(await read(Buffer.concat([half, half]))).toBe('too-large');
    expect(await read(WITH_SIZE, 18)).toBe('too-large');
    expect(await read(WITH_SIZE, 19)).toBe(TEXT);
    expect(await read(STREAM, 18)).toBe('too-large');
  });

  test('that is a bomb, after no more than the limit', async () => {
    // 4 bytes a block become 128 kB: 1.3 GB in all.
    const bomb = zstdFrame(Array.from({ length: 10_000 }, () => ({ repeat: 0x20, times: 131_072 })));
    expect(bomb.length).toBeLessThan(50_000);
    const before = process.memoryUsage().arrayBuffers;
    expect(await unpack(bomb)).toBe('too-large: The body unpacks to more than 20 MB. Send smaller batches.');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * 2 ** 20);
    expect(await unpack(zstdFrame([{ raw: gzipSync(Buffer.alloc(64 * 2 ** 20)) }]), 'gzip, zstd')).toMatch(
      /^too-large/,
    );
  });

  test('that asks for hours of work, at its first block', async () => {
    expect(await read(endlessFrame(100_000), 20 * MOST)).toBe('malformed: its frames are damaged');
  });

  test('that wants more memory than a recipient must have, or a dictionary', async () => {
    expect(await read(zstdFrame([raw('x')], { windowLog: 23 }))).toBe('x');
    expect(await read(zstdFrame([raw('x')], { windowLog: 24 }))).toBe(
      'malformed: it asks for a window of 16 MB, and over HTTP 8 MB is the most',
    );
    expect(await read(zstdFrame([raw('x')], { windowLog: 31 }))).toMatch(/a window of 2048 MB/);
    expect(await read(zstdFrame([raw('x')], { dictionary: 7 }))).toMatch(/packed with a dictionary/);
  });

  test('that is not what it says', async () => {
    expect(await read(zstdFrame([raw('abc')], { size: 5 }))).toBe('malformed: its frames are damaged');
    expect(await read(zstdFrame([raw('abc')], { hasChecksum: true }))).toBe('malformed: its frames are damaged');
    expect(await read(zstdFrame([raw('abc')], { size: 2 }))).toBe('malformed: its frames are damaged');
    expect(await read(Buffer.from('nothing of it'))).toBe('malformed: it does not begin as Zstandard does');
    expect(await read(Buffer.concat([STREAM, Buffer.from('and more')]))).toMatch(/^malformed/);
    expect(await unpack(Buffer.from('nothing of it'))).toBe(
      'malformed: The body cannot be unpacked as zstd: it does not begin as Zstandard does.',
    );
  });

  test('wherever it breaks off, and whichever byte is another', async () => {
    for (const whole of [WITH_SIZE, STREAM, LEVEL_19, zstdFrame([raw('ab'), { repeat: 0x63, times: 5 }])]) {
      for (let end = 1; end < whole.length; end++)
        expect(await read(whole.subarray(0, end)), `cut at ${end}`).toMatch(/^malformed/);
      for (let at = 0; at < whole.length; at++) {
        const other = Buffer.from(whole);
        other[at] = (whole[at] ?? 0) ^ 0xff;
        expect(typeof (await read(other)), `byte ${at}`).toBe('string');
      }
    }
  });
});
