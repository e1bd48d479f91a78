/** What ajv found wrong, in Waymark's words: one violation for each place and reason. */
import type { ErrorObject } from 'ajv';
import type { Json } from '../model/json';
import { joinPath, printValue, type Violation, type ViolationKind } from '../plan/violation';

interface Judged {
  readonly event: string;
}

/** Alternatives that all failed: what each of them missed would only confuse. */
const ALTERNATIVES = new Set(['anyOf', 'oneOf', 'if', 'not', 'contains', 'propertyNames']);

export function violationsOf(judged: Judged, errors: readonly ErrorObject[]): Violation[] {
  const alternatives = errors
    .filter(({ keyword }) => ALTERNATIVES.has(keyword))
    .map(({ schemaPath }) => `${schemaPath}/`);
  const found = new Map<string, Violation>();
  for (const error of errors) {
    if (alternatives.some((start) => error.schemaPath.startsWith(start))) continue;
    const violation = violationOf(judged, error);
    found.set(`${violation.kind} ${violation.path}`, violation);
  }
  // What is of another type can be none of the values either; to say both would be to say one thing twice.
  return [...found.values()].filter(
    ({ kind, path }) => kind === 'wrong_type' || kind === 'missing_property' || !found.has(`wrong_type ${path}`),
  );
}

function violationOf(
  judged: Judged,
  { keyword, instancePath, params, data, message, parentSchema }: ErrorObject,
): Violation {
  const at = placeOf(judged, instancePath);
  const make = (kind: ViolationKind, path: string, expected: string, got: Json | undefined): Violation => ({
    kind,
    severity: 'error',
    event: judged.event,
    path,
    expected,
    got: printValue(got),
  });
  const named = params as Readonly<Record<string, unknown>>;
  const came = data as Json | undefined;
  switch (keyword) {
    case 'required':
    case 'dependentRequired': {
      const missing = String(named['missingProperty']);
      return make('missing_property', joinPath(at, missing), expectedOf(parentSchema, missing), undefined);
    }
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const extra = String(named['additionalProperty'] ?? named['unevaluatedProperty']);
      const value = (came as Readonly<Record<string, Json>>)[extra];
      return make('unknown_property', joinPath(at, extra), 'a property of the plan', value);
    }
    case 'type':
      return make('wrong_type', at, typeWords(named['type']), came);
    case 'enum':
      return make('not_in_enum', at, `one of ${listValues(named['allowedValues'] as readonly Json[])}`, came);
    case 'const':
      return make('not_in_enum', at, printValue(named['allowedValue'] as Json), came);
    case 'pattern':
      return make('pattern', at, `a text like /${String(named['pattern'])}/`, came);
    default:
      return make('constraint', at, `a value that ${message ?? `meets \`${keyword}\``}`, came);
  }
}

/** What the schema says of a property, where it says it in so many words. */
function expectedOf(parent: object | undefined, property: string): string {
  const properties = (parent as { properties?: Readonly<Record<string, unknown>> } | undefined)?.properties;
  const schema = properties?.[property];
  if (typeof schema !== 'object' || schema === null) return 'a value';
  if ('enum' in schema && Array.isArray(schema.enum)) return `one of ${listValues(schema.enum as Json[])}`;
  return 'type' in schema ? typeWords(schema.type) : 'a value';
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
};

/** JSON types in words: `a number or null`. */
export function typeWords(type: unknown): string {
  const types = Array.isArray(type) ? type.map(String) : String(type).split(',');
  return types.map((each) => TYPE_WORDS[each] ?? each).join(' or ');
}

const SHOWN = 10;

function listValues(values: readonly Json[]): string {
  const shown = values.slice(0, SHOWN).map(printValue).join(', ');
  return values.length > SHOWN ? `${shown} and ${values.length - SHOWN} more` : shown;
}

/** The place as a property path; a number is an index only where there is a list. */
function placeOf(judged: Judged, pointer: string): string {
  let value: unknown = judged;
  let path = '';
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~');
    path = joinPath(path, Array.isArray(value) ? Number(key) : key);
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
  }
  return path;
}
