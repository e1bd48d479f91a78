/**
 * The cases on which products differ, decided (INSIGHTS §3.2): `rules` names a product, and each decision can also be set
 * alone. Worked cases: tests/conformance/insights/funnel-rules.test.ts.
 */
import type { Duration } from '../../model/range';
import type { FunnelSpec } from './spec';

export const FUNNEL_RULES = ['waymark', 'posthog', 'mixpanel', 'mixpanel-reentry', 'amplitude', 'openpanel'] as const;
export type FunnelRules = (typeof FUNNEL_RULES)[number];

export type CountBy = 'persons' | 'sessions' | { readonly group: string };

export interface FunnelDecisions {
  /** Which first steps may begin a chain: every one (the deepest chain wins), or only the unit's first. */
  readonly starts: 'every' | 'first';
  /**
   * Events of one moment: they may fill consecutive steps whatever their order (`together`), so may those of one second,
   * whose times count as its beginning (`by_second`), or each moment fills one step at most (`never`).
   */
  readonly ties: 'together' | 'by_second' | 'never';
  /** A step may be this much earlier than the step before it (ms). */
  readonly tieGraceMs: number;
  /**
   * What an exclusion does to a chain: it ends at the steps it has, and another chain may still convert (`breakChain`); the
   * unit leaves the funnel unless a clean chain reaches as deep (`removePerson`); the unit counts in the steps it has
   * reached by then, and no other chain helps (`dropAtStep`).
   */
  readonly exclusionEffect: 'breakChain' | 'removePerson' | 'dropAtStep';
  readonly window: Duration;
  /** Whose events make a chain: a person's, a session's, or those of one group of a type, of whatever persons. */
  readonly countBy: CountBy;
}

const day = (value: number): Duration => ({ value, unit: 'day' });

const WAYMARK: FunnelDecisions = {
  starts: 'every',
  ties: 'together',
  tieGraceMs: 0,
  exclusionEffect: 'breakChain',
  window: day(14),
  countBy: 'persons',
};

const PRESETS: Readonly<Record<FunnelRules, FunnelDecisions>> = {
  waymark: WAYMARK,
  posthog: { ...WAYMARK, exclusionEffect: 'removePerson' },
  mixpanel: { ...WAYMARK, starts: 'first', tieGraceMs: 2_000, exclusionEffect: 'dropAtStep', window: day(7) },
  'mixpanel-reentry': { ...WAYMARK, tieGraceMs: 2_000, exclusionEffect: 'dropAtStep', window: day(7) },
  amplitude: { ...WAYMARK, ties: 'by_second', exclusionEffect: 'removePerson', window: day(1) },
  openpanel: { ...WAYMARK, ties: 'never', window: { value: 24, unit: 'hour' }, countBy: 'sessions' },
};

/** What a product decides, before a spec says otherwise. */
export const presetOf = (rules: FunnelRules): FunnelDecisions => PRESETS[rules];

export function decisionsOf(spec: Pick<FunnelSpec, 'rules' | keyof FunnelDecisions>): FunnelDecisions {
  const preset = presetOf(spec.rules ?? 'waymark');
  return {
    starts: spec.starts ?? preset.starts,
    ties: spec.ties ?? preset.ties,
    tieGraceMs: spec.tieGraceMs ?? preset.tieGraceMs,
    exclusionEffect: spec.exclusionEffect ?? preset.exclusionEffect,
    window: spec.window ?? preset.window,
    countBy: spec.countBy ?? preset.countBy,
  };
}
