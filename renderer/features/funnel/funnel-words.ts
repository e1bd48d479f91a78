/** What a funnel says, in words: the sentence above it, and the names of its parts. */
import { decisionsOf } from '../../../shared/insights/funnel/rules';
import type { FunnelResult, FunnelSpec } from '../../../shared/insights/funnel/spec';
import { formatDurationWords } from '../../parts/property-words';
import { matcherTitle } from '../../parts/matcher-words';
import type { Phrase } from '../../parts/phrases';
import { formatCount, formatShare } from '../../ui/number-format';
import { formatDuration } from '../../ui/time-format';

/** The unit's name for a count: 1 person, 2 people; 1 session, 2 sessions. */
export function unitName(spec: FunnelSpec, count: number): string {
  if (decisionsOf(spec).countBy === 'sessions') return count === 1 ? 'session' : 'sessions';
  return count === 1 ? 'person' : 'people';
}

export const stepTitle = (spec: FunnelSpec, index: number): string => {
  const step = spec.steps[index];
  return step === undefined ? '' : matcherTitle(step);
};

/** The step by which a funnel counts as completed: the last that is not optional. Counted from 0. */
export const goalIndex = (spec: FunnelSpec): number =>
  Math.max(
    0,
    spec.steps.findLastIndex((step) => step.optional !== true),
  );

/** `Of 2,010 people who did Page view, 312 (15.5 %) went on to Paid within 14 days.` */
export function funnelSentence(spec: FunnelSpec, result: FunnelResult): readonly Phrase[] {
  const first = result.steps[0];
  const goal = goalIndex(spec);
  const last = result.steps[goal];
  if (first === undefined || last === undefined) return [];
  const start = stepTitle(spec, 0);
  const end = stepTitle(spec, goal);
  const who = spec.countBy === 'sessions' ? 'with' : 'who did';
  if (first.count === 0) {
    const order = spec.order === 'any' ? 'any of these steps' : start;
    return [{ text: 'Nobody did ' }, { text: order, strong: true }, { text: ' in these days.' }];
  }
  const within = formatDurationWords(decisionsOf(spec).window);
  const time =
    result.overall.medianSeconds === undefined
      ? []
      : [
          { text: ', half of them in less than ' },
          { text: formatDuration(result.overall.medianSeconds), strong: true },
        ];
  const reach = spec.order === 'any' ? 'did all steps' : 'went on to ';
  return [
    { text: 'Of ' },
    { text: `${formatCount(first.count)} ${unitName(spec, first.count)}`, strong: true },
    { text: spec.order === 'any' ? ' who did at least one step' : ` ${who} ` },
    ...(spec.order === 'any' ? [] : [{ text: start, strong: true }]),
    { text: ', ' },
    { text: `${formatCount(last.count)} (${formatShare(result.overall.conversion)})`, strong: true },
    { text: ` ${reach}` },
    ...(spec.order === 'any' ? [] : [{ text: end, strong: true }]),
    { text: ` within ${within}` },
    ...time,
    { text: '.' },
  ];
}
