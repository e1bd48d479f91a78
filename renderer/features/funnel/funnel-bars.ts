/** From a funnel's result to what is drawn: heights as shares of the first step. Pure. */
import type { FunnelResult, FunnelSpec } from '../../../shared/insights/funnel/spec';
import { stepTitle } from './funnel-words';

export interface FunnelBar {
  readonly key: string;
  /** From 1. */
  readonly step: number;
  readonly title: string;
  readonly optional: boolean;
  readonly count: number;
  readonly dropped: number;
  readonly conversion: number | undefined;
  readonly stepConversion: number | undefined;
  readonly medianSeconds: number | undefined;
  /** Of the plot, 0 to 1. */
  readonly height: number;
  /** Of the plot, 0 to 1: those who left, standing on the bar. */
  readonly ghost: number;
}

/** A count of one among millions must still be seen and hit. */
const LEAST = 0.006;

export function funnelBars(spec: FunnelSpec, result: FunnelResult): readonly FunnelBar[] {
  const top = Math.max(result.steps[0]?.count ?? 0, 1);
  return result.steps.map((step, index): FunnelBar => {
    const height = step.count === 0 ? 0 : Math.min(1, Math.max(LEAST, step.count / top));
    return {
      key: `${index}-${step.label}`,
      step: index + 1,
      title: stepTitle(spec, index),
      optional: spec.steps[index]?.optional === true,
      count: step.count,
      dropped: step.dropped,
      conversion: step.conversion,
      stepConversion: step.stepConversion,
      medianSeconds: step.medianSeconds,
      height,
      ghost: Math.max(0, Math.min(1 - height, step.dropped / top)),
    };
  });
}

/** What became of those who did not reach it: an optional step keeps nobody back. */
export const droppedWord = ({ optional }: FunnelBar): string => (optional ? 'did not' : 'left');
