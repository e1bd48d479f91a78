/** What a matcher is called, and by which event it is coloured. */
import { matcherTitle as titleOf } from '../../shared/insights/explain/matcher-words';
import type { SavedNames } from '../../shared/insights/explain/names';
import type { Matcher } from '../../shared/model/filter';
import { knownNames } from './known-names';

/** What a matcher is called on screen: its label, else its event in plain words, or its action's name. */
export const matcherTitle = (matcher: Matcher, names: SavedNames = knownNames()): string => titleOf(matcher, names);

/** The event a matcher is known by: its own, or the first of several. */
export function matcherEvent(matcher: Matcher): string {
  if ('event' in matcher) return matcher.event;
  const first = 'anyOf' in matcher ? matcher.anyOf[0] : undefined;
  return first === undefined ? '*' : matcherEvent(first);
}
