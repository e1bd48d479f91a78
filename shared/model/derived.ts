/**
 * What is worked out of an event when it is stored, so that millions of events need not be taken apart again at every
 * start. `shared/sql/columns.ts` says the same in SQL, for imports; a test holds the two together.
 */
import { WELL_KNOWN } from './event';
import type { JsonObject } from './json';

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

/** Sent by a server library: such events never start or extend a session. */
export function isServerEvent(lib: string | undefined, properties: JsonObject): boolean {
  const flag = properties['$is_server'];
  return flag === true || flag === 'true' || (lib !== undefined && serverLib.test(lib));
}
