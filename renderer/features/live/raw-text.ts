/** A request's body as it is shown: pretty where it is JSON, and only the event's own part where the whole is long. */
import { findPlace } from '../../../shared/inspect/place';
import { markJson } from '../../../shared/inspect/marked-json';
import type { KeptRequest } from '../../../shared/contract/requests';

export interface RawText {
  readonly text: string;
  readonly mark: { readonly from: number; readonly to: number } | undefined;
  /** The part of the body that is shown, where it is not the whole. */
  readonly only: string | undefined;
}

/** Pretty JSON beyond this is slow to lay out and tells nobody anything. */
const MAX_SHOWN = 60_000;
/** Deeper than any event, and shallow enough for what prints it. */
const MAX_DEPTH = 200;

/** `item` is where the event stands in the body, `place` what is to be marked. */
export function rawText({ body, isBinary }: KeptRequest, item: string, place: string): RawText {
  const value = isBinary ? undefined : parsed(body);
  if (value === undefined || isDeep(value, MAX_DEPTH))
    return { text: body.slice(0, MAX_SHOWN), mark: undefined, only: undefined };
  const isLong = body.length > MAX_SHOWN / 2 && item !== '';
  const root = isLong ? valueAt(value, item) : value;
  const below = isLong ? place.slice(item.length).replace(/^\./, '') : place;
  const { text, mark } = markJson(root, isLong && !place.startsWith(item) ? '' : below);
  return { text: text.slice(0, MAX_SHOWN), mark: place === '' ? undefined : mark, only: isLong ? item : undefined };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Lines, a form, or cut short: shown as they are.
    return undefined;
  }
}

function valueAt(value: unknown, place: string): unknown {
  let at = value;
  for (const step of findPlace(value, place).path) at = (at as Readonly<Record<string, unknown>>)[step];
  return at;
}

function isDeep(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((inner) => isDeep(inner, limit - 1));
}
