/** Events that Waymark stores and that the vendor they were meant for would have dropped, cut or refused. */
import { formatCount, formatNumber } from '../../base/number-format';
import type { Json } from '../../model/json';
import type { Signals } from '../../model/signals';
import type { Examined } from '../examined';
import { FAMILY_NAMES } from '../families';
import { LIMITS, type VendorLimits } from '../limits';
import { shownValue } from '../personal-data';
import { type Report, type Rule, stateless } from '../rule';
import { spokenSpan } from '../words';

export const vendorLimit: Rule = {
  id: 'vendor-limit',
  title: 'Over the vendor’s own limits',
  severity: 'warning',
  meaning:
    'Waymark keeps the event whole; the vendor it is meant for would not. What is seen here is then missing there, mostly without an error: Segment answers 200 to an event that it drops.',
  limits:
    'PostHog: 1 MB, ids of 200 characters, 23 hours in the future. Segment and RudderStack: 32 kB. Mixpanel: 1 MB, 255 properties, 3 levels, 255 items of a list, 5 days old. Amplitude: 1 MB, texts of 1,024 characters, ids of at least 5. Google Analytics: 25 parameters, names of 40 and values of 100 characters. Plausible: 30 properties, values of 2,000. Umami: names of 50, values of 500 characters, 50 properties. Sizes are those of the event as JSON, near enough. Requests: Segment 500 kB; PostHog 20 MB; RudderStack 4 MB; Mixpanel 2,000 events, 1 MB (import 10 MB); Amplitude 2,000 events, 1 MB (batch 20 MB); Google’s Measurement Protocol 25 events, 130 kB. The size of a request is told as it arrives, not of stored events.',
  remedies: {
    general: {
      text: 'Send less: an id in the place of an object, a count in the place of a list, the beginning of a text.',
    },
    families: {
      posthog: {
        text: 'Send less, or take it out before sending.',
        code: 'posthog.init(KEY, { before_send: (event) => trimmed(event) })',
      },
      amplitude: {
        text: 'Send less; texts are cut at 1,024 characters. Short ids need a lower minimum with each request.',
        code: 'amplitude.init(KEY, { minIdLength: 1 })',
      },
      mixpanel: {
        text: 'Send less. What is older than five days goes to the import endpoint, from a server.',
        code: 'mixpanel.import(event, time, props)',
      },
    },
  },
  capacity: 0,
  start: () => {
    let told: Signals['request'];
    return stateless((seen, report) => {
      const { family } = seen;
      const limits = family === undefined ? undefined : LIMITS[family];
      if (family === undefined || limits === undefined) return;
      const vendor = FAMILY_NAMES[family];
      // Once for each request, at its first event.
      const request = seen.signals?.request;
      if (request !== undefined && request !== told) checkRequest(request, seen.origin, limits, vendor, report);
      told = request;
      checkEvent(seen, limits, vendor, report);
      checkParts(seen, limits, vendor, report);
    });
  },
};

function checkRequest(
  { path, items, bytes }: NonNullable<Signals['request']>,
  origin: string,
  limits: VendorLimits,
  vendor: string,
  report: Report,
): void {
  const limit = limits.requests?.find((each) => each.path.test(path));
  if (limit === undefined) return;
  const { fate, items: mostItems = Infinity, bytes: mostBytes = Infinity } = limit;
  const values = [
    { label: 'endpoint', value: path },
    { label: 'events', value: formatCount(items) },
    { label: 'size', value: spokenSize(bytes) },
  ];
  const tell = (what: string, message: string): void => {
    report({ subject: `${origin} · ${what}`, message, severity: 'error', values });
  };
  if (items > mostItems) {
    tell(
      'events of a request',
      `A request to ${path} brought ${formatCount(items)} events: ${vendor} ${fate} what has more than ${formatCount(mostItems)}.`,
    );
  }
  if (bytes > mostBytes) {
    tell(
      'size of a request',
      `A request to ${path} had ${spokenSize(bytes)}: ${vendor} ${fate} what is over ${spokenSize(mostBytes)}.`,
    );
  }
}

function checkEvent({ event, own }: Examined, limits: VendorLimits, vendor: string, report: Report): void {
  const { event: name, timestamp, received_at: received } = event;
  const tell = (what: string, message: string, isError = true): void => {
    report({ subject: `${name} · ${what}`, message, severity: isError ? 'error' : 'warning' });
  };
  if (limits.eventBytes !== undefined) {
    const size = jsonSize(event.properties) + ENVELOPE_BYTES;
    if (size > limits.eventBytes) {
      tell(
        'size',
        `«${name}» has ${spokenSize(size)}: ${vendor} ${limits.fate} what is over ${spokenSize(limits.eventBytes)}.`,
      );
    }
  }
  if (limits.properties !== undefined && own.length > limits.properties) {
    tell(
      'number of properties',
      `«${name}» has ${formatCount(own.length)} properties: ${vendor} takes ${limits.properties}.`,
    );
  }
  if (limits.nameLength !== undefined && name.length > limits.nameLength) {
    tell('name', `The name «${shownValue(name)}» has ${name.length} characters: ${vendor} takes ${limits.nameLength}.`);
  } else if (limits.name !== undefined && !limits.name.pattern.test(name)) {
    tell('name', `«${shownValue(name)}» is no name for ${vendor}: it must ${limits.name.words}.`);
  }
  // Only what the SDK sent just now: an export is old by its nature, and there is another endpoint for it.
  if (limits.ageMs !== undefined && event.sent_at !== undefined && received - timestamp > limits.ageMs) {
    tell(
      'age',
      `«${name}» was ${spokenSpan(received - timestamp)} old when it arrived: ${vendor} drops what is older than ${spokenSpan(limits.ageMs)}.`,
    );
  }
  if (limits.aheadMs !== undefined && timestamp - received > limits.aheadMs) {
    tell(
      'future',
      `«${name}» is dated ${spokenSpan(timestamp - received)} ahead: ${vendor} stores and does not show what is more than ${spokenSpan(limits.aheadMs)}.`,
    );
  }
  const { least = 0, most = Infinity } = limits.idLength ?? {};
  for (const id of [event.user_id, event.anonymous_id]) {
    if (id === undefined || (id.length >= least && id.length <= most)) continue;
    const length = `The id «${shownValue(id)}» has ${id.length} characters`;
    const rest = id.length < least ? `refuses ids of fewer than ${least}` : `cuts off ids after ${most}`;
    report({
      subject: id.length < least ? 'short ids' : 'long ids',
      message: `${length}: ${vendor} ${rest}.`,
      severity: 'error',
    });
  }
}

function checkParts({ event, own }: Examined, limits: VendorLimits, vendor: string, report: Report): void {
  const {
    textLength = Infinity,
    listItems = Infinity,
    depth = Infinity,
    propertyNameLength = Infinity,
    partFate,
  } = limits;
  for (const [key, value] of own) {
    const tell = (message: string): void => {
      report({ subject: `${event.event} · ${shownValue(key)}`, message });
    };
    const most = limits.textLengths?.[key] ?? textLength;
    if (typeof value === 'string') {
      if (value.length > most) {
        tell(
          `\`${key}\` of «${event.event}» has ${formatCount(value.length)} characters: ${vendor} ${partFate} what is over ${formatCount(most)}.`,
        );
      }
    } else if (Array.isArray(value) && value.length > listItems) {
      tell(
        `\`${key}\` of «${event.event}» has ${formatCount(value.length)} items: ${vendor} takes ${formatCount(listItems)}.`,
      );
    } else if (depth !== Infinity && typeof value === 'object' && value !== null && depthOf(value, depth + 1) > depth) {
      tell(`\`${key}\` of «${event.event}» is more than ${depth} levels deep: ${vendor} takes no more.`);
    }
    if (key.length > propertyNameLength) {
      tell(
        `A property’s name of «${event.event}» has ${key.length} characters: ${vendor} takes ${propertyNameLength}.`,
      );
    }
  }
}

/** In the vendors' own kilobytes of 1,024 bytes: 40 kB, 1 MB. */
function spokenSize(bytes: number): string {
  const kilobytes = bytes / 1_024;
  return kilobytes < 1_000
    ? `${formatNumber(Math.round(kilobytes * 10) / 10)} kB`
    : `${formatNumber(kilobytes / 1_024)} MB`;
}

/** What an event carries beside its properties: name, ids, times. */
const ENVELOPE_BYTES = 300;

/** Bytes as JSON, near enough: texts by their characters, escapes not counted. */
function jsonSize(value: Json | undefined): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 5;
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value) size += jsonSize(item) + 1;
    return size;
  }
  for (const key in value) size += key.length + 4 + jsonSize(value[key]);
  return size;
}

function depthOf(value: Json, most: number): number {
  if (typeof value !== 'object' || value === null || most <= 0) return 0;
  let deepest = 0;
  for (const item of Object.values(value)) deepest = Math.max(deepest, depthOf(item, most - 1));
  return deepest + 1;
}
