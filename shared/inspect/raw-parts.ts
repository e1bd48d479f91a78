/**
 * A request taken apart: every value in its body, query and headers with the place where it stands. What SDKs nest is
 * opened: JSON in texts, base64 of JSON, forms, one JSON value or one form per line.
 */
import { textOfBase64 } from '../base/base64';
import { isJsonObject } from '../model/json';
import { readForm } from '../protocols/form';
import { printPlace, type Step } from './place';

export interface RawRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBinary: boolean;
}

export interface RawPart {
  readonly in: 'body' | 'query' | 'header';
  readonly path: readonly Step[];
  /** The last key on the way to it, in the spelling of the request. */
  readonly key: string;
  readonly value: unknown;
}

/** The place of a part for people: `batch[0].event`, or the name of a query parameter or header. */
export const partPlace = ({ path }: RawPart): string => printPlace(path);

/** Values beyond these are not looked at: whoever reads cannot either. */
const MAX_PARTS = 20_000;
const MAX_DEPTH = 12;
const MAX_NESTED_TEXT = 262_144;

/** The body as a value; a text where it is nothing that this file knows. */
export function readRawBody({ body, isBinary }: RawRequest): unknown {
  return isBinary || body === '' ? undefined : (opened(body) ?? readLines(body) ?? body);
}

export function queryParts(url: string): RawPart[] {
  const cut = url.indexOf('?');
  return cut < 0 ? [] : partsIn(readForm(url.slice(cut + 1)), 'query');
}

export const headerParts = (headers: RawRequest['headers']): RawPart[] => partsIn(headers, 'header');

/** Every value below `value`, outer before inner. `skip` leaves a part and what is in it out. */
export function partsIn(
  value: unknown,
  place: RawPart['in'],
  root: readonly Step[] = [],
  skip: (value: unknown) => boolean = () => false,
): RawPart[] {
  const parts: RawPart[] = [];
  const walk = (at: unknown, path: readonly Step[]): void => {
    if (parts.length >= MAX_PARTS || path.length - root.length > MAX_DEPTH || skip(at)) return;
    if (path.length > root.length) parts.push({ in: place, path, key: lastKey(path), value: at });
    const inner = typeof at === 'string' && place !== 'header' ? opened(at) : at;
    if (Array.isArray(inner)) inner.forEach((item, index) => walk(item, [...path, index]));
    else if (isJsonObject(inner)) for (const [key, member] of Object.entries(inner)) walk(member, [...path, key]);
  };
  walk(value, root);
  return parts;
}

const lastKey = (path: readonly Step[]): string => String(path.findLast((step) => typeof step === 'string') ?? '');

/** What a text holds, where that is an object or a list. */
function opened(text: string): unknown {
  if (text.length > MAX_NESTED_TEXT && !/^\s*[{[]/.test(text)) return undefined;
  if (/^\s*[{[]/.test(text)) return parsed(text);
  if (/^[\w+/-]{12,}={0,2}$/.test(text)) {
    const plain = textOfBase64(text);
    return plain !== undefined && /^\s*[{[]/.test(plain) ? parsed(plain) : undefined;
  }
  // A single equals sign is in many a text; two pairs, or a leading question mark, are a form.
  return /^\?[\w.$~-]+=|^[\w.$~%-]+=[^&\s]*&[\w.$~%-]+=\S*$/.test(text) ? readForm(text.replace(/^\?/, '')) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // It only looked like JSON.
    return undefined;
  }
}

function readLines(text: string): unknown {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const values = lines.slice(0, MAX_PARTS).map(opened);
  return values.length > 0 && values.every((value) => value !== undefined) ? values : undefined;
}
