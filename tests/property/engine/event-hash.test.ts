/** Ids are hashed as the database hashes them, whatever their length and letters. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventHashes, hashToBigInt } from '../../../electron/engine/ingest/event-hash';

const id = fc.oneof(fc.uuid(), fc.string({ maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 70 }));
const long = Array.from({ length: 70 }, (_, length) => 'x'.repeat(length));

test('the upper half of md5, low word first', () => {
  fc.assert(
    fc.property(fc.array(id), (some) => {
      const ids = [...some, ...long];
      const words = eventHashes(ids, ids.length);
      for (const [i, each] of ids.entries()) {
        const expected = createHash('md5').update(each).digest().readBigUInt64LE(0);
        expect(hashToBigInt(words[2 * i + 1] ?? 0, words[2 * i] ?? 0)).toBe(expected);
      }
    }),
  );
});
