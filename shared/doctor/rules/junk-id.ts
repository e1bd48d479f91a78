/** An id that stands for nobody: events of everybody who has it pile up on one person that does not exist. */
import { isJunkId } from '../../model/junk-id';
import { shownValue } from '../personal-data';
import { type Rule, stateless } from '../rule';

/** What code leaves behind where a value was meant: a placeholder, an object made text, a name in place of its value. */
const LEFT_BEHIND =
  /^(?:\$?\{+.*\}+|<.*>|%[a-z_]+%|\[object \w+\]|function\b.*|distinct_?id|user_?id|your[ _-]?user[ _-]?id|not_authenticated|unknown|test|-1|nil|n\/a)$/i;

export const junkId: Rule = {
  id: 'junk-id',
  title: 'An id that stands for nobody',
  severity: 'error',
  meaning:
    'Everybody who gets this id counts as one and the same person, with all their events. Waymark never joins people by such an id; some vendors do, and cannot undo it.',
  limits:
    'Ids such as «null», «undefined», «0», «anonymous» or all zeros, in any letter case, and placeholders that were never filled in. An id that merely contains such a word is left alone.',
  remedies: {
    general: { text: 'Call identify only once the id is there, and never with a value that may be null or undefined.' },
    families: {
      posthog: {
        text: 'Identify only once the user is loaded. PostHog refuses these ids too.',
        code: 'if (user?.id) posthog.identify(user.id)',
      },
      segment: { text: 'Identify only once the user is loaded.', code: 'if (user?.id) analytics.identify(user.id)' },
      rudderstack: {
        text: 'Identify only once the user is loaded.',
        code: 'if (user?.id) rudderanalytics.identify(user.id)',
      },
      mixpanel: { text: 'Identify only once the user is loaded.', code: 'if (user?.id) mixpanel.identify(user.id)' },
      amplitude: {
        text: 'Set the user id only once the user is loaded; undefined is the way to say that nobody is logged in.',
        code: 'amplitude.setUserId(user?.id)',
      },
      snowplow: {
        text: 'Set the user id only once the user is loaded; null is the way to say that nobody is logged in.',
        code: 'setUserId(user?.id ?? null)',
      },
      matomo: {
        text: 'Push setUserId only once the user is loaded.',
        code: "if (user?.id) _paq.push(['setUserId', user.id])",
      },
      countly: { text: 'Set the id only once the user is loaded.', code: 'if (user?.id) Countly.set_id(user.id)' },
      openpanel: {
        text: 'Identify only once the user is loaded.',
        code: 'if (user?.id) op.identify({ profileId: user.id })',
      },
      umami: { text: 'Identify only once the user is loaded.', code: 'if (user?.id) umami.identify(user.id)' },
    },
  },
  capacity: 0,
  start: () =>
    stateless(({ event }, report) => {
      const { distinct_id: distinct, user_id: user, anonymous_id: anonymous } = event;
      const ids =
        user === distinct || user === undefined
          ? [{ label: user === undefined ? 'distinct id' : 'user id', id: distinct }]
          : [
              { label: 'user id', id: user },
              { label: 'distinct id', id: distinct },
            ];
      if (anonymous !== undefined && anonymous !== distinct) ids.push({ label: 'anonymous id', id: anonymous });
      for (const { label, id } of ids) {
        const isLeft = LEFT_BEHIND.test(id.trim());
        if (!isLeft && !isJunkId(id)) continue;
        report({
          subject: id.trim().toLowerCase(),
          message: `«${event.event}» came with the ${label} «${shownValue(id)}».`,
          values: [{ label, value: shownValue(id) }],
        });
        return;
      }
    }),
};
