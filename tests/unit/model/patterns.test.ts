import { describe, expect, it } from 'vitest';
import { patternProblem } from '../../../shared/model/patterns';

describe('patterns', () => {
  it.each([
    '^/blog/.*',
    '(?i)paid|PAID',
    '(?:a|b)+?[^\\n]{2,5}$',
    '\\d+\\.\\d{2}',
    '\\p{L}\\p{Lu}\\P{N}',
    '((a{10}b){2}c{11}){50}',
    'a{1000}',
    '(a{10}){100}',
    '(a{10}b{1000})(c{1000})',
    '[\\d\\-.]',
    '',
  ])('%s is one for both', (pattern) => {
    expect(patternProblem(pattern)).toBeUndefined();
  });
  it.each<[string, RegExp]>([
    ['a(?=b)', /look-around/],
    ['(?<!a)b', /look-around/],
    ['(?<name>a)', /named group/],
    ['(a)\\1', /back reference/],
    ['\\k<n>', /back reference/],
    ['\\u0041', /escape \\u.*write \\x\{41\}/],
    ['\\cA', /escape \\c/],
    ['[\\b]', /escape \\b/],
    ['[]', /empty class/],
    ['[^]', /empty class/],
    ['\\p{Script=Greek}', /\\p\{L\}/],
    ['\\p{ASCII}', /does not know/],
    ['a{1001}', /more than 1000/],
    ['a{1001,}', /more than 1000/],
    ['(a{100}){11}', /more than 1000/],
    ['((a{10}b){2}c{11}){51}', /more than 1000/],
    ['(', /unterminated group/],
    ['a**', /nothing to repeat/],
    ['[z-a]', /out of order/],
    ['\\', /cannot be read/],
  ])('%s is refused', (pattern, problem) => {
    expect(patternProblem(pattern)).toMatch(problem);
  });
});
