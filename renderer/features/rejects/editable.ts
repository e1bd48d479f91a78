/** The text of a reject that is edited, and where in it something is wrong. */
import type { Repair, RepairProblem, WholeReject } from '../../../shared/contract/rejects';
import { jsonErrorIn } from '../../../shared/inspect/json-error';
import { markJson } from '../../../shared/inspect/marked-json';
import { findPlace } from '../../../shared/inspect/place';

export interface Editable {
  readonly text: string;
  readonly mark: { readonly from: number; readonly to: number } | undefined;
  /** What should be at the mark and is not, such as `event`. */
  readonly missing: string;
  /** Which part of the request it is; the raw text alone cannot be sent again. */
  readonly part: 'body' | 'query' | 'raw';
}

/** Deeper than any event, and shallow enough for what prints it. */
const MAX_DEPTH = 200;

export function editableOf({ request, raw, place }: WholeReject): Editable {
  if (request === undefined) return shown(raw, place, 'raw');
  if (request.body === '' && Object.keys(request.query).length > 0) {
    return shown(JSON.stringify(request.query), request.place, 'query');
  }
  return shown(request.body, request.place, 'body');
}

function shown(text: string, place: string, part: Editable['part']): Editable {
  const value = parsed(text);
  if (value === undefined || isDeep(value, MAX_DEPTH)) return { text, mark: markOf(text, ''), missing: '', part };
  const { text: pretty, mark, missing } = markJson(value, placeIn(value, place));
  return { text: pretty, mark: place === '' ? undefined : mark, missing, part };
}

/** Where an edited text is wrong: where it is no JSON, else where the first problem is. */
export function markOf(text: string, place: string): Editable['mark'] {
  const error = jsonErrorIn(text);
  if (error !== undefined) return looksLikeJson(text) ? { from: error.at, to: error.at + 1 } : undefined;
  if (place === '') return undefined;
  const value = parsed(text);
  const { text: pretty, mark } = markJson(value, placeIn(value, place));
  // The place is known in the pretty text alone; in another spelling of it nothing is marked rather than the wrong thing.
  return pretty === text ? mark : undefined;
}

/** Where a text is no JSON, in words; undefined where it is, or was never meant to be. */
export function brokenWords(text: string): string | undefined {
  const error = looksLikeJson(text) ? jsonErrorIn(text) : undefined;
  if (error === undefined) return undefined;
  return `Line ${error.line}, column ${error.column} is not JSON: ${error.expected} was expected.`;
}

/** As it is sent: JSON without the spaces of reading. */
export function repairOf(text: string, part: Editable['part']): Repair | string {
  if (part !== 'query') return { body: text };
  const value = parsed(text);
  const isQuery =
    typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string');
  return isQuery ? { query: value as Record<string, string> } : 'The query must be an object of texts.';
}

export const problemWords = ({ message, place }: RepairProblem): string =>
  place === '' ? message : `${message} At ${place}.`;

const looksLikeJson = (text: string): boolean => /^\s*[{[]/.test(text);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Where it is wrong is told by jsonErrorIn.
    return undefined;
  }
}

/** A raw item does not have the list around it that its place begins with. */
function placeIn(value: unknown, place: string): string {
  const direct = findPlace(value, place);
  if (direct.path.length > 0 || place === '') return place;
  const below = /^.*?\]\.?(.+)$/.exec(place)?.[1];
  return below === undefined ? place : placeIn(value, below);
}

function isDeep(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return limit === 0 || Object.values(value).some((inner) => isDeep(inner, limit - 1));
}
