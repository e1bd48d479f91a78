/** Typed arrays that grow by doubling, so that adding ids one by one stays linear. */

type Numbers = Int32Array | Float64Array | Uint8Array;

/** The array itself where it has room for `length` values, else a larger copy whose new places hold `fill`. */
export function withRoom<A extends Numbers>(array: A, length: number, fill = 0): A {
  if (array.length >= length) return array;
  const room = Math.max(16, length, array.length * 2);
  const larger = new (array.constructor as new (size: number) => A)(room);
  larger.set(array);
  if (fill !== 0) larger.fill(fill, array.length);
  return larger;
}
