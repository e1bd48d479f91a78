import { describe, expect, it } from 'vitest';
import { countEdges, durationEdges } from '../../../shared/sessions/bins';
import { Brushed, tallyCodes, tallyNumbers, topPlaces } from '../../../shared/sessions/crossfilter';
import { IntMap } from '../../../shared/base/int-map';
import { parseSessionId, personTag, sessionId } from '../../../shared/sessions/session-id';

describe('brushes', () => {
  const values = [1, 5, 5, 9];
  const codes = [0, 0, -1, 1];
  const items = [0, 1, 2, 3];

  it('take from every column but their own', () => {
    const brushed = new Brushed(4);
    brushed.add('n', { type: 'numbers', values }, [5, 9]);
    brushed.add('c', { type: 'codes', codes, size: 2 }, new Set([0]));
    expect([...tallyNumbers(values, [0, 5, 10], items, brushed.holdsBut('n')).held]).toEqual([1, 1]);
    expect([...tallyCodes(codes, 2, items, brushed.holdsBut('c')).held]).toEqual([1, 1, 1]);
    expect(items.filter(brushed.holdsBut('other'))).toEqual([1]);
  });

  it('pick items without a value by -1', () => {
    const brushed = new Brushed(4);
    brushed.add('c', { type: 'codes', codes, size: 2 }, new Set([-1]));
    expect(items.filter(brushed.holdsBut(''))).toEqual([2]);
  });
});

describe('bins', () => {
  it('end beyond the highest value', () => {
    expect(countEdges(0)).toEqual([0, 1]);
    expect(countEdges(5)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(durationEdges(30)).toEqual([0, 10, 30, 60]);
    expect(countEdges(70_000).at(-1)).toBeGreaterThan(70_000);
    expect(durationEdges(90 * 86_400).at(-1)).toBeGreaterThan(90 * 86_400);
  });
});

describe('the most frequent', () => {
  it('come first, equals in the order asked for', () => {
    expect(topPlaces(Uint32Array.of(2, 0, 7, 2, 9, 2), 4, (a, b) => b - a)).toEqual([4, 2, 5, 3]);
  });
});

describe('a map of numbers', () => {
  it('keeps hundreds of thousands, the largest key included', () => {
    const map = new IntMap();
    for (let i = 0; i < 200_000; i++) map.set(i * 7, i);
    map.set(0xffffffff, -5);
    expect([map.size, map.get(0), map.get(7 * 199_999), map.get(8), map.get(0xffffffff)]).toEqual([
      200_001,
      0,
      199_999,
      undefined,
      -5,
    ]);
    map.set(7, 3);
    expect([map.size, map.get(7)]).toEqual([200_001, 3]);
  });
});

describe('an id', () => {
  it('is taken apart as it was put together', () => {
    for (const start of [0, -5, 1_700_000_000_123]) {
      expect(parseSessionId(sessionId('ana', start, 2))).toEqual({ start, tag: personTag('ana'), sameStart: 2 });
    }
    expect(parseSessionId('not an id')).toBeUndefined();
  });
});
