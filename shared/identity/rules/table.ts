/** All rule sets by name. */
import type { RuleSet } from '../../model/identity';
import { amplitude } from './amplitude';
import { lastUser } from './last-user';
import { mixpanel } from './mixpanel';
import { none } from './none';
import { posthog } from './posthog';
import type { OwnerKey, Rules } from './rules';
import { segment } from './segment';
import { userIdOnly } from './user-id-only';
import { waymark } from './waymark';

export const RULES: Readonly<Record<RuleSet, Rules>> = {
  waymark,
  posthog,
  mixpanel,
  amplitude,
  segment,
  'last-user': lastUser,
  'user-id-only': userIdOnly,
  none,
};

/**
 * Which id an event is owned by. `user-first`: the user id, else the anonymous id, else the plain distinct id;
 * `device-first`: the anonymous id, else the user id, else the plain one; `distinct`: the distinct id, and every id is a
 * node of role `plain`.
 */
export const OWNER_KEY: Readonly<Record<RuleSet, OwnerKey>> = {
  waymark: waymark.ownerKey,
  posthog: posthog.ownerKey,
  mixpanel: mixpanel.ownerKey,
  amplitude: amplitude.ownerKey,
  segment: segment.ownerKey,
  'last-user': lastUser.ownerKey,
  'user-id-only': userIdOnly.ownerKey,
  none: none.ownerKey,
};
