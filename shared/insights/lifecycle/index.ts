/** The lifecycle insight: INSIGHTS §3.5. */
import { bucketLabels } from '../../base/time-buckets';
import type { Insight } from '../insight';
import { drillLifecycle, foldLifecycle, type LifecyclePartial, mergeLifecycle } from './fold';
import { type LifecycleParams, planLifecycle } from './plan';
import {
  LIFECYCLE_STATUSES,
  type LifecycleCell,
  lifecycleCellSchema,
  type LifecycleResult,
  lifecycleResultSchema,
  type LifecycleSpec,
  lifecycleSpecSchema,
  type LifecycleStatus,
} from './spec';

function shapeLifecycle(_spec: LifecycleSpec, params: LifecycleParams, { counts }: LifecyclePartial): LifecycleResult {
  const buckets = params.bounds.length < 2 ? [] : bucketLabels(params.bounds.subarray(1));
  const line = (status: LifecycleStatus, sign: 1 | -1): number[] => {
    const place = LIFECYCLE_STATUSES.indexOf(status);
    return buckets.map((_, bucket) => {
      const count = counts[bucket * LIFECYCLE_STATUSES.length + place] as number;
      return count === 0 ? 0 : sign * count;
    });
  };
  return {
    kind: 'lifecycle',
    buckets,
    new: line('new', 1),
    returning: line('returning', 1),
    resurrecting: line('resurrecting', 1),
    dormant: line('dormant', -1),
  };
}

export const lifecycle: Insight<LifecycleSpec, LifecycleParams, LifecyclePartial, LifecycleResult, LifecycleCell> = {
  kind: 'lifecycle',
  spec: lifecycleSpecSchema,
  result: lifecycleResultSchema,
  cell: lifecycleCellSchema,
  plan: planLifecycle,
  fold: foldLifecycle,
  merge: mergeLifecycle,
  shape: shapeLifecycle,
  drill: drillLifecycle,
};
