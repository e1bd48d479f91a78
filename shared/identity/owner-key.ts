/** Which of an event's ids owns it, before anything is resolved. */
import type { RuleSet } from '../model/identity';

/**
 * `user-first`: the user id, else the anonymous id, else the plain distinct id; `device-first`: the anonymous id, else the
 * user id, else the plain one; `distinct`: the distinct id, and every id is a node of role `plain`.
 */
export type OwnerKey = 'user-first' | 'device-first' | 'distinct';

export const OWNER_KEY: Readonly<Record<RuleSet, OwnerKey>> = {
  waymark: 'user-first',
  posthog: 'distinct',
  mixpanel: 'user-first',
  amplitude: 'user-first',
  segment: 'user-first',
  'last-user': 'device-first',
  'user-id-only': 'user-first',
  none: 'distinct',
};
