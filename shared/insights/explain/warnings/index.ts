/** Everything that the data makes one keep in mind about a result: what concerns the question first, the data last. */
import type { InsightResult, InsightSpec } from '../../specs';
import type { ExplainContext } from '../context';
import type { Facts } from '../facts';
import type { Warning } from '../meta';
import { dataWarnings } from './data';
import { eventWarnings } from './events';
import { groupWarnings } from './groups';
import { sampleWarnings } from './samples';
import { timeWarnings } from './time';

export const warningsOf = (
  spec: InsightSpec,
  result: InsightResult,
  context: ExplainContext,
  facts: Facts,
): readonly Warning[] => [
  ...eventWarnings(spec, context, facts),
  ...groupWarnings(spec, context, facts),
  ...timeWarnings(spec, result, context, facts),
  ...sampleWarnings(spec, result, context, facts),
  ...dataWarnings(spec, facts),
];
