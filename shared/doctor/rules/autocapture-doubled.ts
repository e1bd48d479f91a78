/** What the SDK captures by itself, sent once more by hand: two events for one click or page view. */
import type { Examined } from '../examined';
import { RecentMap } from '../recent-map';
import type { Rule } from '../rule';
import { plainWords } from '../words';

const PERSONS = 4_000;
const NAMES = 2_000;
const WITHIN_MS = 500;
/** By chance a click and an event that speaks of a click may meet once. */
export const LEAST_PAIRS = 3;

type What = 'click' | 'page' | 'form';
const MEANS: readonly (readonly [What, RegExp])[] = [
  [
    'page',
    /^(?:(?:page|screen) ?views?(?:ed)?|view(?:ed)? (?:a )?(?:page|screen)|(?:page|screen) (?:visited|loaded|opened|load)|visit(?:ed)? page)$/,
  ],
  [
    'click',
    /^(?:(?:button|link|element|cta) )?(?:click(?:ed)?|tap(?:ped)?|press(?:ed)?)(?: (?:button|link|element|cta))?$/,
  ],
  ['form', /^(?:form submit(?:ted)?|submit(?:ted)? form|submit)$/],
];

interface Last {
  readonly seen: Examined;
  readonly what: What;
  readonly isOwn: boolean;
}

export const autocaptureDoubled: Rule = {
  id: 'autocapture-doubled',
  title: 'Captured by the SDK and sent by hand',
  severity: 'hint',
  meaning:
    'One click or page view is two events of different names. Totals, sessions and funnels over «any event» count it twice, and you pay for it twice.',
  limits: `An event of your own whose name says no more than «clicked», «page viewed» or «form submitted», within ${WITHIN_MS} ms of the SDK’s own event of that kind, ${LEAST_PAIRS} times. An event that says what happened («Signed Up») is right beside a captured click, and left alone.`,
  remedies: {
    general: { text: 'Keep one of the two: take out your own call, or turn the SDK’s capture off for it.' },
    families: {
      posthog: {
        text: 'Take out your own call, or turn off what captures it.',
        code: 'posthog.init(KEY, { autocapture: false, capture_pageview: false })',
      },
      mixpanel: {
        text: 'Take out your own call, or turn off what captures it.',
        code: 'mixpanel.init(TOKEN, { autocapture: { click: false, pageview: false } })',
      },
      amplitude: {
        text: 'Take out your own call, or turn off what captures it.',
        code: 'amplitude.init(KEY, { autocapture: { elementInteractions: false, pageViews: false } })',
      },
      countly: { text: 'Take out your own call, or the SDK’s.', code: 'Countly.track_clicks()  // take this call out' },
      openpanel: {
        text: 'Take out your own call, or turn off what captures it.',
        code: 'new OpenPanel({ clientId, trackScreenViews: false })',
      },
    },
  },
  capacity: PERSONS * 2 + NAMES * 2,
  start() {
    const last = new RecentMap<string, Last>(PERSONS * 2);
    const meanings = new RecentMap<string, What | 'else'>(NAMES);
    const pairs = new RecentMap<string, { count: number }>(NAMES);
    const meaningOf = (name: string): What | 'else' => {
      const known = meanings.get(name);
      if (known !== undefined) return known;
      const words = plainWords(name);
      const meaning = MEANS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'else';
      meanings.set(name, meaning);
      return meaning;
    };
    return {
      observe(seen, report) {
        const { event, isOwn, isServer } = seen;
        if (isServer) return;
        const meaning = isOwn ? meaningOf(event.event) : capturedAs(seen);
        if (meaning === 'else') return;
        const key = `${isOwn ? 'own' : 'captured'} ${meaning} ${event.distinct_id}`;
        const other = last.get(`${isOwn ? 'captured' : 'own'} ${meaning} ${event.distinct_id}`);
        last.set(key, { seen, what: meaning, isOwn });
        if (other === undefined || Math.abs(other.seen.event.timestamp - event.timestamp) > WITHIN_MS) return;
        const [own, captured] = isOwn ? [seen, other.seen] : [other.seen, seen];
        const pair = `${own.event.event}\n${captured.event.event}`;
        const met = pairs.get(pair) ?? { count: 0 };
        met.count += 1;
        pairs.set(pair, met);
        if (met.count < LEAST_PAIRS) return;
        report({
          subject: `${own.event.event} and ${captured.event.event}`,
          message: `«${own.event.event}» and «${captured.event.event}» told one ${SPOKEN[meaning]}, for the ${met.count}th time or more.`,
          before: [other.seen.eid],
        });
      },
      held: () => last.size + meanings.size + pairs.size,
    };
  },
};

const SPOKEN: Readonly<Record<What, string>> = { click: 'click', page: 'page view', form: 'form' };

/** Of events that the SDK names: what it captured by itself. Segment's and RudderStack's `page` is called by hand. */
function capturedAs({ event, family }: Examined): What | 'else' {
  const { kind } = event;
  if (kind === 'click' || kind === 'form') return kind;
  if ((kind === 'page' || kind === 'screen') && family !== 'segment' && family !== 'rudderstack') return 'page';
  return 'else';
}
