/**
 * A matcher as people edit it: one event or action, or several of which any will do. What several are called together is
 * their label; each has conditions of its own.
 */
import type { ActionRef, EventMatcher, Matcher } from '../../shared/model/filter';

/** One of what a matcher takes. */
export type Alternative = EventMatcher | ActionRef;

/** More than anybody reads. */
export const MOST_ALTERNATIVES = 20;

/** What any will do of, flat: what is within another choice is a choice too. */
export function alternativesOf(matcher: Matcher): readonly Alternative[] {
  if ('anyOf' in matcher) return matcher.anyOf.flatMap(innerOf);
  // Its label is the matcher's own, and a step has members beside these.
  if ('action' in matcher) return [{ action: matcher.action }];
  return [eventMatcher(matcher.event, matcher.where)];
}

function innerOf(matcher: Matcher): readonly Alternative[] {
  return 'anyOf' in matcher ? matcher.anyOf.flatMap(innerOf) : [matcher];
}

const eventMatcher = (event: string, where: EventMatcher['where']): EventMatcher =>
  where === undefined ? { event } : { event, where };

/** The matcher of these alternatives, of which there is at least one; a single one stands alone. */
export function matcherOf(alternatives: readonly [Alternative, ...Alternative[]], label?: string): Matcher {
  const [first, ...rest] = alternatives;
  const named = label === undefined ? {} : { label };
  return rest.length === 0 ? { ...first, ...named } : { anyOf: [...alternatives], ...named };
}

/** With another one; a name given before stays, for it names the choice. */
export function withAlternative(matcher: Matcher, more: Alternative): Matcher {
  const [first, ...rest] = alternativesOf(matcher);
  return first === undefined ? matcher : matcherOf([first, ...rest, more], matcher.label);
}

/** With another one in the place of one; undefined takes it away, unless it is the last. */
export function replaceAlternative(matcher: Matcher, index: number, next: Alternative | undefined): Matcher {
  const before = alternativesOf(matcher);
  const [first, ...rest] = next === undefined ? before.toSpliced(index, 1) : before.with(index, next);
  if (first === undefined) return matcher;
  // Conditions speak of the old event's properties, so they go with it; a single one's name goes too.
  const isOther = before.length === 1 && next !== undefined && !isSame(before[0], next);
  return matcherOf([first, ...rest], isOther ? undefined : matcher.label);
}

function isSame(a: Alternative | undefined, b: Alternative): boolean {
  if (a === undefined || 'action' in a || 'action' in b)
    return a !== undefined && 'action' in a && 'action' in b && a.action === b.action;
  return a.event === b.event;
}

export const isSeveral = (matcher: Matcher): boolean => alternativesOf(matcher).length > 1;

/** Whether it says more than the picker shows: conditions, or several events. */
export const hasMore = (matcher: Matcher): boolean =>
  isSeveral(matcher) || alternativesOf(matcher).some((one) => 'event' in one && one.where !== undefined);
