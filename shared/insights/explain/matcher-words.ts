/** What matchers are called. */
import { eventLabel } from '../../base/event-label';
import type { Matcher } from '../../model/filter';
import { filterWords } from './behaviour-words';
import { NO_NAMES, type SavedNames } from './names';

/** What a matcher is called on screen: its label, else its event in plain words, or the action's name. */
export function matcherTitle(matcher: Matcher, names: SavedNames = NO_NAMES): string {
  if (matcher.label !== undefined) return matcher.label;
  if ('event' in matcher) return eventLabel(matcher.event);
  if ('action' in matcher) return names.actions.get(matcher.action) ?? matcher.action;
  return matcher.anyOf.map((one) => matcherTitle(one, names)).join(' or ');
}

/** The same; a condition on any event is called by the condition. */
export function matcherWords(matcher: Matcher, names: SavedNames = NO_NAMES): string {
  const isAny = 'event' in matcher && matcher.event === '*' && matcher.label === undefined;
  return isAny && matcher.where !== undefined ? filterWords(matcher.where, names) : matcherTitle(matcher, names);
}
