/** Correlation plan: a funnel's own plan, or two segments, and what units may have done beside. */
import type { Needs, Plan, PlanContext } from '../insight';
import { planFunnel, type FunnelParams } from '../funnel/plan';
import type { FunnelSpec } from '../funnel/spec';
import { NeedsList } from '../needs';
import { planTime } from '../range';
import { askedMatchers, type CorrelationSpec, DEFAULT_LIMIT, DEFAULT_MIN_COUNT } from './spec';

/** Predicates and columns are places in the plan's needs. */
export interface CorrelationParams {
  /** Whose reported chains say who converted; undefined where segments say it. */
  readonly funnel: FunnelParams | undefined;
  /** Predicates that hold of all of a person's events or of none; `against` -1: everybody else. */
  readonly segments: { readonly segment: number; readonly against: number } | undefined;
  /** UTC ms, half-open; may be infinite. */
  readonly from: number;
  readonly to: number;
  /** Predicate of all events that the insight sees; -1 where that is every event. */
  readonly seen: number;
  /** Predicates of the events that are left out, since they are what is asked about. */
  readonly asked: readonly number[];
  /** Code column of the event names. */
  readonly names: number;
  /** Code columns of the properties that are tested together with the event. */
  readonly ofEvents: readonly { readonly property: string; readonly column: number }[];
  /** Code columns of what holds of a unit at its first event. */
  readonly ofUnits: readonly { readonly property: string; readonly column: number }[];
  readonly limit: number;
  readonly minCount: number;
}

const ofUnit = (property: string): boolean => /^(?:person|person_at_event|session|group)[.[]/.test(property);

/** A chain is searched for without what only the funnel's own chart shows, and each unit is compared once. */
const bare = ({ breakdown: _breakdown, trend: _trend, reentry: _reentry, ...funnel }: FunnelSpec): FunnelSpec => funnel;

export function planCorrelation(spec: CorrelationSpec, context: PlanContext): Plan<CorrelationParams> {
  const funnel = spec.funnel === undefined ? undefined : planFunnel(bare(spec.funnel), context);
  const before: Needs = funnel?.needs ?? { predicates: [], codeColumns: [], numberColumns: [] };
  const needs = new NeedsList(spec.funnel?.filter ?? spec.filter);
  // The funnel's own needs come first, so that its places stay what they are.
  const predicate = (place: number): number => (place < 0 ? place : before.predicates.length + place);
  const column = (property: string): number => before.codeColumns.length + needs.codes(property);
  const { asked: span } = planTime(spec.funnel ?? spec, context);
  const properties = (spec.properties ?? []).map((property) => ({ property, column: column(property) }));
  const params: CorrelationParams = {
    funnel: funnel?.params,
    segments:
      spec.segment === undefined
        ? undefined
        : {
            segment: predicate(needs.regardless(spec.segment)),
            against: spec.against === undefined ? -1 : predicate(needs.regardless(spec.against)),
          },
    from: span.from,
    to: span.to,
    seen: predicate(needs.seen()),
    asked: askedMatchers(spec).map((matcher) => predicate(needs.matching(matcher))),
    names: column('event'),
    ofEvents: properties.filter(({ property }) => !ofUnit(property)),
    ofUnits: properties.filter(({ property }) => ofUnit(property)),
    limit: spec.limit ?? DEFAULT_LIMIT,
    minCount: spec.minCount ?? DEFAULT_MIN_COUNT,
  };
  const own = needs.get();
  return {
    needs: {
      ...before,
      ...own,
      predicates: [...before.predicates, ...own.predicates],
      codeColumns: [...before.codeColumns, ...own.codeColumns],
    },
    params,
  };
}
