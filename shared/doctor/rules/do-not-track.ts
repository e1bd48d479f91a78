/** The browser asks not to be tracked, or that its data not be passed on, and events come all the same. */
import type { Rule } from '../rule';
import { stateless } from '../rule';

export const doNotTrack: Rule = {
  id: 'do-not-track',
  title: 'Tracked against the browser’s wish',
  severity: 'hint',
  meaning:
    'The request carried «Do Not Track» or «Global Privacy Control». The second has legal force in California and several other states where data is sold or shared; the first is a wish.',
  limits:
    'The headers `DNT: 1` and `Sec-GPC: 1` of the request. They are not stored: this is told of events that arrive while Waymark runs, not of imported or earlier ones.',
  remedies: {
    general: {
      text: 'Decide what each of the two means for you, and ask for it before the SDK starts.',
      code: "const refused = navigator.globalPrivacyControl || navigator.doNotTrack === '1'\nif (!refused) startTracking()",
    },
    families: {
      posthog: {
        text: 'PostHog heeds Do Not Track where it is told to. For Global Privacy Control opt out yourself.',
        code: 'posthog.init(KEY, { respect_dnt: true })\nif (navigator.globalPrivacyControl) posthog.opt_out_capturing()',
      },
      mixpanel: {
        text: 'Mixpanel heeds Do Not Track unless `ignore_dnt` is set. For Global Privacy Control opt out yourself.',
        code: 'if (navigator.globalPrivacyControl) mixpanel.opt_out_tracking()',
      },
      amplitude: {
        text: 'Amplitude asks neither: opt out yourself.',
        code: "const refused = navigator.globalPrivacyControl || navigator.doNotTrack === '1'\namplitude.init(KEY, { optOut: refused })",
      },
      snowplow: {
        text: 'Snowplow heeds Do Not Track where it is told to.',
        code: "newTracker('sp', URL, { respectDoNotTrack: true })",
      },
      matomo: { text: 'Matomo heeds Do Not Track where it is told to.', code: "_paq.push(['setDoNotTrack', true])" },
      countly: { text: 'Opt out yourself.', code: 'if (navigator.globalPrivacyControl) Countly.opt_out()' },
      umami: { text: 'Umami heeds Do Not Track where it is told to.', code: '<script data-do-not-track="true" …>' },
      segment: {
        text: 'Load the SDK only where it is not refused, or with a consent wrapper.',
        code: 'if (!navigator.globalPrivacyControl) analytics.load({ writeKey: KEY })',
      },
    },
  },
  capacity: 0,
  start: () =>
    stateless(({ event, origin, signals }, report) => {
      if (signals === undefined) return;
      const isGpc = signals.globalPrivacyControl === true;
      if (!isGpc && signals.doNotTrack !== true) return;
      const asked = isGpc ? 'Global Privacy Control' : 'Do Not Track';
      report({
        subject: origin,
        message: `«${event.event}» came from a browser that asks for ${asked}.`,
        values: [{ label: 'header', value: isGpc ? 'Sec-GPC: 1' : 'DNT: 1' }],
        severity: isGpc ? 'warning' : 'hint',
      });
    }),
};
