import { describe, expect, it } from 'vitest';
import { ownBuffers } from '../../../electron/engine/folds/transfer';

const large = (): Float64Array<ArrayBuffer> => new Float64Array(10_000);

describe('what a worker gives away', () => {
  it('is the memory of its arrays, each once, wherever they stand', () => {
    const [a, b, c] = [large(), large(), large()];
    const answer = { parts: [{ all: a, byValue: a }, { all: b }], byKey: new Map([['c', { c }]]), count: 3, no: null };
    expect(ownBuffers(answer)).toEqual([a.buffer, b.buffer, c.buffer]);
    expect(structuredClone(answer, { transfer: ownBuffers(answer) })).toEqual({
      parts: [{ all: large(), byValue: large() }, { all: large() }],
      byKey: new Map([['c', { c: large() }]]),
      count: 3,
      no: null,
    });
    expect(a.length).toBe(0);
  });

  it('is nothing that others may have: parts of larger arrays, shared memory; and nothing small', () => {
    const shared = new Float64Array(new SharedArrayBuffer(800_000));
    const answer = [large().subarray(1), shared, new Uint8Array(100), [1, 2, 3], 'text', undefined];
    expect(ownBuffers({ answer, numbers: Array.from({ length: 100_000 }, (_, i) => i) })).toEqual([]);
  });
});
