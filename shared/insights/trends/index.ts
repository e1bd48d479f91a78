/** The trends insight: INSIGHTS §3.1. */
import type { Insight } from '../insight';
import { drillTrends } from './drill';
import { foldTrends, mergeTrends } from './fold';
import type { TrendsPartial } from './parts';
import { planTrends, type TrendsParams } from './plan';
import { shapeTrends } from './shape';
import {
  trendsCellSchema,
  trendsResultSchema,
  trendsSpecSchema,
  type TrendsCell,
  type TrendsResult,
  type TrendsSpec,
} from './spec';

export const trends: Insight<TrendsSpec, TrendsParams, TrendsPartial, TrendsResult, TrendsCell> = {
  kind: 'trends',
  spec: trendsSpecSchema,
  result: trendsResultSchema,
  cell: trendsCellSchema,
  plan: planTrends,
  fold: foldTrends,
  merge: mergeTrends,
  shape: shapeTrends,
  drill: drillTrends,
};
