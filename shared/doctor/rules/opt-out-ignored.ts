/** Events that go on after somebody refused, or that say themselves that consent is missing. */
import { isJsonObject, type Json } from '../../model/json';
import type { Examined } from '../examined';
import { shownValue } from '../personal-data';
import { RecentMap } from '../recent-map';
import type { Rule } from '../rule';
import { plainWords } from '../words';

const CAPACITY = 20_000;
const NAMES = 2_000;

const OPT_OUT =
  /^(?:user )?(?:opt(?:ed)? out|(?:cookie |tracking |analytics )?consent (?:denied|revoked|withdrawn|rejected|declined|refused)|(?:cookies?|tracking) (?:rejected|declined|refused|disabled))$/;
const OPT_IN =
  /^(?:user )?(?:opt(?:ed)? in|(?:cookie |tracking |analytics )?consent (?:given|granted|accepted)|(?:cookies?|tracking) (?:accepted|allowed|enabled))$/;

type Word = 'refuses' | 'agrees';

export const optOutIgnored: Rule = {
  id: 'opt-out-ignored',
  title: 'Consent was refused and events still come',
  severity: 'error',
  meaning:
    'Somebody said no and is tracked all the same. That is against the law in many places, and against what the page promises.',
  limits:
    'Events of a browser that sent an event such as «opted out» or «consent denied» before, until an opt-in; and events that carry consent as denied (`consent`, `analytics_storage`, `consent.analytics`, `opted_out`, Google’s `gcs`). The refusal itself, and what happened before it and arrives later, are left alone.',
  remedies: {
    general: {
      text: 'Tell the SDK at the moment of refusal, and begin without consent: start or opt in once it is given.',
    },
    families: {
      posthog: {
        text: 'Opt out at the refusal, and begin opted out.',
        code: 'posthog.init(KEY, { opt_out_capturing_by_default: true })\nposthog.opt_in_capturing()   // once agreed\nposthog.opt_out_capturing()  // once refused',
      },
      mixpanel: {
        text: 'Opt out at the refusal, and begin opted out.',
        code: 'mixpanel.init(TOKEN, { opt_out_tracking_by_default: true })\nmixpanel.opt_in_tracking()   // once agreed\nmixpanel.opt_out_tracking()  // once refused',
      },
      amplitude: {
        text: 'Opt out at the refusal, and begin opted out.',
        code: 'amplitude.init(KEY, { optOut: true })\namplitude.setOptOut(false)  // once agreed',
      },
      segment: {
        text: 'Load the SDK only once consent is given, or wrap it with a consent manager; a running one can be stopped only by not calling it.',
        code: 'withOneTrust(analytics).load({ writeKey: KEY })',
      },
      rudderstack: {
        text: 'Load with storage off and consent pending, and tell once it is decided.',
        code: 'rudderanalytics.load(KEY, URL, { preConsent: { enabled: true } })\nrudderanalytics.consent({ trackConsent: true })',
      },
      snowplow: { text: 'Track without ids until it is agreed.', code: 'enableAnonymousTracking()' },
      matomo: {
        text: 'Require consent before tracking.',
        code: "_paq.push(['requireConsent'])\n_paq.push(['setConsentGiven'])     // once agreed\n_paq.push(['forgetConsentGiven'])  // once refused",
      },
      countly: {
        text: 'Require consent and give it by feature.',
        code: 'Countly.init({ require_consent: true })\nCountly.add_consent(["events", "views"])',
      },
      ga4: {
        text: 'Set consent mode before the first event.',
        code: "gtag('consent', 'default', { analytics_storage: 'denied' })\ngtag('consent', 'update', { analytics_storage: 'granted' })",
      },
      plausible: {
        text: 'Plausible leaves a browser alone that asks for it.',
        code: "localStorage.plausible_ignore = 'true'",
      },
    },
  },
  capacity: CAPACITY + NAMES,
  start() {
    const refusals = new RecentMap<string, { readonly eid: number; readonly at: number }>(CAPACITY);
    const names = new RecentMap<string, Word | 'neither'>(NAMES);
    const wordOf = (name: string): Word | 'neither' => {
      const known = names.get(name);
      if (known !== undefined) return known;
      const words = plainWords(name);
      const word = OPT_OUT.test(words) ? 'refuses' : OPT_IN.test(words) ? 'agrees' : 'neither';
      names.set(name, word);
      return word;
    };
    return {
      observe(seen, report) {
        const { event, eid, device, isServer } = seen;
        if (isServer) return;
        const word = event.event === 'consent' ? ofCountly(event.properties['consent']) : wordOf(event.event);
        if (word === 'refuses') {
          refusals.set(device, { eid, at: event.timestamp });
          return;
        }
        if (word === 'agrees') {
          refusals.delete(device);
          return;
        }
        const flag = deniedFlag(seen);
        if (flag !== undefined) {
          report({
            subject: `${seen.origin} · ${flag.name}`,
            message: `«${event.event}» was sent although its \`${flag.name}\` says ${flag.value}.`,
            values: [{ label: flag.name, value: flag.value }],
          });
          return;
        }
        const before = refusals.get(device);
        if (before === undefined || event.timestamp <= before.at) return;
        report({
          subject: seen.origin,
          message: `«${event.event}» came from a browser that had refused before.`,
          before: [before.eid],
        });
      },
      held: () => refusals.size + names.size,
    };
  },
};

/** Countly tells consent by feature; without events and sessions nothing may be sent of what somebody does. */
function ofCountly(consent: Json | undefined): Word | 'neither' {
  if (!isJsonObject(consent)) return 'neither';
  const { events, sessions } = consent;
  if (events === false && sessions !== true) return 'refuses';
  return events === true || sessions === true ? 'agrees' : 'neither';
}

const FLAGS: readonly (readonly [string, (value: Json) => boolean])[] = [
  ['consent', isDenied],
  ['$consent', isDenied],
  ['analytics_consent', isDenied],
  ['tracking_consent', isDenied],
  ['gdpr_consent', isDenied],
  ['analytics_storage', isDenied],
  ['opted_out', (value) => value === true || value === 'true'],
  ['$opted_out', (value) => value === true || value === 'true'],
  // Google's consent state: G1, then ad storage, then analytics storage.
  ['gcs', (value) => typeof value === 'string' && /^G1[01-]0/.test(value)],
];
const FEATURES = ['analytics', 'analytics_storage', 'tracking'];

function isDenied(value: Json): boolean {
  if (isJsonObject(value)) return FEATURES.some((key) => value[key] !== undefined && isDenied(value[key]));
  return (
    value === false ||
    (typeof value === 'string' && /^(?:denied|refused|rejected|declined|false|no|none)$/i.test(value))
  );
}

function deniedFlag({ event: { properties } }: Examined): { name: string; value: string } | undefined {
  for (const [name, denies] of FLAGS) {
    const value = properties[name];
    if (value !== undefined && denies(value)) return { name, value: shownValue(value) };
  }
  return undefined;
}
