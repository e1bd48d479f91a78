/**
 * The median of numbers that lie in several arrays, which stay as they are: they are counted by size, and only those of the
 * middle's size are looked at again.
 */

/** So many are found quickest by putting them in order. */
const FEW = 512;
const BINS = 4_096;

/** Whole numbers from 0 on may be kept in half the room. */
export type Numbers = Float64Array | Uint32Array;

/** Of values without NaN and infinities, linear between the middle two; undefined for none. */
export function medianOf(parts: readonly Numbers[]): number | undefined {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return length === 0 ? undefined : between(parts, length, (length - 1) >>> 1, length >>> 1);
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
