/**
 * Groups: companies, teams, workspaces; whatever events name in `groups` (`{company: "acme"}`). A group is a type and a
 * key. Its properties come from events of kind `group` (docs/insights.md).
 */

import type { PropertyOperation } from './person';

/** What filters call the key itself: `group.company.$key`. */
export const GROUP_KEY = '$key';

/**
 * What happened in a group in all, as filters name it (`group.company.$persons`), and how it reads. A property of the same
 * name is hidden by it.
 */
export const GROUP_METRICS = {
  /** Distinct persons with an event of the group. */
  $persons: { column: 'persons', type: 'number' },
  $events: { column: 'events', type: 'number' },
  $first_seen: { column: 'firstSeen', type: 'time' },
  $last_seen: { column: 'lastSeen', type: 'time' },
} as const satisfies Record<string, { readonly column: string; readonly type: 'number' | 'time' }>;
export type GroupMetric = keyof typeof GROUP_METRICS;

/**
 * What an event of kind `group` says: properties to set, and of which group. Without a type and a key it speaks of every
 * group that the event names.
 */
export const GROUP_EVENT = { set: '$group_set', type: '$group_type', key: '$group_key' } as const;

/** What an operation on a person's properties is called where it is one on a group's: `$group_set`, `$group_add`. */
export const groupOperation = (operation: PropertyOperation): string => `$group_${operation.slice(1)}`;
