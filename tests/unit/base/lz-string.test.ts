import fc from 'fast-check';
import LZString from 'lz-string';
import { describe, expect, test } from 'vitest';
import { readLzBase64 } from '../../../shared/base/lz-string';
import { BODY_LIMITS, unpackBody } from '../../../electron/collector/body';

const MANY = 1_000_000;
const pack = (text: string): string => LZString.compressToBase64(text);

describe('LZ-string in base64', () => {
  test('reads what the library packs, whatever the text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.json(),
      // Long runs make codes that name the entry which is just about to be made.
      fc.tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.nat(500)).map(([part, times]) => part.repeat(times)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(readLzBase64(pack(text), MANY)).toEqual({ ok: true, value: text });
      }),
      { numRuns: 500 },
    );
  });

  test('whatever text comes, it ends, within the limit, and says what the library says', () => {
    fc.assert(
      fc.property(fc.base64String({ maxLength: 300 }), (packed) => {
        const read = readLzBase64(packed, 10_000);
        if (!read.ok) return;
        expect(read.value.length).toBeLessThanOrEqual(10_000);
        expect(LZString.decompressFromBase64(packed) ?? '').toBe(read.value);
      }),
      { numRuns: 500 },
    );
  });

  test('a text that was cut, or that is none, is malformed', () => {
    const packed = pack('{"event":"signed up","distinct_id":"ana"}');
    for (const text of ['', packed.slice(0, 20), `${packed.slice(0, 10)}!${packed.slice(11)}`]) {
      expect(readLzBase64(text, MANY)).toEqual({ ok: false, error: 'malformed' });
    }
  });

  test('a small text that would unpack to a huge one stops at the limit', () => {
    const bomb = pack('a'.repeat(300_000));
    expect(bomb.length).toBeLessThan(3_000);
    expect(readLzBase64(bomb, 100_000)).toEqual({ ok: false, error: 'too-large' });
  });
});

describe('a form whose data is LZ-string', () => {
  const bodyOf = (data: string): Buffer => Buffer.from(`data=${encodeURIComponent(data)}&compression=lz64`);

  test('is unpacked to its JSON', async () => {
    const json = JSON.stringify([{ event: 'signed up', properties: { name: 'Ána 😀' } }]);
    expect(await unpackBody(bodyOf(pack(json)), '', BODY_LIMITS)).toEqual({ ok: true, value: json });
  });

  test('that would unpack beyond the limit is refused', async () => {
    const bomb = bodyOf(pack(`["${'a'.repeat(200_000)}"]`));
    expect(await unpackBody(bomb, '', { ...BODY_LIMITS, unpackedBytes: 100_000 })).toMatchObject({
      ok: false,
      error: { is: 'too-large' },
    });
  });
});
