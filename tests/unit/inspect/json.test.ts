import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonErrorIn } from '../../../shared/inspect/json-error';
import { markJson } from '../../../shared/inspect/marked-json';

const marked = (value: unknown, place: string): [string, string] => {
  const { text, mark, missing } = markJson(value, place);
  return [text.slice(mark.from, mark.to), missing];
};

describe('marked JSON', () => {
  test('is what JSON.stringify prints', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(markJson(value, '').text).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });

  test('marks a value with its key', () => {
    const body = { batch: [{ event: 'a' }, { event: 7, properties: { 'a.b': { c: 1 } } }] };
    expect(marked(body, 'batch[1].event')).toEqual(['"event": 7', '']);
    expect(marked(body, 'batch[0]')).toEqual(['{\n      "event": "a"\n    }', '']);
    expect(marked(body, 'batch[1].properties.a.b.c')).toEqual(['"c": 1', '']);
    expect(marked([1, 2], '[1]')).toEqual(['2', '']);
  });

  test('marks what should have held a missing value, and says what is missing', () => {
    const body = { batch: [{ userId: 'ana' }] };
    expect(marked(body, 'batch[0].event')).toEqual(['{\n      "userId": "ana"\n    }', 'event']);
    expect(marked(body, 'batch[9]')).toEqual([
      `"batch": ${JSON.stringify([{ userId: 'ana' }], null, 2).replaceAll('\n', '\n  ')}`,
      '[9]',
    ]);
    expect(marked('text', 'a.b')).toEqual(['"text"', 'a.b']);
  });
});

describe('where a text stops being JSON', () => {
  test('is told by line and column', () => {
    expect(jsonErrorIn('{"a": 1}')).toBeUndefined();
    expect(jsonErrorIn('{"a": 1,}')).toMatchObject({ at: 8, line: 1, column: 9, expected: 'a name in double quotes' });
    expect(jsonErrorIn('{\n  "a": nope\n}')).toMatchObject({ line: 2, column: 8 });
    expect(jsonErrorIn('[1, 2')).toMatchObject({ at: 5, expected: 'a comma or the end of the list or object' });
    expect(jsonErrorIn("{'a': 1}")).toMatchObject({ at: 1 });
    expect(jsonErrorIn('{"a" 1}')).toMatchObject({ at: 5, expected: 'a colon' });
    expect(jsonErrorIn('{} {}')).toMatchObject({ at: 3, expected: 'nothing more' });
    expect(jsonErrorIn('')).toMatchObject({ at: 0, line: 1, column: 1 });
    expect(jsonErrorIn('["\\x"]')).toMatchObject({ at: 2 });
    expect(jsonErrorIn('01')).toMatchObject({ at: 0 });
  });

  test('is somewhere exactly where JSON.parse refuses', () => {
    const broken = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', ']', '\\', 'x', '1', '.', '-', '\n', ':', '{'))
      .map(
        ([text, at, piece]) => text.slice(0, at % (text.length + 1)) + piece + text.slice((at % (text.length + 1)) + 1),
      );
    fc.assert(
      fc.property(broken, (text) => {
        let parses = true;
        try {
          JSON.parse(text);
        } catch {
          parses = false;
        }
        expect(jsonErrorIn(text) === undefined).toBe(parses);
      }),
      { numRuns: 2_000 },
    );
  });

  test('needs no stack for deep nesting', () => {
    expect(jsonErrorIn('['.repeat(200_000))).toMatchObject({ at: 200_000 });
    expect(jsonErrorIn('['.repeat(200_000) + ']'.repeat(200_000))).toBeUndefined();
  });
});
