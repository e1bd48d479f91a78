/**
 * Every protocol the collector speaks, and who answers which path. All of them share one port: a path that two
 * vendors use belongs to the first protocol below that claims it, and `/posthog/…`, `/segment/…` always reach the one
 * named. The one list that adding a protocol edits.
 */
import { POSTHOG } from './posthog/protocol';
import { SEGMENT } from './segment/protocol';
import { WAYMARK } from './waymark/protocol';
import type { Protocol, Route } from './wire';

const PROTOCOLS: readonly Protocol[] = [WAYMARK, POSTHOG, SEGMENT];

export interface Found {
  readonly protocol: string;
  readonly route: Route;
  /** The path below the prefix, as decoders want it. */
  readonly path: string;
  /** `/posthog` and the like, or empty. */
  readonly prefix: string;
}

/** Who answers `method path`; undefined where nobody does. */
export function findRoute(method: string, path: string): Found | undefined {
  const named = PROTOCOLS.find(({ name }) => name !== 'waymark' && path.startsWith(`/${name}/`));
  const prefix = named === undefined ? '' : `/${named.name}`;
  const below = trimSlash(path.slice(prefix.length));
  for (const protocol of named === undefined ? PROTOCOLS : [named]) {
    const route = protocol.routes.find((candidate) => candidate.method === method && candidate.path.test(below));
    if (route !== undefined) return { protocol: protocol.name, route, path: below, prefix };
  }
  return undefined;
}

const trimSlash = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, '') : path);

/** What is understood here, for people who sent something else. */
export const UNDERSTOOD: readonly string[] = PROTOCOLS.map(({ understands }) => understands);
