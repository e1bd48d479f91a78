/** What is wrong with the data itself, where it matters to the result. */
import { formatCount, formatPlural, formatShare } from '../../../base/number-format';
import { decisionsOf } from '../../funnel/rules';
import type { InsightSpec } from '../../specs';
import type { Facts } from '../facts';
import { matchersOf } from '../matchers-of';
import type { Warning } from '../meta';

/** Less than this part of all events is noise that every data set has. */
const NOTICEABLE = 0.01;

export function dataWarnings(spec: InsightSpec, facts: Facts): readonly Warning[] {
  const { total } = facts;
  if (total === 0) return [];
  const share = (count: number): string => `${formatShare(count / total)} of all events`;
  const isNoticeable = (count: number): boolean => count >= total * NOTICEABLE && count > 0;
  return [
    ...(isNoticeable(facts.junk)
      ? [
          {
            code: 'junk_ids' as const,
            message: `${share(facts.junk)} carry an id that stands for nobody, such as «null» or «undefined»: those of one id count as one person.`,
          },
        ]
      : []),
    ...(isNoticeable(facts.skewed)
      ? [
          {
            code: 'clock_skew' as const,
            message: `${share(facts.skewed)} come from devices whose clocks are an hour off or more. Their times were put right by when they arrived.`,
          },
        ]
      : []),
    ...(facts.future > 0
      ? [
          {
            code: 'events_in_future' as const,
            message: `${formatPlural(facts.future, 'event')} ${facts.future === 1 ? 'is' : 'are'} dated a day or more after arriving: a range without an end goes on to the last of them.`,
          },
        ]
      : []),
    ...(countsSessions(spec) && isNoticeable(facts.withoutSession)
      ? [
          {
            code: 'events_without_session' as const,
            message: `${share(facts.withoutSession)}, mostly from servers, belong to no session and do not count here.`,
          },
        ]
      : []),
    ...wholeSeconds(spec, facts),
  ];
}

function countsSessions(spec: InsightSpec): boolean {
  switch (spec.kind) {
    case 'funnel':
      return decisionsOf(spec).countBy === 'sessions';
    case 'trends':
      return spec.series.some(({ math }) => math === 'sessions');
    case 'frequency':
      return spec.per === 'session';
    case 'paths':
      return spec.within === 'session';
    default:
      return false;
  }
}

const MOSTLY = 0.95;
const LEAST_EVENTS = 50;

function wholeSeconds(spec: InsightSpec, { names }: Facts): readonly Warning[] {
  if (spec.kind !== 'funnel' && spec.kind !== 'paths') return [];
  const named = matchersOf(spec).filter(({ isInner }) => !isInner);
  const isAll = spec.kind === 'paths' || named.some(({ matcher }) => matcher.event === '*');
  const looked = isAll
    ? [...names.values()]
    : [...new Set(named.map(({ matcher }) => matcher.event))].flatMap((name) => names.get(name) ?? []);
  const count = looked.reduce((sum, facts) => sum + facts.count, 0);
  const whole = looked.reduce((sum, facts) => sum + facts.wholeSeconds, 0);
  if (count < LEAST_EVENTS || whole < count * MOSTLY) return [];
  const effect =
    spec.kind === 'paths'
      ? 'within one second the order is that of the event ids'
      : decisionsOf(spec).ties === 'never'
        ? 'steps within one second never follow one another'
        : 'within one second any order of the steps counts';
  return [
    {
      code: 'whole_seconds',
      message: `Of these events, ${formatCount(whole)} of ${formatCount(count)} have times in whole seconds: ${effect}.`,
    },
  ];
}
