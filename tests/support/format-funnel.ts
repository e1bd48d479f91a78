/** A funnel's result in the words people would use: `['visit 3', 'signup 2 (67%)', 'pay 1 (50%)']`. */
import type { FunnelResult } from '../../shared/insights/funnel/spec';

export function formatFunnel({ steps }: Pick<FunnelResult, 'steps'>): string[] {
  return steps.map(({ label, count, stepConversion }) =>
    stepConversion === undefined ? `${label} ${count}` : `${label} ${count} (${Math.round(stepConversion * 100)}%)`,
  );
}
