/**
 * Changes to a tracking plan, each giving a new one. What they do not speak of stays as it was, keyword by keyword, since
 * people write into the same file. Events are kept by name, so that two versions compare line by line.
 */
import type { Json, JsonObject } from '../model/json';
import { isJsonObject } from '../model/json';
import { AUTOMATIC_EVENTS, AUTOMATIC_PROPERTIES } from './automatic';
import {
  branchesOf,
  type EventBranch,
  isRest,
  PLAN_DRAFT,
  PLAN_VERSION,
  type Policy,
  type PropertiesSchema,
  type RestBranch,
  type TrackingPlan,
  unknownEventsOf,
} from './document';

/** A plan without events: everything may come, and what is not planned is told. */
export function emptyPlan(title = 'Tracking plan'): TrackingPlan {
  return {
    $schema: PLAN_DRAFT,
    title,
    'x-waymark': { version: PLAN_VERSION, unknownEvents: 'warn', unknownProperties: 'warn' },
    type: 'object',
    required: ['event', 'properties'],
    oneOf: [restBranch([], 'warn')],
  };
}

function restBranch(names: readonly string[], unknownEvents: Policy): RestBranch {
  return {
    description:
      unknownEvents === 'refuse'
        ? 'Of all other events, only those that SDKs make by themselves.'
        : 'All other events.',
    properties: {
      event: {
        ...(unknownEvents === 'refuse' ? { pattern: AUTOMATIC_EVENTS } : {}),
        ...(names.length === 0 ? {} : { not: { enum: [...names] } }),
      },
    },
  };
}

const nameOf = (branch: EventBranch): string => branch.properties.event.const;

const compareNames = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The plan with these events, and the branch for all others made to fit them. */
function withBranches(plan: TrackingPlan, branches: readonly EventBranch[], unknownEvents: Policy): TrackingPlan {
  const sorted = [...branches].sort((a, b) => compareNames(nameOf(a), nameOf(b)));
  return { ...plan, oneOf: [...sorted, restBranch(sorted.map(nameOf), unknownEvents)] };
}

/** An event of which nothing is said but its name. */
export function emptyBranch(event: string, unknownProperties: Policy = 'warn'): EventBranch {
  return {
    properties: { event: { const: event }, properties: closed({ type: 'object', properties: {} }, unknownProperties) },
  };
}

/** Whether properties without a name in the schema are refused; what SDKs add by themselves never is. */
function closed(schema: PropertiesSchema, unknownProperties: Policy): PropertiesSchema {
  const { additionalProperties, patternProperties, ...rest } = schema;
  const { [AUTOMATIC_PROPERTIES]: _own, ...patterns } = patternProperties ?? {};
  if (unknownProperties === 'refuse') {
    return {
      ...rest,
      patternProperties: { ...patterns, [AUTOMATIC_PROPERTIES]: true },
      additionalProperties: false,
    };
  }
  return {
    ...rest,
    ...(Object.keys(patterns).length === 0 ? {} : { patternProperties: patterns }),
    ...(additionalProperties === undefined || additionalProperties === false ? {} : { additionalProperties }),
  };
}

/** Adds the event or puts it in the place of the one of its name. */
export function withEvent(plan: TrackingPlan, branch: EventBranch): TrackingPlan {
  const others = branchesOf(plan).filter((each) => nameOf(each) !== nameOf(branch));
  return withBranches(plan, [...others, branch], unknownEventsOf(plan));
}

export function withoutEvent(plan: TrackingPlan, event: string): TrackingPlan {
  const others = branchesOf(plan).filter((each) => nameOf(each) !== event);
  return withBranches(plan, others, unknownEventsOf(plan));
}

export function withUnknownEvents(plan: TrackingPlan, policy: Policy): TrackingPlan {
  const settings = { ...plan['x-waymark'], unknownEvents: policy === 'warn' ? ('warn' as const) : ('allow' as const) };
  return withBranches({ ...plan, 'x-waymark': settings }, branchesOf(plan), policy);
}

/** For all events of the plan and those to come. */
export function withUnknownProperties(plan: TrackingPlan, policy: Policy): TrackingPlan {
  const settings = {
    ...plan['x-waymark'],
    unknownProperties: policy === 'warn' ? ('warn' as const) : ('allow' as const),
  };
  const branches = branchesOf(plan).map((branch) => withOwnUnknown(branch, policy));
  return withBranches({ ...plan, 'x-waymark': settings }, branches, unknownEventsOf(plan));
}

/** For one event: `refuse`, or whatever the plan says of others. */
export function withOwnUnknown(branch: EventBranch, policy: Policy): EventBranch {
  return withProperties(branch, closed(branch.properties.properties, policy));
}

const withProperties = (branch: EventBranch, properties: PropertiesSchema): EventBranch => ({
  ...branch,
  properties: { ...branch.properties, properties },
});

/** An empty description is none. */
export function withDescription<T extends { readonly description?: string | undefined }>(
  of: T,
  description: string,
): T {
  const { description: _before, ...rest } = of;
  return (description === '' ? rest : { description, ...rest }) as T;
}

export const JSON_TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'] as const;
export type JsonType = (typeof JSON_TYPES)[number];
const isJsonType = (value: unknown): value is JsonType => JSON_TYPES.some((type) => type === value);

/** What the table of properties shows and edits of one property's schema. */
export interface PropertyRule {
  readonly name: string;
  /** Empty: any. */
  readonly types: readonly JsonType[];
  readonly required: boolean;
  readonly description: string;
  /** The values it may have, where they are listed. */
  readonly values?: readonly Json[];
  readonly pattern?: string;
  readonly format?: string;
  /** Keywords beside these, which only the JSON shows. */
  readonly more: readonly string[];
}

const SHOWN = new Set(['type', 'description', 'enum', 'pattern', 'format']);

export function rulesOf(branch: EventBranch): readonly PropertyRule[] {
  const { properties = {}, required = [] } = branch.properties.properties;
  const names = [...new Set([...Object.keys(properties), ...required])].sort(compareNames);
  return names.map((name) => {
    const schema = isJsonObject(properties[name]) ? properties[name] : {};
    const { type, description, enum: values, pattern, format } = schema;
    return {
      name,
      types: (Array.isArray(type) ? type : [type]).filter(isJsonType),
      required: required.includes(name),
      description: typeof description === 'string' ? description : '',
      ...(Array.isArray(values) ? { values } : {}),
      ...(typeof pattern === 'string' ? { pattern } : {}),
      ...(typeof format === 'string' ? { format } : {}),
      more: Object.keys(schema).filter((key) => !SHOWN.has(key)),
    };
  });
}

/** Says of a property what the rule says; keywords that the rule does not know stay. */
export function withRule(branch: EventBranch, rule: PropertyRule): EventBranch {
  const schema = branch.properties.properties;
  const before = schema.properties?.[rule.name];
  const kept = Object.entries(isJsonObject(before) ? before : {}).filter(([key]) => !SHOWN.has(key));
  const [type] = rule.types;
  const after: JsonObject = {
    ...(type === undefined ? {} : { type: rule.types.length === 1 ? type : [...rule.types] }),
    ...(rule.description === '' ? {} : { description: rule.description }),
    ...(rule.values === undefined ? {} : { enum: [...rule.values] }),
    ...(rule.pattern === undefined ? {} : { pattern: rule.pattern }),
    ...(rule.format === undefined ? {} : { format: rule.format }),
    ...Object.fromEntries(kept),
  };
  return withProperties(branch, withProperty(schema, rule.name, after, rule.required));
}

/** Sets the schema of a property of an object, and whether it must be there. */
export function withProperty<S extends PropertiesSchema | JsonObject>(
  schema: S,
  name: string,
  property: JsonObject | boolean,
  isRequired: boolean,
): S {
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const before: readonly Json[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const listed = before.filter((each) => typeof each === 'string');
  const { required: _before, ...rest } = schema;
  const names = [...listed.filter((each) => each !== name), ...(isRequired ? [name] : [])].sort(compareNames);
  const sorted = Object.entries({ ...properties, [name]: property }).sort(([a], [b]) => compareNames(a, b));
  return {
    ...rest,
    properties: Object.fromEntries(sorted),
    ...(names.length === 0 ? {} : { required: names }),
  } as unknown as S;
}

export function withoutRule(branch: EventBranch, name: string): EventBranch {
  const { properties = {}, required = [], ...rest } = branch.properties.properties;
  const { [name]: _gone, ...others } = properties;
  const left = required.filter((each) => each !== name);
  return withProperties(branch, {
    ...rest,
    properties: others,
    ...(left.length === 0 ? {} : { required: left }),
  });
}

/** The plan as its file has it: keys in a fixed order, so that a change shows as that change alone. */
export function tidyPlan(plan: TrackingPlan): TrackingPlan {
  const { $schema, $id, title, description, 'x-waymark': settings, type, required, oneOf, ...rest } = plan;
  const head = { $schema, ...($id === undefined ? {} : { $id }), ...(title === undefined ? {} : { title }) };
  return {
    ...head,
    ...(description === undefined ? {} : { description }),
    'x-waymark': settings,
    type,
    required,
    ...rest,
    oneOf: [...branchesOf({ ...plan, oneOf }), ...oneOf.filter(isRest)],
  };
}
