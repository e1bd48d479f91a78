/** The paths insight: INSIGHTS §3.4. */
import type { Insight } from '../insight';
import { drillPaths } from './drill';
import { foldPaths, mergePaths } from './fold';
import type { PathsPartial } from './parts';
import { type PathsParams, planPaths } from './plan';
import { shapePaths } from './shape';
import {
  type PathsCell,
  pathsCellSchema,
  type PathsResult,
  pathsResultSchema,
  type PathsSpec,
  pathsSpecSchema,
} from './spec';

export const paths: Insight<PathsSpec, PathsParams, PathsPartial, PathsResult, PathsCell> = {
  kind: 'paths',
  spec: pathsSpecSchema,
  result: pathsResultSchema,
  cell: pathsCellSchema,
  plan: planPaths,
  fold: foldPaths,
  merge: mergePaths,
  shape: shapePaths,
  drill: drillPaths,
};
