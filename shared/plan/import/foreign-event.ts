/** An event of another tool's plan as a branch of ours: its JSON Schema of an older draft brought up to 2020-12. */
import { isJsonObject, type Json, type JsonObject } from '../../model/json';
import type { EventBranch, PropertiesSchema } from '../document';
import { emptyBranch, withDescription, withOwnUnknown } from '../edit';

/** Keywords whose members are named by the author, so that a property may well be called `items`. */
const MAPS = new Set(['properties', 'patternProperties', '$defs', 'dependentSchemas']);
/** Values, not schemas. */
const LITERAL = new Set(['enum', 'const', 'default', 'examples', 'required', 'dependentRequired']);
/** Of older drafts, or said by the plan around it. */
const REPLACED = new Set(['$schema', 'id', 'items', 'additionalItems', 'definitions', 'dependencies']);
const EXCLUSIVE = [
  ['minimum', 'exclusiveMinimum'],
  ['maximum', 'exclusiveMaximum'],
] as const;

/** A schema of draft-04 to 2019-09 as 2020-12 says it. */
export function upToDate(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(upToDate);
  if (!isJsonObject(schema)) return schema;
  const next: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (REPLACED.has(key)) continue;
    next[key] = LITERAL.has(key) ? value : MAPS.has(key) ? eachUpToDate(value) : upToDate(value);
  }
  const { items, additionalItems, definitions, dependencies } = schema;
  if (items !== undefined) next[Array.isArray(items) ? 'prefixItems' : 'items'] = upToDate(items);
  if (Array.isArray(items) && additionalItems !== undefined) next['items'] = upToDate(additionalItems);
  if (isJsonObject(definitions)) next['$defs'] = { ...asObject(next['$defs']), ...asObject(eachUpToDate(definitions)) };
  if (typeof next['$ref'] === 'string') next['$ref'] = next['$ref'].replace(/^#\/definitions\//, '#/$defs/');
  if (isJsonObject(dependencies)) addDependencies(next, dependencies);
  for (const [bound, exclusive] of EXCLUSIVE) exclude(next, bound, exclusive);
  return next;
}

const eachUpToDate = (schemas: Json): Json =>
  isJsonObject(schemas)
    ? Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, upToDate(schema)]))
    : schemas;

const asObject = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

/** Up to draft-04 a bound was exclusive by a flag beside it. */
function exclude(schema: JsonObject, bound: string, exclusive: string): void {
  const { [bound]: limit, [exclusive]: flag } = schema;
  if (typeof flag !== 'boolean') return;
  delete schema[exclusive];
  if (!flag || limit === undefined) return;
  delete schema[bound];
  schema[exclusive] = limit;
}

function addDependencies(next: JsonObject, dependencies: JsonObject): void {
  const entries = Object.entries(dependencies);
  const lists = entries.filter(([, each]) => Array.isArray(each));
  const schemas = entries.filter(([, each]) => !Array.isArray(each));
  if (lists.length > 0) next['dependentRequired'] = Object.fromEntries(lists);
  if (schemas.length > 0) next['dependentSchemas'] = eachUpToDate(Object.fromEntries(schemas));
}

/** The event with what another tool says of its properties. */
export function foreignEvent(name: string, description: string, properties: JsonObject): EventBranch {
  const { $id: _id, ...schema } = asObject(upToDate(properties));
  // References into itself must find themselves, wherever the schema stands.
  const refersToItself = JSON.stringify(schema).includes('"$ref":"#');
  const own = refersToItself ? { $id: `urn:waymark:event:${encodeURIComponent(name)}`, ...schema } : schema;
  const branch = withDescription(emptyBranch(name), description);
  const filled: EventBranch = {
    ...branch,
    properties: { ...branch.properties, properties: { ...own, type: 'object' } as PropertiesSchema },
  };
  return schema['additionalProperties'] === false ? withOwnUnknown(filled, 'refuse') : filled;
}
