/**
 * The median of numbers that lie in several arrays, which stay as they are: a sample says between which two values the middle
 * is, and only what lies there is taken out. Where it does not, they are counted by size, and only those of the middle's size
 * are looked at again.
 */

/** So many are found quickest by putting them in order. */
const FEW = 512;
const BINS = 4_096;
/** Of fewer a sample would be a good part. */
const MANY = 32_768;
const SAMPLE = 2_048;
/** The middle of the sample is hardly ever so many places from the middle of all: four times what is usual. */
const MARGIN = 91;
/** Values that are looked at in one go. */
const STRETCH = 4_096;

/** Whole numbers from 0 on may be kept in half the room. */
export type Numbers = Float64Array | Uint32Array;

/** Of values without NaN and infinities, linear between the middle two; undefined for none. */
export function medianOf(parts: readonly Numbers[]): number | undefined {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length === 0) return undefined;
  const [low, high] = [(length - 1) >>> 1, length >>> 1];
  return (length < MANY ? undefined : sampled(parts, length, low, high)) ?? between(parts, length, low, high);
}

/** What {@link between} says; undefined where the sample misled. */
function sampled(parts: readonly Numbers[], length: number, low: number, high: number): number | undefined {
  const sample = sampleOf(parts, length);
  const least = sample[(SAMPLE >>> 1) - MARGIN] as number;
  const greatest = sample[(SAMPLE >>> 1) + MARGIN] as number;
  // Where all are one value, how many are enough to know.
  const room = least === greatest ? 0 : (length >>> 2) + STRETCH;
  const sift: Sift = { least, greatest, found: new Float64Array(room), count: 0, below: 0 };
  for (const part of parts) {
    for (let from = 0; from < part.length; from += STRETCH) {
      if (least < greatest && sift.count + STRETCH > room) return undefined;
      const to = Math.min(part.length, from + STRETCH);
      // A loop for each kind: one for both would be several times as slow.
      if (least === greatest) {
        if (part instanceof Uint32Array) countShort(part, from, to, sift);
        else countLong(part, from, to, sift);
      } else if (part instanceof Uint32Array) siftShort(part, from, to, sift);
      else siftLong(part, from, to, sift);
    }
  }
  const { below, count, found } = sift;
  if (low < below || high >= below + count) return undefined;
  return least === greatest ? least : between([found.subarray(0, count)], count, low - below, high - below);
}

/** Values at equal distances, in order. */
function sampleOf(parts: readonly Numbers[], length: number): Float64Array {
  const sample = new Float64Array(SAMPLE);
  let part = 0;
  let before = 0;
  for (let at = 0; at < SAMPLE; at += 1) {
    const place = Math.floor(((at + 0.5) * length) / SAMPLE);
    while (place - before >= (parts[part] as Numbers).length) before += (parts[part++] as Numbers).length;
    sample[at] = (parts[part] as Numbers)[place - before] as number;
  }
  return sample.sort();
}

interface Sift {
  readonly least: number;
  readonly greatest: number;
  /** The values from `least` to `greatest`, where those are two, and how many they are. */
  readonly found: Float64Array<ArrayBuffer>;
  count: number;
  /** How many values are less. */
  below: number;
}

/** Whether a value is less cannot be foreseen, by a processor neither: it is added up, and each is written but few are kept. */
function siftShort(part: Uint32Array, from: number, to: number, sift: Sift): void {
  const { least, greatest, found } = sift;
  let { count, below } = sift;
  for (let i = from; i < to; i += 1) {
    const value = part[i] as number;
    const isLess = Number(value < least);
    found[count] = value;
    below += isLess;
    count += Number(value <= greatest) - isLess;
  }
  sift.count = count;
  sift.below = below;
}

function siftLong(part: Float64Array, from: number, to: number, sift: Sift): void {
  const { least, greatest, found } = sift;
  let { count, below } = sift;
  for (let i = from; i < to; i += 1) {
    const value = part[i] as number;
    const isLess = Number(value < least);
    found[count] = value;
    below += isLess;
    count += Number(value <= greatest) - isLess;
  }
  sift.count = count;
  sift.below = below;
}

function countShort(part: Uint32Array, from: number, to: number, sift: Sift): void {
  const { least } = sift;
  let { count, below } = sift;
  for (let i = from; i < to; i += 1) {
    const value = part[i] as number;
    below += Number(value < least);
    count += Number(value === least);
  }
  sift.count = count;
  sift.below = below;
}

function countLong(part: Float64Array, from: number, to: number, sift: Sift): void {
  const { least } = sift;
  let { count, below } = sift;
  for (let i = from; i < to; i += 1) {
    const value = part[i] as number;
    below += Number(value < least);
    count += Number(value === least);
  }
  sift.count = count;
  sift.below = below;
}

/** Half-way between the values at two neighbouring places, which may be one, of all in order. */
function between(parts: readonly Numbers[], length: number, low: number, high: number): number {
  const [least, greatest] = extremes(parts);
  if (least === greatest) return least;
  const perValue = (BINS - 1) / (greatest - least);
  // Numbers so far apart, or so near each other, that their distance says nothing.
  if (length <= FEW || !(perValue > 0 && perValue < Infinity)) {
    const all = gatherAll(parts, length).sort();
    return half(all[low] as number, all[high] as number);
  }
  // A greater value is never in an earlier bin.
  const counts = countBins(parts, least, perValue);
  let bin = 0;
  let before = 0;
  while (before + (counts[bin] as number) <= low) before += counts[bin++] as number;
  const within = counts[bin] as number;
  const same = gatherBin(parts, within, least, perValue, bin);
  if (high < before + within) return between([same], within, low - before, high - before);
  let next = bin + 1;
  while (counts[next] === 0) next += 1;
  const above = gatherBin(parts, counts[next] as number, least, perValue, next);
  return half(extremes([same])[1], extremes([above])[0]);
}

const half = (below: number, above: number): number => (below === above ? below : below + (above - below) * 0.5);

function extremes(parts: readonly Numbers[]): [least: number, greatest: number] {
  let least = Infinity;
  let greatest = -Infinity;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 1) {
      const value = part[i] as number;
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
  }
  return [least, greatest];
}

function countBins(parts: readonly Numbers[], least: number, perValue: number): Uint32Array {
  const counts = new Uint32Array(BINS);
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 1) {
      const bin = (((part[i] as number) - least) * perValue) | 0;
      counts[bin] = (counts[bin] as number) + 1;
    }
  }
  return counts;
}

function gatherAll(parts: readonly Numbers[], length: number): Float64Array<ArrayBuffer> {
  const all = new Float64Array(length);
  let count = 0;
  for (const part of parts) {
    all.set(part, count);
    count += part.length;
  }
  return all;
}

/** The values of one bin; there are `length` of them. */
function gatherBin(
  parts: readonly Numbers[],
  length: number,
  least: number,
  perValue: number,
  bin: number,
): Float64Array<ArrayBuffer> {
  const found = new Float64Array(length);
  let count = 0;
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 1) {
      const value = part[i] as number;
      if ((((value - least) * perValue) | 0) === bin) found[count++] = value;
    }
  }
  return found;
}
