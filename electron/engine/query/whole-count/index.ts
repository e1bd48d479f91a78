/**
 * The whole of a plain question as one SELECT over the documented views, for people who check a number by hand. Held
 * against the folds in tests; where a question is not plain there is none.
 */
import type { PlanContext } from '../../../../shared/insights/insight';
import type { FoldSpec } from '../../../../shared/insights/specs';
import type { PublicContext } from '../../../../shared/sql/public-predicate';
import { funnelCount } from './funnel';
import { frequencyCount, stickinessCount } from './habits';
import { lifecycleCount } from './lifecycle';
import { retentionCount } from './retention';
import { trendsCounts } from './trends';

export function wholeCount(spec: FoldSpec, context: PlanContext, printing: PublicContext): readonly string[] {
  switch (spec.kind) {
    case 'funnel':
      return funnelCount(spec, context, printing);
    case 'trends':
      return trendsCounts(spec, context, printing);
    case 'retention':
      return retentionCount(spec, context, printing);
    case 'lifecycle':
      return lifecycleCount(spec, context, printing);
    case 'stickiness':
      return stickinessCount(spec, context, printing);
    case 'frequency':
      return frequencyCount(spec, context, printing);
    default:
      return [];
  }
}
