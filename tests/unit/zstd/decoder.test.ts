import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { zstdDecoders, ZstdError, type ZstdProblem } from '../../../electron/zstd/decoder';
import { endlessFrame, skippableFrame, zstdFrame, type Block } from '../../support/zstd';

const raw = (text: string): Block => ({ raw: Buffer.from(text) });
const newDecoder = await zstdDecoders();

/** What came out before it ended, and why it ended, pushed so many bytes at a time. */
function unpack(bytes: Uint8Array, at = bytes.length): { readonly text: string; readonly problem?: ZstdProblem } {
  const decoder = newDecoder();
  const parts: Uint8Array[] = [];
  const text = (): string => Buffer.concat(parts).toString('utf8');
  try {
    for (let from = 0; from < bytes.length; from += at)
      for (const part of decoder.push(bytes.subarray(from, from + at))) parts.push(part);
    decoder.end();
    return { text: text() };
  } catch (error) {
    if (!(error instanceof ZstdError)) throw error;
    return { text: text(), problem: error.problem };
  }
}

const LONG = Array.from({ length: 30_000 }, (_, n) => `${(n * 7919) % 10_007} `).join('');
const BLOCKS = Array.from({ length: 4 }, (_, n) => raw(LONG.slice(n * 20_000, (n + 1) * 20_000)));

describe('a stream of Zstandard', () => {
  test('comes out whole, however it is cut into pieces', () => {
    const frames = Buffer.concat([skippableFrame(Buffer.from('note')), zstdFrame(BLOCKS), zstdFrame([raw('end')])]);
    for (const at of [1, 7, 1_000, 131_072, frames.length])
      expect(unpack(frames, at).text === `${LONG.slice(0, 80_000)}end`, `${at} bytes at a time`).toBe(true);
    expect(unpack(new Uint8Array())).toEqual({ text: '' });
  });

  test('gives more than a step holds of a few bytes', () => {
    const repeated = zstdFrame(Array.from({ length: 9 }, () => ({ repeat: 0x61, times: 131_072 })));
    expect(unpack(repeated).text === 'a'.repeat(9 * 131_072)).toBe(true);
  });

  test('gives what stands before it breaks off or is damaged', () => {
    const whole = zstdFrame(BLOCKS);
    const cut = unpack(whole.subarray(0, -10_000));
    expect([cut.problem, cut.text === LONG.slice(0, 70_000)]).toEqual(['cut', true]);
    const more = unpack(Buffer.concat([whole, Buffer.from('more')]));
    expect([more.problem, more.text === LONG.slice(0, 80_000)]).toEqual(['damaged', true]);
    expect(unpack(zstdFrame([raw('abc')], { hasChecksum: true }))).toEqual({ text: 'abc', problem: 'damaged' });
    expect(unpack(zstdFrame([raw('abc')], { size: 5 })).problem).toBe('damaged');
  });

  test('is refused where it asks for hours, for gigabytes or for a dictionary', () => {
    expect(unpack(endlessFrame())).toEqual({ text: '', problem: 'damaged' });
    expect(unpack(zstdFrame([raw('x')], { windowLog: 27 }))).toEqual({ text: 'x' });
    expect(unpack(zstdFrame([raw('x')], { windowLog: 28 }))).toEqual({ text: '', problem: 'window' });
    expect(unpack(zstdFrame([raw('x')], { dictionary: 7 }))).toEqual({ text: '', problem: 'dictionary' });
  });

  test('has memory of its own', () => {
    const [first, second] = [newDecoder(), newDecoder()];
    const [a, b] = [zstdFrame([raw('first')]), zstdFrame([raw('second')])];
    const early = [...first.push(a.subarray(0, 9))];
    expect(Buffer.concat([...second.push(b)]).toString()).toBe('second');
    expect(Buffer.concat([...early, ...first.push(a.subarray(9))]).toString()).toBe('first');
  });

  const hasZstd = spawnSync('zstd', ['--version']).status === 0;
  test.skipIf(!hasZstd)('as the tool packs it, with windows up to 128 MB', () => {
    for (const options of [['-1'], ['-19', '--no-check'], ['--long=27']]) {
      const packed = execFileSync('zstd', ['-q', '-c', ...options], { input: LONG });
      expect(unpack(packed, 5_000).text === LONG, options.join(' ')).toBe(true);
    }
  });
});
