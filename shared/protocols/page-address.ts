/** What a page's address and the browser's own name say, under the names that all protocols share. */
import { CAMPAIGN_KEYS } from '../model/derived';
import { WELL_KNOWN } from '../model/event';
import { type Json, setKey } from '../model/json';
import { readForm } from './form';
import { readText } from './reading';
import { readUserAgent } from './segment/user-agent';

const ADDRESS = /^(?<origin>[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*)?(?<path>[^?#]*)(?:\?(?<query>[^#]*))?(?<hash>#.*)?$/s;

/** Most addresses name none, and taking their parameters apart takes longer than all the rest. */
const MAY_NAME_CAMPAIGN = new RegExp([...CAMPAIGN_KEYS, '%'].join('|'));

/** The parameters behind the question mark of an address, whole or relative. */
export const queryOf = (address: string): Readonly<Record<string, string>> =>
  readForm(ADDRESS.exec(address)?.groups?.['query'] ?? '');

/**
 * Address, path and campaign of a page. An address without a host is no address but has a path. `withHash`: the site
 * keeps its paths behind the number sign.
 */
export function pageAddress(address: string | undefined, withHash = false): Record<string, Json> {
  const said: Record<string, Json> = {};
  if (address === undefined) return said;
  const [, origin, path = '', query = '', hash = ''] = ADDRESS.exec(address) ?? [];
  const route = (path === '' && origin !== undefined ? '/' : path) + (withHash ? hash : '');
  if (origin !== undefined) said[WELL_KNOWN.url] = address;
  if (route !== '') said[WELL_KNOWN.path] = route;
  if (query === '' || !MAY_NAME_CAMPAIGN.test(query)) return said;
  const parameters = readForm(query);
  for (const key of CAMPAIGN_KEYS) {
    const value = readText(parameters[key]);
    if (value !== undefined) said[key] = value;
  }
  return said;
}

/** Browser, system and device type, of browsers; servers' and tools' names say nothing of the kind. */
export const browserOf = (userAgent: string | undefined): Record<string, Json> =>
  isBrowser(userAgent) ? readUserAgent(userAgent) : {};

/** Whether a browser calls itself so. */
export const isBrowser = (userAgent: string | undefined): userAgent is string =>
  userAgent?.startsWith('Mozilla/') === true;

/** Properties without those of which nothing is known. */
export function known(properties: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  const found: Record<string, Json> = {};
  for (const key in properties) {
    const value = properties[key];
    if (value !== undefined) setKey(found, key, value);
  }
  return found;
}
