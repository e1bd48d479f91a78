/** What counts as a bounce, in plain words: the one place that says them. */
import type { BounceRule } from '../../shared/model/settings';

export const BOUNCE_WORDS: Readonly<Record<BounceRule, { readonly name: string; readonly rule: string }>> = {
  waymark: {
    name: 'Waymark',
    rule: 'One page view or fewer, no other interaction, and under 10 seconds.',
  },
  posthog: {
    name: 'PostHog',
    rule: 'Not more than one page view, screen or autocaptured event, and under 10 seconds.',
  },
  plausible: {
    name: 'Plausible',
    rule: 'Exactly one page view and no other interactive event, however long it lasted.',
  },
  matomo: {
    name: 'Matomo',
    rule: 'A single action, however long it lasted.',
  },
};
