/** Our CRC-32 against zlib's, by way of what gzip writes at the end of its stream. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../../../shared/base/crc32';

test('as gzip has it, in one piece or in several', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
      const packed = gzipSync(bytes);
      const theirs = packed.readUInt32LE(packed.length - 8);
      expect(crc32(bytes)).toBe(theirs);
      expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(theirs);
    }),
  );
});
