/**
 * Every kind of insight by name. The engine and its fold workers know insights only through {@link insightOf}: plan, fold,
 * merge and shape of one kind fit together, and what passes between them is that kind's own business.
 */
import { correlation } from './correlation';
import { frequency } from './frequency';
import { funnel } from './funnel';
import type { Insight } from './insight';
import { lifecycle } from './lifecycle';
import { paths } from './paths';
import { retention } from './retention';
import { segment } from './segment';
import type { FoldSpec } from './specs';
import { stickiness } from './stickiness';
import { trends } from './trends';

export const INSIGHTS = {
  funnel,
  trends,
  retention,
  lifecycle,
  stickiness,
  frequency,
  paths,
  segment,
  correlation,
} as const;

/** An insight whose inner types are not told apart; values go only back to the insight that they came from. */
export type AnyInsight = Insight<FoldSpec, unknown, unknown, unknown, unknown>;

/** The insight that computes specs of a kind. */
export function insightOf(kind: FoldSpec['kind']): AnyInsight {
  return INSIGHTS[kind] as AnyInsight;
}
