/** Types of groups in plain words: `company`, `companies`. */
import { GROUP_KEY, type GroupMetric } from '../../model/group';

/** `1 company`, `2 companies`: the noun alone, for a count of groups of the type. English is as regular as it looks here. */
export function groupNoun(type: string, count: number): string {
  const noun = type.replaceAll('_', ' ');
  if (count === 1) return noun;
  if (/[^aeiou]y$/i.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/i.test(noun) ? `${noun}es` : `${noun}s`;
}

const METRIC_WORDS: Readonly<Record<GroupMetric, string>> = {
  $persons: 'people',
  $events: 'events',
  $first_seen: 'first seen',
  $last_seen: 'last seen',
};

/** `company plan`; of the key the type alone. */
export function groupPropertyLabel(type: string, keys: readonly string[]): string {
  const noun = groupNoun(type, 1);
  const [first] = keys;
  if (keys.length === 1 && first === GROUP_KEY) return noun;
  const metric = keys.length === 1 && first !== undefined && Object.hasOwn(METRIC_WORDS, first);
  return `${noun} ${metric ? METRIC_WORDS[first as GroupMetric] : keys.join(' › ')}`;
}
