/**
 * Every protocol the collector speaks, and who answers which path. All of them share one port: a path that two
 * vendors use belongs to the first protocol below that knows the request for its own by its body or headers, and
 * `/posthog/…`, `/segment/…` always reach the one named. The one list that adding a protocol edits.
 */
import { AMPLITUDE } from './amplitude/protocol';
import { COUNTLY } from './countly/protocol';
import { GA4 } from './ga4/protocol';
import { MATOMO } from './matomo/protocol';
import { MIXPANEL } from './mixpanel/protocol';
import { OPENPANEL } from './openpanel/protocol';
import { OTLP } from './otlp/protocol';
import { PLAUSIBLE } from './plausible/protocol';
import { POSTHOG } from './posthog/protocol';
import { RUDDERSTACK } from './rudderstack/protocol';
import { SEGMENT } from './segment/protocol';
import { SNOWPLOW } from './snowplow/protocol';
import { UMAMI } from './umami/protocol';
import { VERCEL } from './vercel/protocol';
import { WAYMARK } from './waymark/protocol';
import type { Protocol, Route, WireRequest } from './wire';

const PROTOCOLS: readonly Protocol[] = [
  WAYMARK,
  AMPLITUDE,
  POSTHOG,
  RUDDERSTACK,
  SEGMENT,
  OPENPANEL,
  MIXPANEL,
  PLAUSIBLE,
  UMAMI,
  MATOMO,
  SNOWPLOW,
  COUNTLY,
  GA4,
  OTLP,
  VERCEL,
];

export interface Claim {
  readonly protocol: string;
  readonly route: Route;
}

export interface Found {
  /** Those who claim the path, in the order in which they are asked whether a request is theirs; never empty. */
  readonly claims: readonly [Claim, ...Claim[]];
  /** The path below the prefix, as decoders want it. */
  readonly path: string;
  /** `/posthog` and the like, or empty. */
  readonly prefix: string;
}

/** Who may answer `method path`; undefined where nobody does. */
export function findRoute(method: string, path: string): Found | undefined {
  const plain = withoutSlashes(path);
  const named = PROTOCOLS.find(({ name }) => name !== 'waymark' && plain.startsWith(`/${name}/`));
  const prefix = named === undefined ? '' : `/${named.name}`;
  const below = plain.slice(prefix.length);
  const [first, ...others] = (named === undefined ? PROTOCOLS : [named]).flatMap(({ name, routes }): Claim[] =>
    routes
      .filter((route) => route.method === method && route.path.test(below))
      .map((route) => ({ protocol: name, route })),
  );
  return first && { claims: [first, ...others], path: below, prefix };
}

/** Whose request it is: the first claim that knows it for its own, else the first of all. */
export const claimFor = ({ claims }: Found, request: WireRequest): Claim =>
  claims.find(({ route }) => route.isFor?.(request) ?? true) ?? claims[0];

/**
 * An address with a slash at its end, put before a path, makes two; at the end they say nothing. In time that grows with the
 * path alone.
 */
function withoutSlashes(path: string): string {
  const single = path.includes('//') ? path.replaceAll(/\/{2,}/g, '/') : path;
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single;
}

/** What is understood here, for people who sent something else. */
export const UNDERSTOOD: readonly string[] = PROTOCOLS.map(({ understands }) => understands);
