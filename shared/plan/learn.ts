/**
 * Learning a plan from what was seen. Against a plan that there is already, learning only proposes: what is new is offered
 * to be added, what differs is offered to be changed, and nothing that people wrote is touched unless they say so.
 */
import { canonicalJson } from '../base/canonical-json';
import { isJsonObject, type Json, type JsonObject } from '../model/json';
import { branchOf, type EventBranch, type TrackingPlan, unknownEventsOf, unknownPropertiesOf } from './document';
import { emptyBranch, type JsonType, withEvent, withProperty } from './edit';
import type { Seen } from './observe';
import { joinPath } from './violation';

/** A property is required once it came in this share of at least so many of its event. */
const REQUIRED_SHARE = 0.99;
const REQUIRED_LEAST = 3;
/** A type that fewer than this share of values have is taken for a mistake. */
const TYPE_SHARE = 0.01;
/** Texts are values of a list where there are few of them, each seen often, in enough events. */
const ENUM_LEAST = 20;
const ENUM_FEWEST = 2;
const ENUM_MOST = 12;
const ENUM_TIMES = 4;
const FORMAT_SHARE = 0.99;
const IS_ID = /(?:^|[_\-. ])(?:id|ids|uuid|guid|key|token|hash)$|[a-z]I[dD]$/i;
/** Free text, names of people and versions are no lists, however few there were so far. */
const IS_FREE = /(?:name|title|text|message|email|url|query|search|description|comment|version|release|build)$/i;

export interface PlanChange {
  /** Tells the change among others of one proposal. */
  readonly id: string;
  readonly kind: 'add_event' | 'add_property' | 'change_type' | 'add_values' | 'relax_required' | 'require';
  readonly event: string;
  /** The property within the event, outermost first; empty for the event itself. */
  readonly keys: readonly string[];
  /** In words, such as `sometimes a number`. */
  readonly words: string;
  /** True for what adds to the plan; false for what would change words that somebody may have chosen. */
  readonly adds: boolean;
  /** The event, or the property's schema, as it would be. */
  readonly schema: JsonObject;
  readonly required: boolean;
}

const shown = (share: number): string => `${Math.floor(share * 1000) / 10} %`;

/** The JSON Schema of what was seen at one place. `name` is the property's own. */
export function schemaOf(seen: Seen, name: string): JsonObject {
  const types = typesOf(seen);
  const [only] = types;
  const values = valuesOf(seen, name, types);
  const format = values === undefined ? formatSeen(seen, types) : undefined;
  const items = types.includes('array') && seen.items !== undefined ? schemaOf(seen.items, name) : undefined;
  return {
    ...(only === undefined ? {} : { type: types.length === 1 ? only : types }),
    ...(values === undefined ? {} : { enum: values }),
    ...(format === undefined ? {} : { format }),
    ...(types.includes('object') ? objectOf(seen) : {}),
    ...(items === undefined ? {} : { items }),
  };
}

function objectOf(seen: Seen): JsonObject {
  const objects = seen.types.get('object') ?? 0;
  const names = [...seen.properties.keys()].sort();
  const required = names.filter((name) => isRequired(seen.properties.get(name)?.count ?? 0, objects));
  return {
    properties: Object.fromEntries(names.map((name) => [name, schemaOf(seen.properties.get(name) as Seen, name)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

const isRequired = (count: number, of: number): boolean => of >= REQUIRED_LEAST && count >= of * REQUIRED_SHARE;

function typesOf({ types, count }: Seen): JsonType[] {
  const found = [...types].filter(([, times]) => times >= count * TYPE_SHARE).map(([type]) => type);
  return (found.includes('number') ? found.filter((type) => type !== 'integer') : found).sort();
}

function valuesOf(seen: Seen, name: string, types: readonly JsonType[]): Json[] | undefined {
  const { values } = seen;
  if (values === undefined || values.size < ENUM_FEWEST || values.size > ENUM_MOST) return undefined;
  if (types.some((type) => type !== 'string' && type !== 'null')) return undefined;
  const texts = seen.types.get('string') ?? 0;
  if (texts < ENUM_LEAST || texts < values.size * ENUM_TIMES || IS_ID.test(name) || IS_FREE.test(name))
    return undefined;
  if ([...seen.formats.keys()].some((format) => format !== '')) return undefined;
  const listed: Json[] = [...values.keys()].sort();
  return types.includes('null') ? [...listed, null] : listed;
}

function formatSeen({ formats, types }: Seen, kept: readonly JsonType[]): string | undefined {
  const texts = types.get('string') ?? 0;
  if (!kept.includes('string') || texts < REQUIRED_LEAST) return undefined;
  return [...formats].find(([format, times]) => format !== '' && times >= texts * FORMAT_SHARE)?.[0];
}

/** What a plan would have to say to describe what was seen. `seen` is by event. */
export function proposeChanges(plan: TrackingPlan, seen: ReadonlyMap<string, Seen>): readonly PlanChange[] {
  const changes: Omit<PlanChange, 'id'>[] = [];
  for (const event of [...seen.keys()].sort()) {
    const profile = seen.get(event) as Seen;
    const branch = branchOf(plan, event);
    const learned = objectOf(profile);
    if (branch === undefined) {
      const words = `seen ${profile.count.toLocaleString('en')} times`;
      changes.push({ kind: 'add_event', event, keys: [], words, adds: true, required: false, schema: learned });
    } else compareObject({ event, keys: [], changes }, branch.properties.properties, profile);
  }
  return changes.map((change) => ({ ...change, id: canonicalJson([change.event, change.keys, change.kind]) }));
}

interface Place {
  readonly event: string;
  readonly keys: readonly string[];
  readonly changes: Omit<PlanChange, 'id'>[];
}

function compareObject(place: Place, schema: object, seen: Seen): void {
  const { properties, required, patternProperties } = schema as JsonObject;
  const known = isJsonObject(properties) ? properties : {};
  const listed = Array.isArray(required) ? required : [];
  const patterns = isJsonObject(patternProperties)
    ? Object.keys(patternProperties).map((each) => new RegExp(each, 'u'))
    : [];
  const objects = seen.types.get('object') ?? 0;
  for (const name of [...seen.properties.keys()].sort()) {
    const inner = seen.properties.get(name) as Seen;
    const here = { ...place, keys: [...place.keys, name] };
    const before = known[name];
    const share = objects === 0 ? 0 : inner.count / objects;
    const always = isRequired(inner.count, objects);
    if (before === undefined) {
      if (patterns.some((pattern) => pattern.test(name))) continue;
      note(here, 'add_property', `in ${shown(share)} of them`, true, schemaOf(inner, name), always);
    } else if (isJsonObject(before)) {
      compareProperty(here, before, inner, listed.includes(name));
      if (always && !listed.includes(name)) note(here, 'require', 'came with every one', false, before, true);
    }
  }
  for (const name of listed) {
    if (typeof name !== 'string' || objects < REQUIRED_LEAST) continue;
    const count = seen.properties.get(name)?.count ?? 0;
    if (isRequired(count, objects)) continue;
    const before = known[name];
    const words = count === 0 ? 'never came' : `came in ${shown(count / objects)} of them`;
    note(
      { ...place, keys: [...place.keys, name] },
      'relax_required',
      words,
      false,
      isJsonObject(before) ? before : {},
      false,
    );
  }
}

function note(
  { event, keys, changes }: Place,
  kind: PlanChange['kind'],
  words: string,
  adds: boolean,
  schema: JsonObject,
  required: boolean,
): void {
  changes.push({ event, keys, kind, words, adds, schema, required });
}

const asList = (type: Json | undefined): readonly Json[] =>
  Array.isArray(type) ? type : type === undefined ? [] : [type];

/** A number's rule takes whole numbers too. */
const takes = (types: readonly Json[], type: JsonType): boolean =>
  types.includes(type) || (type === 'integer' && types.includes('number'));

function compareProperty(place: Place, before: JsonObject, seen: Seen, required: boolean): void {
  const types = asList(before['type']);
  const strange = typesOf(seen).filter((type) => types.length > 0 && !takes(types, type));
  const kept = types.filter((type) => !(type === 'integer' && strange.includes('number')));
  if (strange.length > 0) {
    const words = `sometimes ${strange.join(' or ')}`;
    note(place, 'change_type', words, false, { ...before, type: [...kept, ...strange] }, required);
  }
  const listed = before['enum'];
  if (Array.isArray(listed) && seen.values !== undefined) {
    const fresh = [...seen.values.keys()].filter((value) => !listed.includes(value)).sort();
    if (fresh.length > 0) {
      const words = `also ${fresh
        .slice(0, 5)
        .map((value) => JSON.stringify(value))
        .join(', ')}${fresh.length > 5 ? ' …' : ''}`;
      note(place, 'add_values', words, false, { ...before, enum: [...listed, ...fresh] }, required);
    }
  }
  if (types.includes('object') && isJsonObject(before['properties'])) compareObject(place, before, seen);
}

/** The plan with the changes made, one after the other. Two that change one property are both made. */
export function applyChanges(plan: TrackingPlan, changes: readonly PlanChange[]): TrackingPlan {
  let next = plan;
  for (const change of changes) {
    const branch = branchOf(next, change.event) ?? newBranch(next, change.event);
    const { properties } = branch.properties;
    const after =
      change.keys.length === 0 ? { ...properties, ...change.schema } : changedAt(properties, change.keys, change);
    next = withEvent(next, { ...branch, properties: { ...branch.properties, properties: after } });
  }
  return next;
}

/** Others of its kind are closed? Then a new one is. */
function newBranch(plan: TrackingPlan, event: string): EventBranch {
  const others = plan.oneOf.filter((each): each is EventBranch => 'const' in each.properties.event);
  const allClosed = others.length > 0 && others.every((each) => unknownPropertiesOf(plan, each) === 'refuse');
  return emptyBranch(event, allClosed && unknownEventsOf(plan) === 'refuse' ? 'refuse' : 'warn');
}

function changedAt<S extends object>(schema: S, keys: readonly string[], change: PlanChange): S {
  const [key, ...rest] = keys;
  if (key === undefined) return schema;
  const object = schema as unknown as JsonObject;
  const properties = isJsonObject(object['properties']) ? object['properties'] : {};
  const before = isJsonObject(properties[key]) ? properties[key] : {};
  const listed = Array.isArray(object['required']) ? object['required'] : [];
  if (rest.length > 0) {
    return withProperty(object, key, changedAt(before, rest, change), listed.includes(key)) as unknown as S;
  }
  const changesRule = change.kind === 'require' || change.kind === 'relax_required';
  const required = changesRule || change.kind === 'add_property' ? change.required : listed.includes(key);
  return withProperty(object, key, changedProperty(before, change), required) as unknown as S;
}

function changedProperty(before: JsonObject, { kind, schema }: PlanChange): JsonObject {
  switch (kind) {
    case 'change_type':
      return { ...before, type: schema['type'] ?? [] };
    case 'add_values':
      return { ...before, enum: schema['enum'] ?? [] };
    case 'add_property':
      return schema;
    default:
      return before;
  }
}

/** Where a change is, as a property path. */
export const changePath = ({ keys }: PlanChange): string => keys.reduce<string>(joinPath, 'properties');
