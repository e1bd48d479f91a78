/** The funnel insight: INSIGHTS §3.2. */
import type { Insight } from '../insight';
import { drillFunnel } from './drill';
import { foldFunnel, mergeFunnel, type FunnelPartial } from './fold';
import { planFunnel, type FunnelParams } from './plan';
import { shapeFunnel } from './shape';
import {
  funnelCellSchema,
  funnelResultSchema,
  funnelSpecSchema,
  type FunnelCell,
  type FunnelResult,
  type FunnelSpec,
} from './spec';

export const funnel: Insight<FunnelSpec, FunnelParams, FunnelPartial, FunnelResult, FunnelCell> = {
  kind: 'funnel',
  spec: funnelSpecSchema,
  result: funnelResultSchema,
  cell: funnelCellSchema,
  plan: planFunnel,
  fold: foldFunnel,
  merge: mergeFunnel,
  shape: shapeFunnel,
  drill: drillFunnel,
};
