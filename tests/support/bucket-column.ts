/** A column of buckets as the engine makes it, all at once. */
import { bitmapWords } from '../../shared/base/bitmap';
import { type BucketColumn, eachWordOfEnds, fillBuckets } from '../../shared/insights/bucket-column';
import type { Sequences } from '../../shared/model/sequences';

export function bucketColumnOf(
  { time, offsets, persons, length }: Pick<Sequences, 'time' | 'offsets' | 'persons' | 'length'>,
  boundaries: Float64Array,
): BucketColumn {
  const bucket = new Uint8Array(length);
  const ends = new Uint32Array(bitmapWords(length));
  const lasts = new Uint32Array(bitmapWords(length));
  fillBuckets(time, 0, length, boundaries, bucket, 0);
  eachWordOfEnds(offsets, bucket, { from: 0, to: persons }, (word, own, last) => {
    ends[word] = own;
    lasts[word] = last;
  });
  return { bucket, ends, lasts };
}
