/**
 * Plans that are JSON: Segment's and RudderStack's (as their APIs and Segment's Typewriter give them), and files of one JSON
 * Schema per event, such as Avo publishes them.
 */
import { err, ok, type Result } from '../../base/result';
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import type { EventBranch } from '../document';
import { foreignEvent } from './foreign-event';
import type { PlanSource } from './source';

export interface ForeignEvents {
  readonly source: PlanSource;
  readonly title?: string;
  readonly events: readonly EventBranch[];
  /** What was left out, and why. */
  readonly notes: readonly string[];
}

const asObject = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
const asText = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** The plan in a parsed file; the error says what was looked for. */
export function readSchemaPlan(value: Json): Result<ForeignEvents, string> {
  const whole = asObject(value);
  const answer = asObject(whole['data']);
  const plan = firstObject(answer['trackingPlan'], whole['trackingPlan'], whole['tracking_plan'], whole);
  const rules = firstList(answer['rules'], whole['rules'], asObject(whole['rules'])['events'], whole['events']);
  if (rules?.some(isSegmentRule) === true) return readSegment(plan, rules, asObject(whole['rules']));
  return readSchemas(value, whole);
}

const firstObject = (...values: (Json | undefined)[]): JsonObject => values.find(isJsonObject) ?? {};
const firstList = (...values: (Json | undefined)[]): Json[] | undefined =>
  values.find((each): each is Json[] => Array.isArray(each));

/** `{key, jsonSchema}` in Segment's Public API, `{name, rules}` in its Config API, Typewriter's file and RudderStack's. */
const isSegmentRule = (rule: Json): boolean =>
  isJsonObject(rule) &&
  (isJsonObject(rule['jsonSchema']) || (typeof rule['name'] === 'string' && isJsonObject(rule['rules'])));

function readSegment(plan: JsonObject, rules: readonly Json[], around: JsonObject): Result<ForeignEvents, string> {
  const newest = new Map<string, { readonly version: number; readonly rule: JsonObject }>();
  const notes: string[] = [];
  const left = new Set<string>();
  for (const each of rules) {
    const rule = asObject(each);
    const type = asText(rule['type']).toUpperCase();
    const name = asText(rule['key'] ?? rule['name']);
    if (type !== '' && type !== 'TRACK') left.add(type.toLowerCase());
    else if (name !== '') {
      const version = Number(rule['version'] ?? 1);
      if ((newest.get(name)?.version ?? -Infinity) < version) newest.set(name, { version, rule });
    }
  }
  for (const call of ['identify', 'group', 'identify_traits', 'group_traits', 'global']) {
    const part = around[call];
    if (Array.isArray(part) ? part.length > 0 : isJsonObject(part) && Object.keys(part).length > 0) left.add(call);
  }
  const repeated = rules.filter(isJsonObject).length - newest.size;
  if (left.size > 0) notes.push(`Rules of ${[...left].join(', ')} are left out: the plan is of events by name.`);
  if (left.size === 0 && repeated > 0) notes.push('Of events with several versions, the newest is taken.');
  const events = [...newest].map(([name, { rule }]) => {
    const schema = asObject(rule['jsonSchema'] ?? rule['rules']);
    return foreignEvent(name, asText(rule['description'] ?? schema['description']), propertiesIn(schema));
  });
  if (events.length === 0) return err('The plan has no track events.');
  const title = asText(plan['display_name'] ?? plan['displayName'] ?? plan['name']);
  return ok({ source: 'segment', ...(title === '' ? {} : { title }), events, notes });
}

/** Segment's schemas are of the whole call: what is said of the event's own properties stands inside. */
function propertiesIn(schema: JsonObject): JsonObject {
  const members = asObject(schema['properties']);
  for (const key of ['properties', 'eventProperties', 'event_properties']) {
    const inner = members[key];
    if (isJsonObject(inner) && (isJsonObject(inner['properties']) || inner['type'] === 'object')) {
      const { definitions, $defs } = schema;
      return {
        ...(definitions === undefined ? {} : { definitions }),
        ...($defs === undefined ? {} : { $defs }),
        ...inner,
      };
    }
  }
  const isCall = 'context' in members && 'traits' in members;
  return isCall ? { type: 'object', properties: {} } : schema;
}

const isSchema = (value: Json | undefined): value is JsonObject =>
  isJsonObject(value) && (isJsonObject(value['properties']) || value['type'] === 'object');

/** The name of an event, in a schema of its own. */
function nameIn(schema: JsonObject, key: string): string {
  const members = asObject(schema['properties']);
  for (const field of ['event', 'eventName', 'name']) {
    const { const: fixed, enum: values } = asObject(members[field]);
    if (typeof fixed === 'string') return fixed;
    if (Array.isArray(values) && values.length === 1 && typeof values[0] === 'string') return values[0];
  }
  return asText(schema['title']) || asText(schema['name']) || asText(schema['eventName']) || key;
}

/** One schema, a list of them, or an object of them by name; each may be wrapped in what is said of the event. */
function readSchemas(value: Json, whole: JsonObject): Result<ForeignEvents, string> {
  const listed = firstList(value, whole['events'], whole['schemas']);
  const entries: readonly (readonly [string, Json])[] =
    listed?.map((each) => ['', each] as const) ??
    (isSchema(whole) ? [['', whole] as const] : Object.entries(firstObject(whole['events'], whole['schemas'], whole)));
  const events = new Map<string, EventBranch>();
  let unread = 0;
  for (const [key, each] of entries) {
    const outer = asObject(each);
    const inner = [outer['schema'], outer['jsonSchema'], outer['json_schema'], outer].find(isSchema);
    const name = inner === undefined ? '' : nameIn(inner, asText(outer['name']) || key);
    if (inner === undefined || name === '') unread += 1;
    else events.set(name, foreignEvent(name, asText(outer['description'] ?? inner['description']), withoutName(inner)));
  }
  if (events.size === 0) {
    return err(
      'No event was found. JSON that can be read: a plan of Waymark, of Segment or RudderStack as their APIs give it, or JSON Schemas with a title, one per event.',
    );
  }
  const notes = unread === 0 ? [] : [`${unread} entries are no JSON Schema with a name and are left out.`];
  return ok({ source: isAvo(whole, listed) ? 'avo' : 'json-schema', events: [...events.values()], notes });
}

const isAvo = (whole: JsonObject, listed: readonly Json[] | undefined): boolean =>
  [whole, ...(listed ?? [])].some((each) =>
    JSON.stringify(asObject(each)['$id'] ?? asObject(each)['$schema'] ?? '').includes('avo'),
  );

/** The name of the event among its properties is how the schema tells whose it is. */
function withoutName(schema: JsonObject): JsonObject {
  const inner = propertiesIn(schema);
  if (inner !== schema) return inner;
  const { event, eventName, ...members } = asObject(schema['properties']);
  const isTag = (each: Json | undefined): boolean => 'const' in asObject(each) || 'enum' in asObject(each);
  if (!isTag(event) && !isTag(eventName)) return schema;
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return {
    ...schema,
    properties: members,
    required: required.filter((each) => each !== 'event' && each !== 'eventName'),
  };
}
