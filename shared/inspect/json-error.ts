/** Where a text stops being JSON. Engines disagree on how to say so, and some do not say where at all. */

export interface JsonError {
  /** In UTF-16 units; the length of the text where it breaks off. */
  readonly at: number;
  /** Both counted from 1. */
  readonly line: number;
  readonly column: number;
  /** What would have been right there. */
  readonly expected: string;
}

const SPACE = /[ \t\n\r]*/y;
// The control characters that no JSON text may hold are what is looked for.
// oxlint-disable-next-line no-control-regex
const STRING = /"(?:[^"\\\u0000-\u001f]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;
const ATOM = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])|(?:true|false|null)\b/y;

type Expected = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'nothing';

const WORDS: Record<Expected, string> = {
  value: 'a value',
  'value-or-end': 'a value or ]',
  key: 'a name in double quotes',
  'key-or-end': 'a name in double quotes or }',
  colon: 'a colon',
  'comma-or-end': 'a comma or the end of the list or object',
  nothing: 'nothing more',
};

/** Undefined where the whole text is one JSON value. */
export function jsonErrorIn(text: string): JsonError | undefined {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  let at = 0;
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) return false;
    at += found[0].length;
    return true;
  };
  const afterValue = (): Expected => (open.length === 0 ? 'nothing' : 'comma-or-end');
  for (;;) {
    take(SPACE);
    const letter = text[at];
    if (letter === undefined) return expected === 'nothing' ? undefined : problem(text, at, WORDS[expected]);
    const isEnd = (letter === '}' && open.at(-1) === '{') || (letter === ']' && open.at(-1) === '[');
    if (isEnd && expected.endsWith('-or-end')) {
      open.pop();
      at += 1;
      expected = afterValue();
    } else if (expected === 'comma-or-end' && letter === ',') {
      at += 1;
      expected = open.at(-1) === '{' ? 'key' : 'value';
    } else if (expected === 'colon' && letter === ':') {
      at += 1;
      expected = 'value';
    } else if (letter === '"' && /^(?:value|key)/.test(expected)) {
      take(STRING);
      if (text[at] !== '"')
        return problem(text, at, 'the end of the text in double quotes, or an escape that JSON knows');
      at += 1;
      expected = expected.startsWith('key') ? 'colon' : afterValue();
    } else if (expected.startsWith('value') && (letter === '{' || letter === '[')) {
      open.push(letter);
      at += 1;
      expected = letter === '{' ? 'key-or-end' : 'value-or-end';
    } else if (expected.startsWith('value') && take(ATOM)) {
      expected = afterValue();
    } else return problem(text, at, WORDS[expected]);
  }
}

function problem(text: string, at: number, expected: string): JsonError {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { at, line: before.split('\n').length, column: at - lineStart + 1, expected };
}
