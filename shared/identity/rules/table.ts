/** All rule sets by name. */
import type { RuleSet } from '../../model/identity';
import { amplitude } from './amplitude';
import { lastUser } from './last-user';
import { mixpanel } from './mixpanel';
import { none } from './none';
import { posthog } from './posthog';
import type { Rules } from './rules';
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
