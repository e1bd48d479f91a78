/** Groups that are counted: types that the data does not have, and events that are nobody's. */
import { formatCount, formatShare } from '../../../base/number-format';
import { matcherFilter } from '../../../model/filter';
import { decisionsOf } from '../../funnel/rules';
import { both } from '../../needs';
import type { InsightSpec } from '../../specs';
import { eventPhrases } from '../behaviour-words';
import type { ExplainContext } from '../context';
import type { Facts, GroupFacts } from '../facts';
import { groupNoun } from '../group-words';
import type { Warning } from '../meta';
import { phrasesText } from '../phrases';

/** A type of group that a spec counts, and where it says so. */
export interface CountedType {
  readonly type: string;
  readonly path: string;
}

/** The types of groups that a spec counts. */
export function countedTypes(spec: InsightSpec): readonly CountedType[] {
  if (spec.kind === 'trends') {
    return spec.series.flatMap(({ math }, index) =>
      typeof math === 'object' && 'group' in math ? [{ type: math.group, path: `series.${index}.math.group` }] : [],
    );
  }
  const funnel = spec.kind === 'funnel' ? spec : spec.kind === 'correlation' ? spec.funnel : undefined;
  const countBy = funnel === undefined ? undefined : decisionsOf(funnel).countBy;
  if (typeof countBy !== 'object') return [];
  return [{ type: countBy.group, path: spec.kind === 'funnel' ? 'countBy.group' : 'funnel.countBy.group' }];
}

/** Less than this part of a step's events may be without a group unmentioned. */
const NOTICEABLE = 0.01;

export function groupWarnings(
  spec: InsightSpec,
  context: ExplainContext,
  { groups, matched }: Facts,
): readonly Warning[] {
  if (groups === undefined) return [];
  const counted = countedTypes(spec);
  const unknown = counted.filter(({ type }) => !groups.types.some((known) => known.type === type));
  if (unknown.length > 0) return unknown.map((each) => unknownType(each, groups.types));
  const [asked] = counted;
  if (spec.kind !== 'funnel' || asked === undefined) return [];
  const lost = spec.steps.flatMap((step) => {
    const filter = both(spec.filter, matcherFilter(step));
    const all = matched(filter) ?? 0;
    const without = all - (groups.matched(filter) ?? all);
    if (all === 0 || without < all * NOTICEABLE) return [];
    return [
      `${without === all ? 'all' : formatShare(without / all)} of ${phrasesText(eventPhrases(step, context.names))}`,
    ];
  });
  if (lost.length === 0) return [];
  return [
    {
      code: 'events_without_group',
      message: `Events that name no ${groupNoun(asked.type, 1)} do not count here: ${[...new Set(lost)].join(', ')}.`,
      path: asked.path,
    },
  ];
}

function unknownType({ type, path }: CountedType, types: GroupFacts['types']): Warning {
  const there = types.map((known) => `«${known.type}» (${formatCount(known.groups)})`);
  const hint = there.length === 0 ? '' : ` There ${there.length === 1 ? 'is' : 'are'} ${there.join(', ')}.`;
  return {
    code: 'group_unknown',
    message: `No event of the data names a ${groupNoun(type, 1)} (a group of type «${type}»).${hint}`,
    path,
  };
}
