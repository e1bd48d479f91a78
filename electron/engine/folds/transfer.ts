/**
 * What a worker answers is given away rather than copied: a fold keeps nothing of its partial. Small arrays are copied, as
 * that is as quick, and arrays that are a part of a larger one.
 */

/** Below this a buffer of its own costs more than a copy. */
const LEAST_BYTES = 1 << 16;

/** The memory that an answer's arrays have for themselves, each once. */
export function ownBuffers(answer: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  gather(answer, found);
  return [...found];
}

function gather(value: unknown, found: Set<ArrayBuffer>): void {
  if (typeof value !== 'object' || value === null) return;
  if (ArrayBuffer.isView(value)) {
    const { buffer, byteLength } = value;
    if (buffer instanceof ArrayBuffer && byteLength >= LEAST_BYTES && byteLength === buffer.byteLength) {
      found.add(buffer);
    }
    return;
  }
  if (value instanceof Map) {
    if (isOfObjects(value.values())) for (const each of value.values()) gather(each, found);
  } else if (Array.isArray(value)) {
    if (isOfObjects(value)) for (const each of value) gather(each, found);
  } else for (const each of Object.values(value)) gather(each, found);
}

/** Lists of a million numbers are not looked through. */
function isOfObjects(values: Iterable<unknown>): boolean {
  for (const first of values) return typeof first === 'object';
  return false;
}
