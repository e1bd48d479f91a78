/** One thing that happened, told twice: same name, same person, same properties, two ids, a blink apart. */
import { WELL_KNOWN } from '../../model/event';
import type { Json } from '../../model/json';
import type { Examined } from '../examined';
import { RecentMap } from '../recent-map';
import type { Rule } from '../rule';
import { spokenSpan } from '../words';

export const TWICE_WITHIN_MS = 500;
const CAPACITY = 2_000;

/** Kinds that come in quick succession by their nature: double clicks are two clicks, and SDKs split operations. */
const OFTEN: ReadonlySet<string> = new Set([
  'click',
  'scroll',
  'vitals',
  'network',
  'person',
  'group',
  'ping',
  'session',
  'flag',
  'alias',
  'media',
  'identify',
  'error',
]);

export const firedTwice: Rule = {
  id: 'fired-twice',
  title: 'Fired twice',
  severity: 'warning',
  meaning:
    'Counts of this event are too high, and each person seems to do it more often than they do. The usual causes: a component that mounts twice (React’s StrictMode in development), two listeners on one element, or the SDK set up twice.',
  limits: `Same name, distinct id and properties within ${TWICE_WITHIN_MS} ms, with different event ids; page views are held against each other by their address. Clicks, scrolling, errors, calls about people and whatever else the SDK captures by itself are left alone, and so are events of files whose times are whole seconds.`,
  remedies: {
    general: {
      text: 'Send it from the handler of what the person did, not while rendering, and set the SDK up once, outside components. Where it comes from an effect, make sure that the effect is undone when the component goes.',
      code: 'const sent = useRef(false)\nuseEffect(() => {\n  if (sent.current) return\n  sent.current = true\n  track(…)\n}, [])',
    },
    families: {
      posthog: {
        text: 'For page views of a single-page app let the SDK do it alone, and take out your own $pageview; for other events send from the handler, not while rendering.',
        code: "posthog.init(KEY, { capture_pageview: 'history_change' })",
      },
      mixpanel: {
        text: 'For page views, either let the SDK track them or call track_pageview yourself. An event that may be sent again can carry the same $insert_id: Mixpanel then counts it once.',
        code: "mixpanel.init(TOKEN, { track_pageview: 'full-url' })",
      },
      amplitude: {
        text: 'An event that may be sent again can carry an insert_id: Amplitude then counts it once. For page views, either let autocapture do it or track them yourself.',
        code: "amplitude.track('Order Completed', props, { insert_id: `order-${order.id}` })",
      },
      segment: {
        text: 'Call analytics.page() in one place: the snippet calls it once by itself. An event that may be sent again can carry the same messageId.',
        code: "analytics.track('Order Completed', props, { messageId: `order-${order.id}` })",
      },
    },
  },
  capacity: CAPACITY,
  start() {
    const last = new RecentMap<string, Examined>(CAPACITY);
    return {
      observe(seen, report) {
        const { event } = seen;
        const isPage = event.kind === 'page' || event.kind === 'screen';
        if (seen.isServer || OFTEN.has(event.kind) || (!isPage && !seen.isOwn)) return;
        const key = `${event.event}\n${event.distinct_id}`;
        const before = last.get(key);
        last.set(key, seen);
        if (before === undefined) return;
        const apart = Math.abs(event.timestamp - before.event.timestamp);
        if (apart > TWICE_WITHIN_MS || isCoarse(before, seen) || !areSame(before, seen)) return;
        report({
          subject: event.event,
          message:
            apart === 0
              ? `«${event.event}» came twice for one moment, with the same properties.`
              : `«${event.event}» came again after ${spokenSpan(apart)}, with the same properties.`,
          before: [before.eid],
          values: [
            { label: 'first event id', value: before.event.event_id },
            { label: 'second event id', value: event.event_id },
          ],
        });
      },
      held: () => last.size,
    };
  },
};

/** Times without milliseconds that no SDK sent: what seems one moment may be most of a second. */
const isCoarse = (a: Examined, b: Examined): boolean =>
  a.family === undefined && a.event.timestamp % 1000 === 0 && b.event.timestamp % 1000 === 0;

function areSame(a: Examined, b: Examined): boolean {
  const { kind } = b.event;
  if (kind === 'page' || kind === 'screen') {
    return isSame(placeOf(a), placeOf(b)) && isSame(a.event.properties['name'], b.event.properties['name']);
  }
  if (a.own.length !== b.own.length) return false;
  const others = a.event.properties;
  for (const [key, value] of b.own) {
    if (!isSame(others[key], value)) return false;
  }
  return isSame(placeOf(a), placeOf(b)) && isSame(others['$set'], b.event.properties['$set']);
}

/** Only what has an inside is written out to be compared. */
const isSame = (a: Json | undefined, b: Json | undefined): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));
const placeOf = ({ event: { properties } }: Examined): Json | undefined =>
  properties[WELL_KNOWN.url] ?? properties[WELL_KNOWN.path] ?? properties[WELL_KNOWN.screen];
