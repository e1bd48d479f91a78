/** By which rules each kind of insight counts, in short sentences: docs/insights.md for people who look at one result. */
import { decisionsOf, type FunnelDecisions } from '../funnel/rules';
import type { FunnelSpec } from '../funnel/spec';
import type { RetentionSpec } from '../retention/spec';
import type { InsightSpec } from '../specs';
import type { TrendsSpec } from '../trends/spec';
import { ownerName, RULES_NAMES } from './funnel';
import { formatDurationWords, propertyLabel } from './property-words';

const STARTS: Readonly<Record<FunnelDecisions['starts'], string>> = {
  every: 'Every first step may begin a chain; the deepest chain counts.',
  first: 'Only the first time someone does step 1 counts.',
};
const TIES: Readonly<Record<FunnelDecisions['ties'], string>> = {
  together: 'Events of one millisecond count in any order.',
  by_second: 'Events of one second count in any order.',
  never: 'Events of one moment never follow one another.',
};
const EXCLUSIONS: Readonly<Record<FunnelDecisions['exclusionEffect'], (owner: string) => string>> = {
  breakChain: () => 'An excluded event ends a chain; another one may still convert.',
  removePerson: (owner) =>
    `An excluded event takes the ${owner} out of the whole funnel, unless a clean chain gets as far.`,
  dropAtStep: (owner) => `An excluded event lets the ${owner} count up to there, and no further.`,
};

/** What is decided for this funnel where products differ, one sentence each. */
export function decisionWords(spec: FunnelSpec): readonly string[] {
  const { starts, ties, tieGraceMs, exclusionEffect, window } = decisionsOf(spec);
  const isOrdered = spec.order !== 'any';
  return [
    ...(isOrdered ? [STARTS[starts]] : []),
    TIES[ties],
    ...(tieGraceMs > 0 ? [`A step may come up to ${tieGraceMs / 1000} s before the one before it.`] : []),
    ...((spec.exclusions ?? []).length > 0 ? [EXCLUSIONS[exclusionEffect](ownerName(spec, 1))] : []),
    `The window is ${formatDurationWords(window)}, counted from step 1.`,
  ];
}

const ORDERS: Readonly<Record<NonNullable<FunnelSpec['order']>, (owner: string) => string>> = {
  sequential: () => 'The steps come in this order; other events may lie between.',
  strict: (owner) => `The steps come in this order; no other event of the ${owner} lies between.`,
  any: () => 'The steps come in any order, within the window that the first of them opens.',
};

/** Whose conversions the funnel counts, as a sentence. */
export function countedWords(spec: FunnelSpec): string {
  const { countBy } = decisionsOf(spec);
  if (countBy === 'persons') return 'Each person counts once.';
  if (countBy === 'sessions') return 'Each session counts by itself.';
  const owner = ownerName(spec, 1);
  return `Each ${owner} counts once, by the events of all its people; events that name no ${owner} do not count.`;
}

function funnelRules(spec: FunnelSpec): readonly string[] {
  const held = spec.holdConstant ?? [];
  return [
    countedWords(spec),
    ORDERS[spec.order ?? 'sequential'](ownerName(spec, 1)),
    ...decisionWords(spec),
    ...(held.length === 0 ? [] : [`All events of a chain have the same ${held.map(propertyLabel).join(' and ')}.`]),
    ...(spec.rules === undefined || spec.rules === 'waymark'
      ? []
      : [`These are the rules of ${RULES_NAMES[spec.rules]}.`]),
  ];
}

function trendsRules(spec: TrendsSpec): readonly string[] {
  const kinds = new Set(
    spec.series.map(({ math }) =>
      typeof math === 'string' ? math : 'active' in math ? 'active' : 'group' in math ? 'distinct' : math.fn,
    ),
  );
  return [
    `Events are put into the ${spec.interval} of the time zone in which they happened; an empty one counts 0.`,
    ...(['persons', 'sessions', 'active', 'distinct'].some((kind) => kinds.has(kind as never))
      ? ['What is distinct is distinct over each bucket; the total is distinct over the whole range, not the sum.']
      : []),
    ...(kinds.has('active') ? ['Weekly and monthly actives look back 7 and 30 days, also before the range.'] : []),
    ...(['median', 'p75', 'p90', 'p95', 'p99'].some((kind) => kinds.has(kind as never))
      ? ['Percentiles lie linearly between the closest ranks.']
      : []),
  ];
}

function retentionRules({
  cohortBy = 'first_ever',
  counting = 'calendar',
  mode,
  interval,
}: RetentionSpec): readonly string[] {
  return [
    {
      first_ever: `A person joins the cohort of the ${interval} of its first start event in all the data, if that lies in the range.`,
      first_in_range: `A person joins the cohort of the ${interval} of its first start event in the range.`,
      recurring: `A person joins the cohort of every ${interval} in which it has a start event.`,
    }[cohortBy],
    counting === 'calendar'
      ? `Periods are those of the calendar: the next ${interval} is the first.`
      : 'Periods are counted from each person’s own start event, in whole days of 24 hours.',
    mode === 'on_or_after'
      ? 'A return counts in its period and in all before it.'
      : 'A return counts in its period; the start event itself is none.',
    'Returns are looked for to the end of the data, beyond the range too.',
  ];
}

/** How this question is counted, one sentence each; nothing for a kind without words yet. */
export function ruleWords(spec: InsightSpec): readonly string[] {
  switch (spec.kind) {
    case 'funnel':
      return funnelRules(spec);
    case 'trends':
      return trendsRules(spec);
    case 'retention':
      return retentionRules(spec);
    case 'lifecycle':
      return [
        `New: the first event ever is in this ${spec.interval}. Returning: active in it and in the one before. Resurrecting: active, not new, not in the one before. Dormant: active in the one before, not in this one.`,
      ];
    case 'stickiness':
      return [`A person counts by the number of different ${spec.interval}s of the range with a matching event.`];
    case 'frequency':
      return ['Units without a matching event do not count. Percentiles lie linearly between the closest ranks.'];
    case 'paths':
      return [
        spec.within === 'session'
          ? 'A path is what one session did, in order.'
          : `A path is a run of a person’s events without a silence of more than ${formatDurationWords(spec.within)}.`,
        ...(spec.collapseRepeats === false ? [] : ['The same thing several times in a row is one node.']),
        ...(spec.startAt === undefined ? [] : ['It begins at the first match.']),
        ...(spec.endAt === undefined ? [] : ['It ends at the last match.']),
      ];
    default:
      return [];
  }
}
