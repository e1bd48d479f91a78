/**
 * What is worked out of an event when it is stored, so that millions of events need not be taken apart again at every
 * start. `shared/sql/columns.ts` says the same in SQL, for imports; a test holds the two together.
 */
import { WELL_KNOWN } from './event';
import type { JsonObject } from './json';
import { PROPERTY_OPERATIONS } from './person';

const URL_PATH = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*([^?#]*)/;

/** Libraries that run on servers end in one of these. */
export const SERVER_LIB = '(^|[-_/.@ ])(node|python|ruby|php|java|go|rust|dotnet|elixir|server)$';
const serverLib = new RegExp(SERVER_LIB, 'i');

/**
 * The page or screen of a page or screen event: the path without query and fragment, else the screen's name, else the
 * name a Segment page carries; undefined where it names none.
 */
export function pageOf(kind: string, properties: JsonObject): string | undefined {
  if (kind !== 'page' && kind !== 'screen') return undefined;
  const text = (key: string): string | undefined => {
    const value = properties[key];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
  const url = text(WELL_KNOWN.url);
  const path = text(WELL_KNOWN.path) ?? (url === undefined ? undefined : (URL_PATH.exec(url)?.[1] ?? ''));
  const page = path ?? text(WELL_KNOWN.screen) ?? text('name');
  return page === '' ? undefined : page;
}

/** Says of an event that a server sent it. */
export const SERVER_PROPERTY = '$is_server';

/** Sent by a server library: such events never start or extend a session. */
export function isServerEvent(lib: string | undefined, properties: JsonObject): boolean {
  const flag = properties[SERVER_PROPERTY];
  return flag === true || flag === 'true' || (lib !== undefined && serverLib.test(lib));
}

/** What ad platforms put on a link beside utm parameters. */
export const CLICK_IDS = ['gclid', 'gbraid', 'wbraid', 'fbclid', 'msclkid', 'ttclid', 'twclid', 'li_fat_id'] as const;

/** The properties that name a campaign, in the order in which {@link campaignOf} writes them. */
export const CAMPAIGN_KEYS = [
  WELL_KNOWN.utmSource,
  WELL_KNOWN.utmMedium,
  WELL_KNOWN.utmCampaign,
  WELL_KNOWN.utmTerm,
  WELL_KNOWN.utmContent,
  ...CLICK_IDS,
] as const;

/** The campaign that brought the visitor, as one text (`utm_source=x&gclid=y`); undefined where there is none. */
export function campaignOf(properties: JsonObject): string | undefined {
  const parts: string[] = [];
  for (const key of CAMPAIGN_KEYS) {
    const value = properties[key];
    if (typeof value === 'string' && value !== '') parts.push(`${key}=${value}`);
  }
  return parts.length === 0 ? undefined : parts.join('&');
}

/** Whether the event changes properties of its person. */
export function hasOperations(properties: JsonObject): boolean {
  return PROPERTY_OPERATIONS.some((operation) => {
    const value = properties[operation];
    return value !== undefined && value !== null;
  });
}
