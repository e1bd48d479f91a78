/** An event as rules see it: what several of them ask is worked out once. */
import { isServerEvent } from '../model/derived';
import type { CanonicalEvent } from '../model/event';
import type { Json } from '../model/json';
import type { Signals } from '../model/signals';
import { type Family, familyOf } from './families';
import { RecentMap } from './recent-map';

export interface Examined {
  readonly event: CanonicalEvent;
  readonly eid: number;
  readonly family: Family | undefined;
  readonly isServer: boolean;
  /** Named by the product's developers, not by the SDK. */
  readonly isOwn: boolean;
  /** The properties that the product's developers chose: without what SDKs add by themselves. */
  readonly own: readonly (readonly [string, Json])[];
  /** The SDK it came by, such as `posthog · web`; where the mistake is to be looked for. */
  readonly origin: string;
  /** The browser or device where the event tells one, else whoever the event is of. */
  readonly device: string;
  readonly signals: Signals | undefined;
}

/** `$pageview`, `[Amplitude] Page Viewed`, `[CLY]_view`, `mp_page_view`: names that SDKs give. */
const SDK_NAME = /^(?:\$|\[Amplitude\]|\[CLY\]_|mp_)/;
const SDK_PROPERTY = /^(?:\$|\[Amplitude\]|\[CLY\]_|mp_|__|utm_|contexts\.|context$|integrations$|token$|distinct_id$)/;

/** Kinds whose names come from the SDK's calls even where they look like words. */
const CALLED: ReadonlySet<CanonicalEvent['kind']> = new Set([
  'page',
  'screen',
  'identify',
  'group',
  'alias',
  'person',
  'ping',
  'session',
  'vitals',
  'flag',
]);

/** The same few names come with every event: looked at once. What is remembered is a matter of speed alone. */
const sdkProperties = new RecentMap<string, boolean>(4_000);
function isSdkProperty(name: string): boolean {
  let is = sdkProperties.get(name);
  if (is === undefined) {
    is = SDK_PROPERTY.test(name);
    sdkProperties.set(name, is);
  }
  return is;
}

export function examined(event: CanonicalEvent & { readonly eid: number }, signals?: Signals): Examined {
  const own: [string, Json][] = [];
  const { properties, lib, source } = event;
  for (const key in properties) {
    const value = properties[key];
    if (value !== undefined && !isSdkProperty(key)) own.push([key, value]);
  }
  return {
    event,
    eid: event.eid,
    family: familyOf(event),
    isServer: isServerEvent(lib, properties),
    isOwn: !CALLED.has(event.kind) && !SDK_NAME.test(event.event),
    own,
    origin: lib === undefined || lib === source ? source : `${source} · ${lib}`,
    device: event.anonymous_id ?? event.distinct_id,
    signals,
  };
}
