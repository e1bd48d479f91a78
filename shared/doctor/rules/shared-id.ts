/** One id that many use: a user id written into the code, or an anonymous id that everybody gets. */
import { isJunkId } from '../../model/junk-id';
import { shownValue } from '../personal-data';
import { RecentMap } from '../recent-map';
import type { Rule } from '../rule';

const CAPACITY = 10_000;
/** So many browsers for one user, or users for one browser, within a day are no single person. */
export const MOST_IN_A_DAY = 25;
const DAY_MS = 86_400_000;

interface Partners {
  from: number;
  readonly ids: Set<string>;
  isTold: boolean;
}

export const sharedId: Rule = {
  id: 'shared-id',
  title: 'An id that many share',
  severity: 'error',
  meaning:
    'All who share it are one person to every tool: their events mix, and joining by it puts strangers together. Vendors slow down or drop such an id.',
  limits: `A user id with ${MOST_IN_A_DAY} different anonymous ids, or an anonymous id with ${MOST_IN_A_DAY} different users, within 24 hours of event time. Events of servers are left alone, and so are people with several devices.`,
  remedies: {
    general: {
      text: 'Look where the id is made: a constant from a test, a demo login, an id rendered into a cached page, or one for the whole company. A company is a group, not a user.',
    },
    families: {
      posthog: {
        text: 'Look where the id is made: a constant, a demo login, a cached page. For a company use a group.',
        code: "posthog.group('company', company.id)",
      },
      segment: {
        text: 'Look where the id is made: a constant, a demo login, a cached page. For a company use a group.',
        code: 'analytics.group(company.id)',
      },
      rudderstack: {
        text: 'Look where the id is made: a constant, a demo login, a cached page. For a company use a group.',
        code: 'rudderanalytics.group(company.id)',
      },
      mixpanel: {
        text: 'Look where the id is made: a constant, a demo login, a cached page. For a company use a group.',
        code: "mixpanel.set_group('company', company.id)",
      },
      amplitude: {
        text: 'Look where the id is made: a constant, a demo login, a cached page. For a company use a group.',
        code: "amplitude.setGroup('company', company.id)",
      },
    },
  },
  capacity: CAPACITY * (MOST_IN_A_DAY + 1),
  start() {
    const partners = new RecentMap<string, Partners>(CAPACITY);
    /** True once, when the id has met too many. */
    const meets = (id: string, other: string, at: number): boolean => {
      let found = partners.get(id);
      if (found === undefined || Math.abs(at - found.from) > DAY_MS) {
        found = { from: at, ids: new Set(), isTold: false };
        partners.set(id, found);
      }
      if (found.ids.size < MOST_IN_A_DAY) found.ids.add(other);
      if (found.isTold || found.ids.size < MOST_IN_A_DAY) return false;
      found.isTold = true;
      return true;
    };
    return {
      observe({ event, isServer }, report) {
        const { user_id: user, anonymous_id: browser, timestamp } = event;
        if (user === undefined || browser === undefined || user === browser || isServer) return;
        // Those are told of as what they are.
        if (isJunkId(user) || isJunkId(browser)) return;
        if (meets(`user ${user}`, browser, timestamp)) {
          report({
            subject: `user id ${shownValue(user)}`,
            message: `The user id «${shownValue(user)}» came from ${MOST_IN_A_DAY} browsers or more within a day.`,
            values: [{ label: 'user id', value: shownValue(user) }],
          });
        }
        if (meets(`browser ${browser}`, user, timestamp)) {
          report({
            subject: `anonymous id ${shownValue(browser)}`,
            message: `The anonymous id «${shownValue(browser)}» came with ${MOST_IN_A_DAY} users or more within a day.`,
            values: [{ label: 'anonymous id', value: shownValue(browser) }],
          });
        }
      },
      held() {
        let held = partners.size;
        for (const { ids } of partners.values()) held += ids.size;
        return held;
      },
    };
  },
};
