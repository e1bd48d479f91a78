/** Cleaning rules while they are written: whether a pattern can be used, and what it does to the names there are. Pure. */
import { cleanNames } from '../../../shared/insights/clean-names';
import { patternProblem as findPatternProblem } from '../../../shared/model/patterns';
import type { PathsSpec } from '../../../shared/insights/paths/spec';

export type CleanRule = NonNullable<PathsSpec['clean']>[number];

const LONGEST_PATTERN = 500;

/** What is wrong with a pattern, in words; undefined where it can be used. */
export function patternProblem(pattern: string): string | undefined {
  if (pattern === '') return 'A pattern, such as ^/blog/.*';
  if (pattern.length > LONGEST_PATTERN) return `At most ${LONGEST_PATTERN} characters`;
  const problem = findPatternProblem(pattern);
  return problem === undefined ? undefined : `It ${problem}`;
}

export interface RuleEffect {
  readonly changed: number;
  readonly of: number;
  readonly example: { readonly from: string; readonly to: string } | undefined;
}

/** What the rule at `index` does to these raw names, after the rules before it. */
export function ruleEffect(
  of: PathsSpec['of'],
  rules: readonly CleanRule[],
  index: number,
  raw: readonly string[],
): RuleEffect {
  const foldsIds = of === 'pages';
  const before = cleanNames(raw, { foldIds: foldsIds, rules: rules.slice(0, index) }).names;
  const pairs = before.map((from) => {
    const cleaned = cleanNames([from], { foldIds: false, rules: rules.slice(index, index + 1) }).names;
    return { from, to: cleaned[0] ?? from };
  });
  const changed = pairs.filter(({ from, to }) => from !== to);
  return { changed: changed.length, of: before.length, example: changed[0] };
}
