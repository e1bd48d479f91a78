/**
 * Patterns in conditions of flags. They are read as RE2 reads them, as PostHog does: the time that one takes grows with the
 * text alone, whatever the pattern is, so none can stop the host that answers SDKs.
 */
import { RE2JS } from 're2js';

/** A pattern's instructions and a text's characters: together what one look may cost. */
const MOST_INSTRUCTIONS = 2_000;
const MOST_CHARACTERS = 10_000;
const MOST_KEPT = 200;

const kept = new Map<string, RE2JS>();

/** Why the pattern cannot be used; undefined where it can. */
export function flagPatternProblem(pattern: string): string | undefined {
  try {
    const size = compiled(pattern).programSize();
    return size > MOST_INSTRUCTIONS
      ? 'is too large a pattern: it repeats too much, or too long a part, too often'
      : undefined;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
    return `is no pattern that PostHog reads, which is RE2’s syntax: ${why}`;
  }
}

/** Whether the pattern is found in the text; undefined where it cannot be said: it is no pattern, or the text too long. */
export function findsPattern(pattern: string, text: string): boolean | undefined {
  if (text.length > MOST_CHARACTERS || flagPatternProblem(pattern) !== undefined) return undefined;
  return compiled(pattern).matcher(text).find();
}

/** Compiling takes longer than looking. */
function compiled(pattern: string): RE2JS {
  const known = kept.get(pattern);
  if (known !== undefined) return known;
  const fresh = RE2JS.compile(pattern);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(pattern, fresh);
  return fresh;
}
