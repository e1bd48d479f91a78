/** Small numbers by eid in as few bytes as they need: 0 for a missing value, code + 1 for a code. */

export type CodeArray = Uint8Array | Uint16Array | Uint32Array;

/** An array for `length` events whose codes stay below `codes`; what `earlier` holds is copied. */
export function codeArray(length: number, codes: number, earlier?: CodeArray): CodeArray {
  const grown =
    codes < 0xff ? new Uint8Array(length) : codes < 0xffff ? new Uint16Array(length) : new Uint32Array(length);
  if (earlier !== undefined) grown.set(earlier.subarray(0, length));
  return grown;
}

/** Whether codes below `codes` fit. */
export const holdsCodes = ({ BYTES_PER_ELEMENT }: CodeArray, codes: number): boolean =>
  BYTES_PER_ELEMENT === 4 || codes < 2 ** (8 * BYTES_PER_ELEMENT) - 1;
