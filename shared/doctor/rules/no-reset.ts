/** Another user on the same browser, and nothing in between that told the SDK so. */
import { isJunkId } from '../../model/junk-id';
import { RecentMap } from '../recent-map';
import { shownValue } from '../personal-data';
import type { Rule } from '../rule';

const CAPACITY = 20_000;
const ALIASES = 4_000;

export const noReset: Rule = {
  id: 'no-reset',
  title: 'The user changed without a reset',
  severity: 'error',
  meaning:
    'Two users share one anonymous id or one session. Some vendors then join them into one person for good; under others, what the second did before logging in is counted for the first.',
  limits:
    'An anonymous id, or for SDKs that leave it off a session, with one user and then another. A new anonymous id in between is right and left alone; so are events of servers, ids that stand for nobody, and users that an alias joins.',
  remedies: {
    general: { text: 'Tell the SDK at log-out, before the next user logs in.' },
    families: {
      posthog: { text: 'Reset at log-out. PostHog joins nobody after that.', code: 'posthog.reset()' },
      segment: { text: 'Reset at log-out: user, traits and anonymous id begin anew.', code: 'analytics.reset()' },
      rudderstack: {
        text: 'Reset at log-out, with true, so that the anonymous id is a new one too.',
        code: 'rudderanalytics.reset(true)',
      },
      mixpanel: { text: 'Reset at log-out: a new device id is made.', code: 'mixpanel.reset()' },
      amplitude: {
        text: 'Reset at log-out: the user is taken off and a new device id made.',
        code: 'amplitude.reset()',
      },
      snowplow: { text: 'Clear user and ids at log-out.', code: 'clearUserData()' },
      matomo: {
        text: 'Take the user off at log-out and begin a new visit.',
        code: "_paq.push(['resetUserId'])\n_paq.push(['appendToTrackingUrl', 'new_visit=1'])\n_paq.push(['trackPageView'])\n_paq.push(['appendToTrackingUrl', ''])",
      },
      countly: {
        text: 'Change the id without merging at log-out: a new anonymous one takes its place.',
        code: 'Countly.change_id(newAnonymousId, false)',
      },
      openpanel: { text: 'Clear at log-out.', code: 'op.clear()' },
      ga4: {
        text: 'Take the user id off at log-out: null, not an empty text.',
        code: "gtag('config', ID, { user_id: null })",
      },
      waymark: { text: 'Send another anonymous_id after log-out.' },
    },
  },
  capacity: CAPACITY + ALIASES,
  start() {
    const users = new RecentMap<string, { readonly user: string; readonly eid: number }>(CAPACITY);
    const joined = new RecentMap<string, true>(ALIASES);
    return {
      observe({ event, eid, isServer, origin }, report) {
        const { user_id: user, anonymous_id: anonymous, session_id: session, kind } = event;
        if (kind === 'alias') {
          const { alias } = event.properties;
          if (typeof alias === 'string') {
            joined.set(`${alias}\n${event.distinct_id}`, true);
            joined.set(`${event.distinct_id}\n${alias}`, true);
          }
          return;
        }
        if (user === undefined || isServer || isJunkId(user)) return;
        const isBrowser = anonymous !== undefined && anonymous !== user && !isJunkId(anonymous);
        const place = isBrowser ? `browser ${anonymous}` : session === undefined ? undefined : `session ${session}`;
        if (place === undefined) return;
        const before = users.get(place);
        users.set(place, { user, eid });
        if (before === undefined || before.user === user) return;
        if (joined.get(`${before.user}\n${user}`) === true) return;
        report({
          subject: origin,
          message: `${isBrowser ? 'One browser' : 'One session'} was «${shownValue(before.user)}» and is now «${shownValue(user)}».`,
          before: [before.eid],
          values: [
            { label: 'first user', value: shownValue(before.user) },
            { label: 'second user', value: shownValue(user) },
            isBrowser
              ? { label: 'anonymous id', value: shownValue(anonymous) }
              : { label: 'session', value: shownValue(session ?? '') },
          ],
        });
      },
      held: () => users.size + joined.size,
    };
  },
};
