/** The segment insight: INSIGHTS §3.6. */
import type { Insight } from '../insight';
import { drillSegment, foldSegment, mergeSegment, type SegmentPartial } from './fold';
import { planSegment, type SegmentParams } from './plan';
import {
  type SegmentCell,
  segmentCellSchema,
  type SegmentResult,
  segmentResultSchema,
  type SegmentSpec,
  segmentSpecSchema,
} from './spec';

function shapeSegment(_spec: SegmentSpec, _params: SegmentParams, { count, total }: SegmentPartial): SegmentResult {
  return { kind: 'segment', count, total, ...(total === 0 ? {} : { share: count / total }) };
}

export const segment: Insight<SegmentSpec, SegmentParams, SegmentPartial, SegmentResult, SegmentCell> = {
  kind: 'segment',
  spec: segmentSpecSchema,
  result: segmentResultSchema,
  cell: segmentCellSchema,
  plan: planSegment,
  fold: foldSegment,
  merge: mergeSegment,
  shape: shapeSegment,
  drill: drillSegment,
};
