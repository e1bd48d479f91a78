/**
 * What a person first came with, `$initial_referrer` and the like: where it is not known yet, the first event is still on
 * its way, and what the SDK says now is what they first came with. PostHog takes it so for these properties.
 */
import type { JsonObject } from '../model/json';

const CAMPAIGN = [
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_content',
  'utm_term',
  'gclid',
  'gad_source',
  'gclsrc',
  'dclid',
  'gbraid',
  'wbraid',
  'fbclid',
  'msclkid',
  'twclid',
  'li_fat_id',
  'mc_cid',
  'igshid',
  'ttclid',
  'rdt_cid',
  'epik',
  'qclid',
  'sccid',
  'irclid',
  '_kx',
];
const OF_THE_EVENT = [
  'app_build',
  'app_name',
  'app_namespace',
  'app_version',
  'browser',
  'browser_version',
  'device_type',
  'current_url',
  'pathname',
  'os',
  'os_name',
  'os_version',
  'referring_domain',
  'referrer',
  'screen_height',
  'screen_width',
  'viewport_height',
  'viewport_width',
  'raw_user_agent',
];

const INITIALS = new Map([
  ...CAMPAIGN.map((name) => [name, `$initial_${name}`] as const),
  ...OF_THE_EVENT.map((name) => [`$${name}`, `$initial_${name}`] as const),
]);

export function withInitials(properties: JsonObject): JsonObject {
  const missing = Object.entries(properties).flatMap(([key, value]) => {
    const initial = INITIALS.get(key);
    return initial === undefined || Object.hasOwn(properties, initial) ? [] : [[initial, value] as const];
  });
  return missing.length === 0 ? properties : { ...properties, ...Object.fromEntries(missing) };
}
