/** Rejects in the words of whoever sent them: what a reason means, and the rule of the vendor that was broken. */
import type { RejectCode } from '../model/event';

export interface ReasonWords {
  readonly title: string;
  readonly meaning: string;
}

const REASONS: Record<RejectCode, ReasonWords> = {
  malformed_body: {
    title: 'Body not understood',
    meaning: 'The whole request could not be read, so none of its events were taken in.',
  },
  malformed_event: {
    title: 'Event not understood',
    meaning: 'One item is not as its SDK writes it; the others of its request were read on their own.',
  },
  missing_event_name: { title: 'Event name missing', meaning: 'Nothing says what happened.' },
  missing_id: { title: 'Id missing', meaning: 'Nothing says to whom it happened.' },
  missing_time: {
    title: 'Time missing',
    meaning: 'Nothing says when it happened, and for a row of a file nothing else can.',
  },
  invalid_time: {
    title: 'Time not understood',
    meaning: 'What says when it happened is no time between 1970 and 2200.',
  },
  malformed_row: { title: 'Row not understood', meaning: 'A row of a file does not fit the others.' },
  truncated_file: {
    title: 'File cut short',
    meaning: 'The file ends in the middle of a row, as after a download that broke off.',
  },
};

export const reasonWords = (code: RejectCode): ReasonWords => REASONS[code];

type Rules = Partial<Record<RejectCode, string>>;

const ISO = 'times are ISO 8601, in UTC where they say no zone';

const SEGMENT: Rules = {
  missing_event_name: 'Segment’s specification requires a name in `event` on every track call.',
  missing_id: 'Segment’s specification requires a `userId` or an `anonymousId` on every call.',
  malformed_event: 'Segment knows the calls track, page, screen, identify, group and alias, named by `type`.',
  invalid_time: `In Segment’s calls ${ISO}.`,
  malformed_body: 'Segment takes one call as a JSON object, or {"batch": […]}.',
};

const RULES: Readonly<Record<string, Rules>> = {
  posthog: {
    missing_event_name: 'PostHog requires a name in `event`.',
    missing_id: 'PostHog requires a `distinct_id`, at the top of the event or in its `properties`.',
    malformed_event: 'PostHog’s events are objects, with their properties as an object too.',
    invalid_time: `In PostHog’s events ${ISO}.`,
    malformed_body: 'PostHog takes one event, an array of them, or {"api_key", "batch": […]}.',
  },
  segment: SEGMENT,
  rudderstack: Object.fromEntries(
    Object.entries(SEGMENT).map(([code, rule]) => [code, rule.replaceAll('Segment', 'RudderStack')]),
  ),
  mixpanel: {
    missing_event_name: 'Mixpanel requires a name in `event`.',
    missing_id:
      'Mixpanel attributes an event by `distinct_id`, `$user_id` or `$device_id`, and a profile by `$distinct_id`.',
    malformed_event:
      'Mixpanel’s events are {"event", "properties"}; profile operations name what they do, such as `$set`.',
    invalid_time: 'Mixpanel’s `time` is in seconds or milliseconds since 1970.',
    malformed_body: 'Mixpanel takes a JSON object or an array of them, in a form field `data` or as the body.',
  },
  amplitude: {
    missing_event_name: 'Amplitude requires an `event_type`.',
    missing_id: 'Amplitude requires a `user_id` or a `device_id`.',
    malformed_event: 'Amplitude’s `event_properties`, `user_properties` and `groups` are objects.',
    invalid_time: 'Amplitude’s `time` is in milliseconds since 1970.',
    malformed_body: 'Amplitude takes {"api_key", "events": […]}.',
  },
  snowplow: {
    malformed_event:
      'Snowplow’s tracker protocol names the kind of event in `e`; self-describing JSON is {"schema", "data"}, as JSON or base64 of it.',
    missing_id: 'Snowplow knows a visitor by `duid`, `nuid`, `uid` or the network.',
    invalid_time: 'Snowplow’s `dtm` and `ttm` are in milliseconds since 1970.',
    malformed_body: 'Snowplow’s POST is {"schema": "…payload_data…", "data": […]}.',
  },
  ga4: {
    missing_event_name: 'GA4 requires an event name: `en` from gtag, `name` in the Measurement Protocol.',
    missing_id: 'GA4 requires a client id: `cid` from gtag, `client_id` in the Measurement Protocol.',
    malformed_event: 'The Measurement Protocol’s events are {"name", "params"}, the parameters an object.',
    invalid_time: 'GA4’s `timestamp_micros` is in microseconds since 1970.',
    malformed_body: 'The Measurement Protocol takes {"client_id", "events": […]}.',
  },
  matomo: {
    malformed_event: 'Matomo’s Tracking API records a request only with `rec=1` and `idsite`.',
    missing_id: 'Matomo knows a visitor by `_id`, `cid` or `uid`, or by address and browser.',
    invalid_time: 'Matomo’s `cdt` is `2026-01-31 10:00:00` in UTC, or seconds since 1970.',
    malformed_body: 'Matomo’s bulk tracking is {"requests": […]}, each a query as text.',
  },
  plausible: {
    missing_event_name: 'Plausible’s Events API requires a `name`; for page views it is `pageview`.',
    malformed_event: 'Plausible’s `props` is an object of plain values.',
    malformed_body: 'Plausible takes one event as a JSON object.',
  },
  umami: {
    malformed_event: 'Umami takes {"type", "payload"}, the type `event` or `identify`.',
    invalid_time: 'Umami’s `timestamp` is in seconds since 1970.',
    malformed_body: 'Umami takes {"type", "payload"}, or an array of them at /api/batch.',
  },
  countly: {
    missing_event_name: 'Countly requires a `key` on every event.',
    missing_id: 'Countly requires a `device_id` on every request.',
    malformed_event: 'Countly’s `events` is a JSON array of objects; `metrics` and `user_details` are JSON objects.',
    invalid_time: 'Countly’s `timestamp` is in seconds or milliseconds since 1970.',
    malformed_body: 'Countly takes a query or a form, or {"requests": […]} at /i/bulk.',
  },
  openpanel: {
    missing_event_name: 'OpenPanel requires `payload.name` on a track message.',
    missing_id: 'OpenPanel requires `payload.profileId` to identify somebody.',
    malformed_event: 'OpenPanel takes {"type", "payload"} with one of its types.',
    invalid_time: `In OpenPanel’s \`__timestamp\` ${ISO}.`,
    malformed_body: 'OpenPanel takes {"type", "payload"}.',
  },
  otlp: {
    malformed_event: 'OpenTelemetry’s log records are objects whose attributes are a list of {"key", "value"}.',
    invalid_time: 'OpenTelemetry’s times are in nanoseconds since 1970.',
    malformed_body: 'OTLP over HTTP takes {"resourceLogs": […]}, as JSON or protobuf.',
  },
  vercel: {
    missing_event_name: 'Vercel’s events have their name in `en`; only page views need none.',
    malformed_event: 'Vercel’s `ed`, the data of an event, is an object of plain values.',
    invalid_time: 'Vercel’s `ts` is in milliseconds since 1970.',
    malformed_body: 'Vercel sends one message as a JSON object.',
  },
  waymark: {
    missing_event_name: 'Waymark’s own format requires `event`, the name of what happened.',
    missing_id: 'Waymark’s own format requires `distinct_id`, `user_id` or `anonymous_id`.',
    malformed_event: 'Waymark’s own format takes only the fields it knows; your own values go into `properties`.',
    invalid_time: 'Waymark’s own format takes ISO 8601, or milliseconds since 1970.',
    malformed_body: 'Waymark’s own format is one event, an array, {"events": […]} or one event per line.',
  },
};

/** The vendor's own rule that was broken; undefined where none is known. */
export const vendorRule = (source: string, code: RejectCode): string | undefined => RULES[source]?.[code];
