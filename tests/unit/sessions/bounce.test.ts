/** The bounce rules of four products on the visits on which they differ. */
import { describe, expect, it } from 'vitest';
import { BOUNCE_RULES } from '../../../shared/model/settings';
import { isBounce, type Visit } from '../../../shared/sessions/bounce';

const visit = (given: Partial<Visit>): Visit => ({ views: 0, interactions: 0, touches: 0, durationMs: 0, ...given });

describe('a bounce', () => {
  it.each<[string, Partial<Visit>, string[]]>([
    ['one page and nothing else', { views: 1 }, ['waymark', 'posthog', 'plausible', 'matomo']],
    [
      'one page, just under ten seconds',
      { views: 1, durationMs: 9_999 },
      ['waymark', 'posthog', 'plausible', 'matomo'],
    ],
    ['one page, ten seconds', { views: 1, durationMs: 10_000 }, ['plausible', 'matomo']],
    ['one page and a click', { views: 1, interactions: 1, touches: 1 }, []],
    ['one page and a custom event', { views: 1, interactions: 1 }, ['posthog']],
    ['two pages', { views: 2 }, []],
    ['no page, one click', { interactions: 1, touches: 1 }, ['posthog', 'matomo']],
    ['nothing that counts', {}, ['waymark', 'matomo']],
  ])('%s', (_what, given, rules) => {
    expect(BOUNCE_RULES.filter((rule) => isBounce(rule, visit(given)))).toEqual(rules);
  });
});
