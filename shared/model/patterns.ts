/**
 * Regular expressions that JavaScript and RE2 both read, so that a pattern means the same in the page, in the folds and in
 * the database. RE2 knows no look-around, no back references and no named groups of JavaScript's form, fewer escapes, and
 * repeats nothing more than 1,000 times, whatever is nested in it.
 */

const MOST_REPEATS = 1000;

/** Unicode's general categories, which RE2 knows by their short names; it knows scripts by their names. */
const CATEGORY = /^(?:C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;

/** Why one of the two cannot read the pattern; undefined where both can. A phrase that follows «it». */
export function patternProblem(pattern: string): string | undefined {
  const own = re2Problem(pattern);
  if (own !== undefined) return own;
  try {
    // Flags at the beginning are RE2's alone.
    return new RegExp(pattern.replace(/^\(\?[imsU]+\)/, ''), 'u') instanceof RegExp ? undefined : 'cannot be read';
  } catch (error) {
    return error instanceof SyntaxError
      ? `cannot be read: ${error.message.replace(/^Invalid regular expression: .*: /s, '').toLowerCase()}`
      : 'cannot be read';
  }
}

export const isRegExp = (value: unknown): boolean => typeof value === 'string' && patternProblem(value) === undefined;

/** One pass over the pattern; what no engine reads is left to RegExp. */
function re2Problem(pattern: string): string | undefined {
  // How often the most repeated part inside is repeated, by open group; the last atom's own in the end.
  const groups: number[] = [1];
  let atom = 1;
  for (let at = 0; at < pattern.length;) {
    const rest = pattern.slice(at, at + 80);
    const char = rest[0] as string;
    let length = 1;
    if (char === '\\') {
      const escape = escapeProblem(rest, false);
      if (escape !== undefined) return escape;
      length = escapeLength(rest);
      atom = 1;
    } else if (char === '[') {
      const end = classEnd(pattern, at);
      if (typeof end === 'string') return end;
      length = end - at;
      atom = 1;
    } else if (char === '(') {
      if (/^\(\?(?:[=!]|<[=!])/.test(rest)) return 'has a look-around, which RE2 does not know';
      if (rest.startsWith('(?<')) return 'has a named group, which RE2 does not know in this form';
      groups.push(1);
      atom = 1;
      length = /^\(\?[A-Za-z-]*:?/.exec(rest)?.[0].length ?? 1;
    } else if (char === ')') {
      atom = groups.pop() ?? 1;
    } else {
      const repeat = /^\{(\d+)(?:,(\d*))?\}/.exec(rest);
      const count = repeat === null ? 1 : Math.max(Number(repeat[1]), Number(repeat[2] ?? 0));
      length = repeat?.[0].length ?? 1;
      if (repeat !== null) atom *= Math.max(count, 1);
      else if (!'*+?'.includes(char)) atom = 1;
      if (atom > MOST_REPEATS) return `repeats something more than ${MOST_REPEATS} times, which RE2 does not`;
    }
    groups.push(Math.max(groups.pop() ?? 1, atom));
    at += length;
  }
  return undefined;
}

/** The place after the class that begins at `at`, or what RE2 does not know in it. */
function classEnd(pattern: string, at: number): number | string {
  let next = at + (pattern[at + 1] === '^' ? 2 : 1);
  if (pattern[next] === ']') return 'has an empty class, which RE2 does not know';
  while (next < pattern.length && pattern[next] !== ']') {
    const rest = pattern.slice(next, next + 80);
    if (rest[0] !== '\\') {
      next += 1;
      continue;
    }
    const problem = escapeProblem(rest, true);
    if (problem !== undefined) return problem;
    next += escapeLength(rest);
  }
  return next + 1;
}

function escapeProblem(text: string, inClass: boolean): string | undefined {
  const unknown = (name: string): string => `has the escape ${name}, which RE2 does not know`;
  if (/^\\[1-9]/.test(text)) return 'has a back reference, which RE2 does not know';
  if (text.startsWith('\\k')) return 'has a back reference, which RE2 does not know';
  const letter = /^\\[cu]/.exec(text)?.[0];
  if (letter !== undefined) return `${unknown(letter)}; write \\x{41} for a character by its number`;
  if (inClass && /^\\b/i.test(text)) return unknown(text.slice(0, 2));
  const property = /^\\p\{([^}]*)\}/i.exec(text)?.[1];
  if (property === undefined || CATEGORY.test(property)) return undefined;
  return `has the class \\p{${property}}, which RE2 does not know; it knows categories such as \\p{L} and \\p{Lu}`;
}

const escapeLength = (text: string): number =>
  /^\\(?:p\{[^}]*\}|x\{[^}]*\}|x[0-9A-Fa-f]{2}|.)/isu.exec(text)?.[0].length ?? 2;
