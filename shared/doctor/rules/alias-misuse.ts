/** An alias that joins nobody, the wrong ones, or again and again what is joined already. */
import { isJunkId } from '../../model/junk-id';
import { shownValue } from '../personal-data';
import { RecentMap } from '../recent-map';
import type { Found, Rule } from '../rule';

const ALIASES = 10_000;
const USERS = 20_000;
/** The same pair so many times is a call on every log-in. */
export const SAME_PAIR_TIMES = 3;

export const aliasMisuse: Rule = {
  id: 'alias-misuse',
  title: 'Alias misused',
  severity: 'warning',
  meaning:
    'An alias says that two ids are one person, for good. A wrong one joins strangers; one that names the same id twice does nothing, and what should have been joined stays apart.',
  limits: `An alias of an id to itself or to nothing, of an id that stands for nobody, of one id to two users, of two ids that were both known users; and the same pair ${SAME_PAIR_TIMES} times or more.`,
  remedies: {
    general: {
      text: 'Call it once, when an account gets a new id, with the old and the new one. For logging in identify is all it takes.',
    },
    families: {
      posthog: {
        text: 'For logging in identify is all it takes: it joins the anonymous id. Use alias only for a second id of one person, on a server for instance.',
        code: 'posthog.identify(user.id)',
      },
      segment: {
        text: 'In the browser alias works only before identify: afterwards the SDK sends the present user as both ids, and the new one is lost. Call it on the server, with both.',
        code: 'analytics.alias({ previousId: oldId, userId: newId })',
      },
      rudderstack: {
        text: 'Name both ids, the new one first.',
        code: 'rudderanalytics.alias(newId, oldId)',
      },
      mixpanel: {
        text: 'With simplified id merge (every project since 2023) alias is not needed: identify joins device and user. In older projects call it once, at sign-up, never at log-in.',
        code: 'mixpanel.identify(user.id)',
      },
    },
  },
  capacity: ALIASES * 2 + USERS,
  start() {
    const aliases = new RecentMap<string, { readonly user: string; eid: number; times: number }>(ALIASES);
    const users = new RecentMap<string, number>(USERS);
    return {
      observe({ event, eid, origin }, report) {
        const { kind, distinct_id: distinct, properties } = event;
        if (kind !== 'alias') {
          if (kind === 'identify' && event.user_id !== undefined) users.set(event.user_id, eid);
          return;
        }
        const alias = properties['alias'] ?? properties['$alias'];
        const other = typeof alias === 'string' || typeof alias === 'number' ? String(alias) : undefined;
        const user = event.user_id ?? distinct;
        const tell = (what: string, message: string, more: Partial<Found> = {}): void => {
          report({
            subject: `${origin}: ${what}`,
            message,
            values: [
              { label: 'user', value: shownValue(user) },
              { label: 'alias', value: other === undefined ? 'none' : shownValue(other) },
            ],
            ...more,
          });
        };
        if (other === undefined || other === '') {
          // Mixpanel's merge and others name the second id elsewhere, and it is an alias all the same.
          if (event.event === 'alias' || event.event === '$create_alias') {
            tell('of nobody', `The alias of «${shownValue(user)}» names no other id: it joins nobody.`);
          }
          return;
        }
        if (other === user) {
          tell('of itself', `«${shownValue(user)}» was made an alias of itself: it joins nobody.`);
          return;
        }
        if (isJunkId(other) || isJunkId(user)) {
          tell(
            'of an id for nobody',
            `«${shownValue(other)}» and «${shownValue(user)}» were to be joined; one of them stands for nobody.`,
            {
              severity: 'error',
            },
          );
          return;
        }
        const before = aliases.get(other);
        if (before === undefined) aliases.set(other, { user, eid, times: 1 });
        else if (before.user !== user) {
          aliases.set(other, { user, eid, times: 1 });
          tell(
            'of two users',
            `«${shownValue(other)}» was an alias of «${shownValue(before.user)}» and is now one of «${shownValue(user)}».`,
            { before: [before.eid], severity: 'error' },
          );
          return;
        } else {
          before.times += 1;
          if (before.times >= SAME_PAIR_TIMES) {
            tell(
              'again and again',
              `«${shownValue(other)}» was made an alias of the same user ${before.times} times.`,
              {
                before: [before.eid],
                severity: 'hint',
              },
            );
          }
          return;
        }
        const known = users.get(other);
        if (known !== undefined && users.get(user) !== undefined) {
          tell(
            'of two known users',
            `«${shownValue(other)}» and «${shownValue(user)}» were both identified before they were joined.`,
            {
              before: [known],
            },
          );
        }
      },
      held: () => aliases.size + users.size,
    };
  },
};
