/** Sorts by time without comparing: a million persons in tens of milliseconds. */

const DIGIT = 11;
const BUCKETS = 1 << DIGIT;

/** The items in the order of their times (UTC ms, finite); equal times keep their order. */
export function orderByTime(items: Int32Array, timeOf: Float64Array): Int32Array<ArrayBuffer> {
  let least = Infinity;
  let most = -Infinity;
  for (const item of items) {
    const time = timeOf[item] as number;
    if (time < least) least = time;
    if (time > most) most = time;
  }
  let from = Int32Array.from(items);
  let to = new Int32Array(items.length);
  const starts = new Int32Array(BUCKETS + 1);
  for (let unit = 1; unit <= most - least; unit *= BUCKETS) {
    starts.fill(0);
    for (const item of from) {
      const digit = Math.floor(((timeOf[item] as number) - least) / unit) % BUCKETS;
      starts[digit + 1] = (starts[digit + 1] as number) + 1;
    }
    for (let digit = 0; digit < BUCKETS; digit++) {
      starts[digit + 1] = (starts[digit + 1] as number) + (starts[digit] as number);
    }
    for (const item of from) {
      const digit = Math.floor(((timeOf[item] as number) - least) / unit) % BUCKETS;
      const place = starts[digit] as number;
      to[place] = item;
      starts[digit] = place + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}
