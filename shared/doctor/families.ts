/** Whose SDK sent an event: remedies are told in that SDK's own calls, and limits are that vendor's. */
import type { CanonicalEvent } from '../model/event';

export const FAMILIES = [
  'posthog',
  'segment',
  'rudderstack',
  'mixpanel',
  'amplitude',
  'snowplow',
  'ga4',
  'matomo',
  'plausible',
  'umami',
  'countly',
  'openpanel',
  'otlp',
  'vercel',
  'waymark',
] as const;
export type Family = (typeof FAMILIES)[number];

export const FAMILY_NAMES: Readonly<Record<Family, string>> = {
  posthog: 'PostHog',
  segment: 'Segment',
  rudderstack: 'RudderStack',
  mixpanel: 'Mixpanel',
  amplitude: 'Amplitude',
  snowplow: 'Snowplow',
  ga4: 'Google Analytics',
  matomo: 'Matomo',
  plausible: 'Plausible',
  umami: 'Umami',
  countly: 'Countly',
  openpanel: 'OpenPanel',
  otlp: 'OpenTelemetry',
  vercel: 'Vercel Web Analytics',
  waymark: 'Waymark',
};

const known: ReadonlySet<string> = new Set(FAMILIES);

/** Undefined for files, where nothing says which SDK it was. */
export function familyOf({ source }: Pick<CanonicalEvent, 'source'>): Family | undefined {
  return known.has(source) ? (source as Family) : undefined;
}
