/**
 * What changed between a request and one event it brought: for each part of the event where it stands in the request, or
 * what it was made of. Found by comparing values, not by knowing protocols, so it holds for every SDK and cannot promise
 * what a decoder did not do. Short values that are everywhere (true, 1, an empty text) count only under a like name.
 */
import { canonicalJson } from '../base/canonical-json';
import type { CanonicalEvent } from '../model/event';
import { isJsonObject } from '../model/json';
import { readTime } from '../protocols/reading';
import { headerParts, partPlace, partsIn, queryParts, readRawBody, type RawPart, type RawRequest } from './raw-parts';
import { findItem } from './raw-item';

export interface Source {
  readonly in: RawPart['in'];
  readonly place: string;
}

export type Origin =
  /** Under the same name, in the event's own object. */
  | { readonly is: 'as-is'; readonly from: Source }
  /** A property that was one. */
  | { readonly is: 'left'; readonly from: Source }
  | { readonly is: 'renamed'; readonly from: Source }
  /** Under the same name, elsewhere in the request. */
  | { readonly is: 'moved'; readonly from: Source }
  /** A time, by as much as the sender's clock was off. */
  | { readonly is: 'corrected'; readonly from: Source | undefined; readonly byMs: number }
  /** Worked out of what is there, where that can be told. */
  | { readonly is: 'derived'; readonly from: Source | undefined }
  /** Nothing in the request says it: Waymark does. */
  | { readonly is: 'added' };

export interface FieldOrigin {
  /** `event`, `properties.plan`, `groups.company`. */
  readonly field: string;
  readonly value: unknown;
  readonly origin: Origin;
}

export interface Provenance {
  /** The event's own object in the body, such as `batch[2]`; empty where the request is one event. */
  readonly item: string;
  readonly fields: readonly FieldOrigin[];
  /** Values of the event's own object that stand nowhere in the event. */
  readonly unused: readonly (Source & { readonly value: unknown })[];
}

const MAX_UNUSED = 100;

/** Undefined where the body is no text. */
export function provenanceOf(request: RawRequest, event: CanonicalEvent): Provenance | undefined {
  if (request.isBinary) return undefined;
  const body = readRawBody(request);
  const item = findItem(body, event);
  const own = partsIn(item.value, 'body', item.path);
  const around = item.list === undefined ? [] : partsIn(body, 'body', [], (value) => value === item.list);
  const query = queryParts(request.url);
  const hasBody = own.length > 0;
  const search = new Search([
    ...own.map((part) => ({ part, rank: 3, depth: part.path.length - item.path.length })),
    ...around.map((part) => ({ part, rank: 2, depth: part.path.length })),
    ...query.map((part) => ({ part, rank: hasBody ? 1 : 3, depth: part.path.length })),
    ...headerParts(request.headers).map((part) => ({ part, rank: 0, depth: part.path.length })),
  ]);
  const fields = fieldsOf(event).map((field) => ({ ...field, origin: originOf(field, event, search) }));
  return {
    item: partPlace({ in: 'body', path: item.path, key: '', value: undefined }),
    fields,
    unused: search.unused(),
  };
}

interface Field {
  readonly field: string;
  readonly key: string;
  readonly value: unknown;
}

const IDS = ['distinct_id', 'anonymous_id', 'user_id', 'session_id', 'project', 'event', 'event_id'];
const TIMES = ['timestamp', 'original_timestamp', 'sent_at'];

function fieldsOf(event: CanonicalEvent): Field[] {
  const { groups, properties, ...own } = event;
  const under = (root: string, members: object): Field[] =>
    Object.entries(members).map(([key, value]) => ({ field: `${root}.${key}`, key, value: value as unknown }));
  return [
    ...Object.entries(own).flatMap(([key, value]) =>
      value === undefined || key === 'eid' ? [] : [{ field: key, key, value: value as unknown }],
    ),
    ...under('groups', groups),
    ...under('properties', properties),
  ];
}

function originOf({ field, key, value }: Field, event: CanonicalEvent, search: Search): Origin {
  if (field === 'received_at' || field === 'source') return { is: 'added' };
  if (field === 'timestamp' && event.original_timestamp !== undefined) {
    const from = search.time(event.original_timestamp);
    return { is: 'corrected', from: from && sourceOf(from), byMs: event.timestamp - event.original_timestamp };
  }
  if (TIMES.includes(field)) return timeOrigin(key, value, event, search);
  const found = search.value(key, value);
  if (found !== undefined) return foundOrigin(field, key, found);
  const within = search.named(value) ?? search.within(value);
  if (within !== undefined) return { is: 'derived', from: sourceOf(within.part) };
  // An id of its own is drawn by lot; all else is made of something, if only of the path.
  return field === 'event_id' ? { is: 'added' } : { is: 'derived', from: undefined };
}

function timeOrigin(key: string, value: unknown, event: CanonicalEvent, search: Search): Origin {
  const part = search.time(Number(value), key);
  if (part !== undefined) return { is: part.key === key ? 'as-is' : 'renamed', from: sourceOf(part) };
  // Without a time of its own, an event happened when it arrived.
  return value === event.received_at ? { is: 'added' } : { is: 'derived', from: undefined };
}

function foundOrigin(field: string, key: string, { part, rank, depth }: Ranked): Origin {
  const from = sourceOf(part);
  if (part.key !== key) return { is: 'renamed', from };
  if (rank < 3) return { is: 'moved', from };
  if (depth <= 1 && !field.includes('.')) return { is: 'as-is', from };
  return depth === 2 && field.includes('.') ? { is: 'left', from } : { is: 'moved', from };
}

const sourceOf = (part: RawPart): Source => ({ in: part.in, place: partPlace(part) });

interface Ranked {
  readonly part: RawPart;
  /** The event's own object before what is around it, that before the query, and headers last. */
  readonly rank: number;
  readonly depth: number;
}

/** Shorter values are found in many a text, and shorter texts in many a value. */
const MIN_WITHIN = 3;
const MIN_PART = 8;

class Search {
  readonly #byText = new Map<string, Ranked[]>();
  readonly #used = new Set<RawPart>();

  constructor(private readonly parts: readonly Ranked[]) {
    for (const ranked of parts) {
      const text = textOf(ranked.part.value);
      const known = this.#byText.get(text);
      if (known === undefined) this.#byText.set(text, [ranked]);
      else known.push(ranked);
    }
  }

  /** The best part that holds the value: a like name first, then the nearest. */
  value(key: string, value: unknown): Ranked | undefined {
    const found = this.#byText.get(textOf(value));
    if (found === undefined) return undefined;
    // An id may be short, and then it is told by being the only one.
    const isCertain = !isCommon(value) || (IDS.includes(key) && found.length === 1);
    const likely = isCertain ? found : found.filter(({ part }) => isLike(part.key, key));
    return this.#use(best(likely, key));
  }

  /** The part that means the moment, in whatever spelling. */
  time(ms: number, key = ''): RawPart | undefined {
    const found = this.parts.filter(({ part }) => typeof part.value !== 'object' && readTime(part.value) === ms);
    return this.#use(best(found, key))?.part;
  }

  /** What is under the value as its name, such as the operation `$set`. */
  named(value: unknown): Ranked | undefined {
    return typeof value === 'string' && value.length >= MIN_WITHIN
      ? best(
          this.parts.filter(({ part }) => part.key === value && part.in === 'body'),
          value,
        )
      : undefined;
  }

  /** A text that the value is a part of, or that is a part of the value, as an id with a word before it. */
  within(value: unknown): Ranked | undefined {
    if (typeof value !== 'string' || value.length < MIN_WITHIN) return undefined;
    const wanted = value.toLowerCase();
    const texts = this.parts.filter(({ part }) => typeof part.value === 'string');
    const textIn = ({ part }: Ranked): string => String(part.value).toLowerCase();
    const around = texts.filter((ranked) => textIn(ranked).includes(wanted));
    const inside = texts.filter((ranked) => textIn(ranked).length >= MIN_PART && wanted.includes(textIn(ranked)));
    return this.#use(best(around, '') ?? best(inside, ''));
  }

  /** Plain values of the event's own object that nothing was made of. */
  unused(): (Source & { readonly value: unknown })[] {
    const covered = new Set([...this.#used].map((part) => `${part.in}:${partPlace(part)}`));
    const isUsed = (part: RawPart): boolean =>
      part.path.some((_, index) =>
        covered.has(`${part.in}:${partPlace({ ...part, path: part.path.slice(0, index + 1) })}`),
      );
    return this.parts
      .filter(({ part, rank }) => rank === 3 && !isContainer(part.value) && !isUsed(part))
      .slice(0, MAX_UNUSED)
      .map(({ part }) => ({ ...sourceOf(part), value: part.value }));
  }

  #use(ranked: Ranked | undefined): Ranked | undefined {
    if (ranked !== undefined) this.#used.add(ranked.part);
    return ranked;
  }
}

function best(found: readonly Ranked[], key: string): Ranked | undefined {
  const score = ({ part, rank, depth }: Ranked): number =>
    (part.key === key ? 400 : isLike(part.key, key) ? 200 : 0) + rank * 20 - Math.min(depth, 19);
  let winner: Ranked | undefined;
  for (const ranked of found) if (winner === undefined || score(ranked) > score(winner)) winner = ranked;
  return winner;
}

/** Numbers and their texts are one: forms know texts alone. */
const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? canonicalJson(value) : String(value);

const plain = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '');

function isLike(a: string, b: string): boolean {
  const [one, other] = [plain(a), plain(b)];
  if (one === '' || other === '') return false;
  return one === other || (Math.min(one.length, other.length) >= 4 && (one.includes(other) || other.includes(one)));
}

const isContainer = (value: unknown): boolean => Array.isArray(value) || isJsonObject(value);

/** Says nothing about where it is from. */
const isCommon = (value: unknown): boolean =>
  typeof value === 'boolean' ||
  value === null ||
  (typeof value === 'number' && Math.abs(value) < 1_000) ||
  (typeof value === 'string' && value.length < MIN_WITHIN) ||
  (isContainer(value) && Object.keys(value as object).length === 0);
