/** The correlation insight: INSIGHTS §3.7. */
import type { Insight } from '../insight';
import { drillCorrelation } from './drill';
import { foldCorrelation, mergeCorrelation, type CorrelationPartial } from './fold';
import { planCorrelation, type CorrelationParams } from './plan';
import { shapeCorrelation } from './shape';
import {
  type CorrelationCell,
  correlationCellSchema,
  type CorrelationResult,
  correlationResultSchema,
  type CorrelationSpec,
  correlationSpecSchema,
} from './spec';

export const correlation: Insight<
  CorrelationSpec,
  CorrelationParams,
  CorrelationPartial,
  CorrelationResult,
  CorrelationCell
> = {
  kind: 'correlation',
  spec: correlationSpecSchema,
  result: correlationResultSchema,
  cell: correlationCellSchema,
  plan: planCorrelation,
  fold: foldCorrelation,
  merge: mergeCorrelation,
  shape: shapeCorrelation,
  drill: drillCorrelation,
};
