/** Small numbers by eid in as few bytes as they need: 0 for a missing value, code + 1 for a code. */

export type CodeArray = Uint8Array | Uint16Array | Uint32Array;

/** Of this thread alone, or on shared memory, so that fold workers read it in place. */
export type CodeMemory = 'own' | 'shared';

/** An array for `length` events whose codes stay below `codes`; what `earlier` holds is copied. */
export function codeArray(length: number, codes: number, earlier?: CodeArray, memory: CodeMemory = 'own'): CodeArray {
  const width = codes < 0xff ? 1 : codes < 0xffff ? 2 : 4;
  const buffer =
    memory === 'own' ? new ArrayBuffer(length * width) : new SharedArrayBuffer(Math.max(length * width, width));
  const grown =
    width === 1
      ? new Uint8Array(buffer, 0, length)
      : width === 2
        ? new Uint16Array(buffer, 0, length)
        : new Uint32Array(buffer, 0, length);
  if (earlier !== undefined) grown.set(earlier.subarray(0, length));
  return grown;
}

/** Whether codes below `codes` fit. */
export const holdsCodes = ({ BYTES_PER_ELEMENT }: CodeArray, codes: number): boolean =>
  BYTES_PER_ELEMENT === 4 || codes < 2 ** (8 * BYTES_PER_ELEMENT) - 1;
