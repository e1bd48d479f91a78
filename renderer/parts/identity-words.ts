/** Rule sets, refusals, statements and decisions of identity resolution in plain words: the one place that says them. */
import type { Decision, DraftDecision, IdRef, RefusalReason, RuleSet } from '../../shared/model/identity';
import { formatPlural } from '../ui/number-format';

export interface RuleSetWords {
  readonly name: string;
  /** What it does, in one line. */
  readonly gist: string;
  /** What happens on a device that two users share, which is where rule sets differ most. */
  readonly sharedDevice: string;
}

export const RULE_SET_WORDS: Readonly<Record<RuleSet, RuleSetWords>> = {
  waymark: {
    name: 'Waymark',
    gist: 'A device belongs to the first user it is linked with, back to its beginning. Only an alias or merge joins two users.',
    sharedDevice: 'Anonymous events after a second user appeared go to the user last seen on the device.',
  },
  posthog: {
    name: 'PostHog',
    gist: 'Identify and alias merge the anonymous person into the user, unless that person is identified already.',
    sharedDevice: 'The second user stays apart; the device stays with the first.',
  },
  mixpanel: {
    name: 'Mixpanel, simplified id merge',
    gist: 'The first event with both a device and a user id links the two, back to the beginning. Users never merge.',
    sharedDevice: 'The device stays with the first user it was linked with.',
  },
  amplitude: {
    name: 'Amplitude',
    gist: 'Events before a device’s first user belong to that user; later anonymous events to its last known user.',
    sharedDevice: 'Each anonymous event goes to the user last known on the device at that time.',
  },
  segment: {
    name: 'Segment Unify',
    gist: 'Ids that meet in one event share a profile, up to 1 user id and 5 anonymous ids.',
    sharedDevice: 'The second user gets a profile of its own; the device is left off its events.',
  },
  'last-user': {
    name: 'Last user of the device',
    gist: 'All of a device’s events, signed in or not, belong to the user seen on it last (Snowplow’s dbt packages).',
    sharedDevice: 'The last user takes over everything, the first user’s signed-in events included.',
  },
  'user-id-only': {
    name: 'User id only',
    gist: 'Events with a user id belong to that user; every other event to an unknown visitor of its own id.',
    sharedDevice: 'Nothing is linked, so nothing is shared.',
  },
  none: {
    name: 'No stitching',
    gist: 'Every id is a person of its own, exactly as it was sent.',
    sharedDevice: 'Nothing is linked, so nothing is shared.',
  },
};

/** Why a link was not followed: what it says in a row, and in full. */
export const REFUSAL_WORDS: Readonly<Record<RefusalReason, { readonly short: string; readonly full: string }>> = {
  junk_id: {
    short: 'stands for nobody',
    full: 'One of the ids is a placeholder such as “null”, “undefined” or “anonymous”. Linking it would join strangers.',
  },
  too_many_ids: {
    short: 'linked to too many ids',
    full: 'One of the ids is linked to more others than the workspace allows, so it says nothing about who somebody is.',
  },
  other_user: {
    short: 'belongs to another user',
    full: 'Under these rules the device belongs to another user, and a shared device never makes two users one person.',
  },
  already_identified: {
    short: 'already identified',
    full: 'The person on the anonymous or alias side is identified already, and PostHog’s rules do not merge identified persons.',
  },
  limit_reached: {
    short: 'over the limit of ids',
    full: 'The profile would hold more ids of this kind than Segment’s rules allow.',
  },
  not_supported: {
    short: 'not known to these rules',
    full: 'The rule set in force does not follow statements of this kind.',
  },
  split_by_hand: {
    short: 'kept apart by hand',
    full: 'Somebody decided that these two are not the same person.',
  },
};

export const STATEMENT_WORDS = {
  event: 'an event with both ids',
  identify: 'identify',
  alias: 'alias',
  merge: 'merge',
  manual: 'a decision by hand',
} as const;
export type StatementKind = keyof typeof STATEMENT_WORDS;

export const ROLE_WORDS = { user: 'user', anonymous: 'device', plain: 'id' } as const;

const pairWords = ({ a, b }: { readonly a: IdRef; readonly b: IdRef }): string => `${a.id} and ${b.id}`;

/** A decision as one sentence, such as `ada and d1 are not the same person`. */
export function decisionWords(decision: Decision | DraftDecision): string {
  if (decision.kind === 'lock') {
    const [first] = decision.ids;
    const others = decision.ids.length - 1;
    const who = others === 0 ? (first?.id ?? '') : `${first?.id ?? ''} and ${formatPlural(others, 'other id')}`;
    return `${who} ${others === 0 ? 'is' : 'are'} exactly one person`;
  }
  const [first] = decision.pairs;
  const others = decision.pairs.length - 1;
  const who = first === undefined ? '' : pairWords(first);
  const more = others === 0 ? '' : ` (and ${formatPlural(others, 'more pair', 'more pairs')})`;
  return decision.kind === 'merge' ? `${who} are the same person${more}` : `${who} are not the same person${more}`;
}

export const DECISION_WORDS = {
  merge: { name: 'Merged', action: 'Merge' },
  split: { name: 'Kept apart', action: 'Keep apart' },
  lock: { name: 'Locked', action: 'Lock' },
} as const;

/** Whether two refs name the same id. */
export const isSameId = (a: IdRef, b: IdRef): boolean => a.id === b.id && a.role === b.role;

/** Whether a decision is about this pair, in either order. */
export function concernsPair(decision: Decision, a: IdRef, b: IdRef): boolean {
  if (decision.kind === 'lock') return false;
  return decision.pairs.some(
    (pair) => (isSameId(pair.a, a) && isSameId(pair.b, b)) || (isSameId(pair.a, b) && isSameId(pair.b, a)),
  );
}
