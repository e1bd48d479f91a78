/** Trends that are well-formed and cannot be meant, refused at the member that is in the way. */
import type { z } from 'zod';
import { refuseBadRange } from '../common';
import { parseFormula, seriesLetter } from './formula';
import type { Math, TrendsDraft } from './spec';

/** Measures that say something of each bucket alone: there is no running one. */
function isOfBucket(math: Math): boolean {
  if (typeof math === 'string') return math === 'per_person';
  if ('group' in math) return false;
  return 'active' in math || !['sum', 'min', 'max', 'distinct'].includes(math.fn);
}

export function refuseImpossibleTrends(spec: TrendsDraft, context: z.RefinementCtx): void {
  refuseBadRange(spec, context);
  const refuse = (path: PropertyKey[], message: string): void => {
    context.addIssue({ code: 'custom', path, message });
  };
  refuseFormula(spec, refuse);
  refuseCompare(spec, refuse);
  if (spec.cumulative === true) {
    spec.series.forEach(({ math }, index) => {
      if (!isOfBucket(math)) return;
      refuse(
        ['series', index, 'math'],
        'must not be an average, a percentile or trailing actives with "cumulative": these have no running total.',
      );
    });
    if (spec.smooth !== undefined) {
      refuse(['smooth'], 'must not be set with "cumulative": a running total has no ups and downs to smooth.');
    }
  }
}

type Refuse = (path: PropertyKey[], message: string) => void;

function refuseFormula({ formula, series }: TrendsDraft, refuse: Refuse): void {
  if (formula === undefined) return;
  const parsed = parseFormula(formula, series.length);
  if (parsed.ok) return;
  const { at, message } = parsed.problem;
  const what = at < formula.length ? `«${formula.slice(at, at + 1)}» ` : '';
  const last = seriesLetter(series.length - 1);
  refuse(
    ['formula'],
    `at character ${at + 1}: ${what}${message} Allowed are A${last === 'A' ? '' : ` to ${last}`}, numbers, + - * / and parentheses.`,
  );
}

function refuseCompare({ compare, range }: TrendsDraft, refuse: Refuse): void {
  if (compare === undefined) return;
  const hasBeginning = range !== undefined && ('last' in range || range.from !== undefined);
  if (!hasBeginning) {
    refuse(['compare'], 'needs a range with a beginning: before all data there is nothing to compare with.');
  }
  if ('offset' in compare && !Number.isInteger(compare.offset.value)) {
    refuse(['compare', 'offset', 'value'], 'must be a whole number of units; for parts of a unit use a smaller unit.');
  }
}
