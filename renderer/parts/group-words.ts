/** Groups in words, for headings, choices and lists. */
import type { DrillRef, GroupRow } from '../../shared/contract/commands';
import { groupNoun } from '../../shared/insights/explain/group-words';
import { decisionsOf } from '../../shared/insights/funnel/rules';
import type { Json } from '../../shared/model/json';

/** `Companies`. */
export function groupTitle(type: string): string {
  const noun = groupNoun(type, 2);
  return noun.slice(0, 1).toUpperCase() + noun.slice(1);
}

/** What the property `name` calls it, else its key. */
export function groupName({ key, properties }: Pick<GroupRow, 'key' | 'properties'>): string {
  const name = properties['name'];
  return typeof name === 'string' && name.trim() !== '' ? name : key;
}

/** `plan pro · seats 12`: all but what it is called; its key where that is not its name. */
export function propertiesWords(row: Pick<GroupRow, 'key' | 'properties'>): string {
  const name = groupName(row);
  const known = Object.entries(row.properties).filter(([key]) => key !== 'name' || name === row.key);
  return [...(name === row.key ? [] : [row.key]), ...known.map(([key, value]) => `${key} ${plainText(value)}`)].join(
    ' · ',
  );
}

const plainText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What is listed behind a number of the insight: `person`, `persons`; `company`, `companies`. */
export function drilledNouns(spec: DrillRef['spec']): readonly [one: string, many: string] {
  const funnel = spec.kind === 'funnel' ? spec : spec.kind === 'correlation' ? spec.funnel : undefined;
  const countBy = funnel === undefined ? 'persons' : decisionsOf(funnel).countBy;
  return typeof countBy === 'object'
    ? [groupNoun(countBy.group, 1), groupNoun(countBy.group, 2)]
    : ['person', 'persons'];
}
