/**
 * A tracking plan as something that judges events: compiled once, then a few microseconds an event. What it calls an error
 * is what a stock validator of draft 2020-12 refuses; warnings are what `x-waymark` asks for on top.
 */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { err, ok, type Result } from '../base/result';
import { isJsonObject, type Json, type JsonObject } from '../model/json';
import { isAutomaticEvent, isAutomaticProperty } from '../plan/automatic';
import {
  type EventBranch,
  eventNamesOf,
  type TrackingPlan,
  unknownEventsOf,
  unknownPropertiesOf,
} from '../plan/document';
import { hasFormat } from '../plan/formats';
import { nearestName } from '../plan/nearest-name';
import { joinPath, printValue, type Violation } from '../plan/violation';
import { violationsOf } from './violations-of';

export interface JudgedEvent {
  readonly event: string;
  readonly properties: Readonly<Record<string, Json>>;
}

export interface PlanJudge {
  /** Nothing where the event is as planned. */
  judge(event: JudgedEvent): readonly Violation[];
  /** True for the names that the plan describes. */
  knows(event: string): boolean;
}

interface CompiledEvent {
  readonly errors: ValidateFunction;
  readonly warnsOfUnknown: boolean;
  readonly isNamed: (property: string) => boolean;
  readonly formats: readonly { readonly keys: readonly string[]; readonly format: string }[];
}

const NONE: readonly Violation[] = [];
const PLAN_ID = 'urn:waymark:tracking-plan';

/** The error says what in the plan is no JSON Schema. */
export function compilePlan(plan: TrackingPlan): Result<PlanJudge, string> {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    ownProperties: true,
    validateFormats: false,
    verbose: true,
    logger: false,
  });
  const id = typeof plan['$id'] === 'string' ? plan['$id'] : PLAN_ID;
  const { oneOf: _branches, ...around } = plan;
  const events = new Map<string, CompiledEvent>();
  let root: ValidateFunction;
  try {
    ajv.addSchema({ ...plan, $id: id });
    for (const [index, branch] of plan.oneOf.entries()) {
      const name = (branch as EventBranch).properties.event.const;
      if (typeof name !== 'string') continue;
      const errors = ajv.getSchema(`${id}#/oneOf/${index}`);
      if (errors === undefined) return err(`oneOf[${index}] cannot be reached in the plan.`);
      events.set(name, compileEvent(plan, branch as EventBranch, errors));
    }
    root = ajv.compile({ ...around, $id: `${id}:around` });
  } catch (error) {
    return err(`The plan is no valid JSON Schema: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const names = eventNamesOf(plan);
  const unknown = unknownEventsOf(plan);
  const hasRest = plan.oneOf.length > names.length;

  const unknownEvent = (event: JudgedEvent): readonly Violation[] => {
    const automatic = isAutomaticEvent(event.event);
    if ((automatic && hasRest) || unknown === 'allow') return NONE;
    const near = nearestName(event.event, names);
    const expected = `an event of the plan${near === undefined ? '' : `; the nearest is ${printValue(near)}`}`;
    const severity = unknown === 'refuse' ? 'error' : 'warning';
    return [
      { kind: 'unknown_event', severity, event: event.event, path: 'event', expected, got: printValue(event.event) },
    ];
  };

  return ok({
    knows: (event) => events.has(event),
    judge(event) {
      const compiled = events.get(event.event);
      const found: Violation[] = [];
      if (!root(event)) found.push(...violationsOf(event, errorsOf(root)));
      if (compiled === undefined) return found.length === 0 ? unknownEvent(event) : [...found, ...unknownEvent(event)];
      if (!compiled.errors(event)) found.push(...violationsOf(event, errorsOf(compiled.errors)));
      if (compiled.warnsOfUnknown) addUnknown(found, event, compiled);
      addFormats(found, event, compiled);
      return found.length === 0 ? NONE : found;
    },
  });
}

const errorsOf = ({ errors }: ValidateFunction): readonly ErrorObject[] => errors ?? [];

function compileEvent(plan: TrackingPlan, branch: EventBranch, errors: ValidateFunction): CompiledEvent {
  const schema = branch.properties.properties;
  const named = new Set(Object.keys(schema.properties ?? {}));
  const patterns = Object.keys(schema.patternProperties ?? {}).map((pattern) => new RegExp(pattern, 'u'));
  return {
    errors,
    warnsOfUnknown: unknownPropertiesOf(plan, branch) === 'warn',
    isNamed: (property) => named.has(property) || patterns.some((pattern) => pattern.test(property)),
    formats: formatsIn(schema, []),
  };
}

/** Where the schema names the format of a text; lists are not gone into. */
function formatsIn(
  schema: JsonObject | EventBranch['properties']['properties'],
  keys: readonly string[],
): CompiledEvent['formats'] {
  const { properties } = schema;
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).flatMap(([key, inner]) => {
    if (!isJsonObject(inner)) return [];
    const { format } = inner;
    const here = [...keys, key];
    return [...(typeof format === 'string' ? [{ keys: here, format }] : []), ...formatsIn(inner, here)];
  });
}

function addUnknown(found: Violation[], { event, properties }: JudgedEvent, { isNamed }: CompiledEvent): void {
  for (const property of Object.keys(properties)) {
    if (isNamed(property) || isAutomaticProperty(property)) continue;
    found.push({
      kind: 'unknown_property',
      severity: 'warning',
      event,
      path: joinPath('properties', property),
      expected: 'a property of the plan',
      got: printValue(properties[property]),
    });
  }
}

function addFormats(found: Violation[], { event, properties }: JudgedEvent, { formats }: CompiledEvent): void {
  for (const { keys, format } of formats) {
    let value: Json | undefined = properties;
    for (const key of keys) value = isJsonObject(value) ? value[key] : undefined;
    if (typeof value !== 'string' || hasFormat(value, format)) continue;
    const path = keys.reduce(joinPath, 'properties');
    found.push({
      kind: 'format',
      severity: 'warning',
      event,
      path,
      expected: `a text of the format ${format}`,
      got: printValue(value),
    });
  }
}
