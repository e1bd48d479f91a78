/** Who bounced, by whose definition: each product means another thing by the word (docs/sessions.md). */
import type { BounceRule } from '../model/settings';

/** What the rules look at. */
export interface Visit {
  /** Page and screen views. */
  readonly views: number;
  /** Clicks, forms, media and custom events. */
  readonly interactions: number;
  /** Clicks and form events alone, rage clicks aside: what PostHog calls autocapture. */
  readonly touches: number;
  readonly durationMs: number;
}

/** A visit of less than this may be a bounce, where the rule asks for the time. */
const BOUNCE_MS = 10_000;

export function isBounce(rule: BounceRule, { views, interactions, touches, durationMs }: Visit): boolean {
  switch (rule) {
    case 'waymark':
      return views <= 1 && interactions === 0 && durationMs < BOUNCE_MS;
    case 'posthog':
      // Without any of the three PostHog says nothing (NULL), and averages leave such sessions out.
      return views + touches === 1 && durationMs < BOUNCE_MS;
    case 'plausible':
      return views === 1 && interactions === 0;
    case 'matomo':
      return views + interactions <= 1;
  }
}
