/** Somebody is known already, and events still come under an anonymous id until identify follows. */
import { RecentMap } from '../recent-map';
import type { Rule } from '../rule';
import { plainWords, spokenSpan } from '../words';

const BROWSERS = 20_000;
const NAMES = 2_000;
const MOST_PER_BROWSER = 3;
/** Of so many instances, so large a share by known users: then an anonymous one is out of place. */
export const LEAST_INSTANCES = 50;
export const KNOWN_SHARE = 0.95;
/** Identify may come this soon after without being late: the two are sent in one go. */
export const AT_ONCE_MS = 10_000;
/** Identify later than this after an event says nothing about it. */
export const IDENTIFY_WITHIN_MS = 24 * 3_600_000;

/** What is done once somebody has an account; not looking at, starting or failing to. */
const KNOWS =
  /^(?:(?:user|account|customer|member) )?(?:signed (?:up|in)|logged in|sign ?up|log ?in|sign ?in|registered|created(?: account)?|account created|(?:sign ?up|sign ?in|log ?in|registration)(?: (?:completed?|succeeded|success|successful|done|finished)))$/;

interface Early {
  readonly eid: number;
  readonly event: string;
  readonly at: number;
  readonly why: string;
}

export const lateIdentify: Rule = {
  id: 'late-identify',
  title: 'Identify came too late',
  severity: 'warning',
  meaning:
    'The event stands under an anonymous id although the product knew who it was. Where anonymous events are not joined afterwards (no person profile yet, rules without merging, a server that counts by user id) it belongs to nobody, and funnels that begin with it lose these people.',
  limits: `An event that says that somebody has signed up or logged in, or that otherwise comes from known users in ${KNOWN_SHARE * 100} % of at least ${LEAST_INSTANCES} instances, came under an anonymous id, and identify followed for that id more than 10 seconds later, within a day. Both in one go, page views before logging in, and events without a later identify, are left alone.`,
  remedies: {
    general: {
      text: 'Call identify first, as soon as the answer with the user is there, and send the event after it.',
    },
    families: {
      posthog: {
        text: 'Identify first. With `person_profiles: identified_only` earlier events have no person at all.',
        code: "posthog.identify(user.id, { plan })\nposthog.capture('signed up')",
      },
      segment: {
        text: 'Identify first.',
        code: "await analytics.identify(user.id, { plan })\nanalytics.track('Signed Up')",
      },
      rudderstack: {
        text: 'Identify first.',
        code: "rudderanalytics.identify(user.id, { plan })\nrudderanalytics.track('Signed Up')",
      },
      mixpanel: { text: 'Identify first.', code: "mixpanel.identify(user.id)\nmixpanel.track('Signed Up')" },
      amplitude: {
        text: 'Set the user id first; later events carry it.',
        code: "amplitude.setUserId(user.id)\namplitude.track('Signed Up')",
      },
      snowplow: {
        text: 'Set the user id first; later events carry it.',
        code: 'setUserId(user.id)\ntrackSelfDescribingEvent(…)',
      },
      matomo: {
        text: 'Push the user id first; later hits carry it.',
        code: "_paq.push(['setUserId', user.id])\n_paq.push(['trackEvent', 'account', 'signed up'])",
      },
      countly: { text: 'Set the id first.', code: 'Countly.set_id(user.id)\nCountly.add_event({ key: "signed up" })' },
      openpanel: { text: 'Identify first.', code: "op.identify({ profileId: user.id })\nop.track('signed_up')" },
      ga4: {
        text: 'Set the user id first; later events carry it.',
        code: "gtag('config', ID, { user_id: user.id })\ngtag('event', 'sign_up')",
      },
      waymark: { text: 'Send `user_id` with the event, beside `anonymous_id`.' },
    },
  },
  capacity: BROWSERS * MOST_PER_BROWSER + NAMES * 2,
  start() {
    const early = new RecentMap<string, Early[]>(BROWSERS);
    const names = new RecentMap<string, { all: number; known: number }>(NAMES);
    const knows = new RecentMap<string, boolean>(NAMES);
    const saysKnown = (name: string): boolean => {
      const found = knows.get(name) ?? KNOWS.test(plainWords(name));
      knows.set(name, found);
      return found;
    };
    return {
      observe({ event, eid, isOwn, isServer }, report) {
        const { anonymous_id: browser, user_id: user } = event;
        if (browser !== undefined && user !== undefined && browser !== user) {
          const before = early.get(browser);
          if (before !== undefined) {
            early.delete(browser);
            for (const { eid: earlier, event: name, at, why } of before) {
              const gap = event.timestamp - at;
              if (gap <= AT_ONCE_MS || gap > IDENTIFY_WITHIN_MS) continue;
              report({
                subject: name,
                message: `«${name}» came ${spokenSpan(gap)} before the id of its user, under an anonymous id: ${why}.`,
                before: [earlier],
                values: [{ label: 'too early by', value: spokenSpan(gap) }],
              });
            }
          }
        }
        if (!isOwn || isServer) return;
        const name = event.event;
        const counts = names.get(name) ?? { all: 0, known: 0 };
        if (counts.all === 0) names.set(name, counts);
        const share = counts.all === 0 ? 0 : counts.known / counts.all;
        counts.all += 1;
        if (user !== undefined) {
          counts.known += 1;
          return;
        }
        if (browser === undefined) return;
        const why = saysKnown(name)
          ? 'it says itself that the user is known'
          : counts.all > LEAST_INSTANCES && share >= KNOWN_SHARE
            ? 'nearly always it comes from known users'
            : undefined;
        if (why === undefined) return;
        const list = early.get(browser);
        const entry = { eid, event: name, at: event.timestamp, why };
        if (list === undefined) early.set(browser, [entry]);
        else if (list.length < MOST_PER_BROWSER) list.push(entry);
      },
      held() {
        let held = names.size + knows.size;
        for (const list of early.values()) held += list.length;
        return held;
      },
    };
  },
};
