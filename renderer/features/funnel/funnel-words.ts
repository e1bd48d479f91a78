/** What the parts of a funnel are called; its sentence comes with the result. */
import type { FunnelSpec } from '../../../shared/insights/funnel/spec';
import { matcherTitle } from '../../parts/matcher-words';

export { goalIndex, unitName } from '../../../shared/insights/explain/funnel';

export const stepTitle = (spec: FunnelSpec, index: number): string => {
  const step = spec.steps[index];
  return step === undefined ? '' : matcherTitle(step);
};
