/** Amplitude's plan as CSV, for import or as exported: a row per event, then rows for its properties. */
import { err, ok, type Result } from '../../base/result';
import type { Json, JsonObject } from '../../model/json';
import type { EventBranch } from '../document';
import { emptyBranch, withDescription, withProperty } from '../edit';
import { type CsvRecord, readCsv } from './csv-records';
import type { ForeignEvents } from './schema-plans';

const NEEDED = ['object type', 'object name', 'event property name'];

/** The names of the columns, which Amplitude wants exactly so. */
export const looksLikeAmplitude = (firstLine: string): boolean =>
  NEEDED.every((name) => firstLine.toLowerCase().includes(name));

export function readAmplitude(text: string): Result<ForeignEvents, string> {
  const records = readCsv(text);
  if (!records.ok) return records;
  const events = new Map<string, EventBranch>();
  const groups = new Map<string, EventBranch>();
  const uses: { readonly event: string; readonly groups: readonly string[] }[] = [];
  const notes = new Set<string>();
  let current: { readonly into: Map<string, EventBranch>; readonly name: string } | undefined;
  for (const record of records.value) {
    const cell = (name: string): string => record.cells.get(name) ?? '';
    const type = cell('object type').toLowerCase();
    const name = cell('object name');
    if (type !== '' || name !== '') {
      current = undefined;
      if (cell('action').toLowerCase() !== '') continue;
      if (type !== 'event' && type !== 'property group') {
        notes.add(`Rows of «${cell('object type')}» are left out.`);
        continue;
      }
      if (name === '') return err(`Line ${record.line}: the ${type} has no name.`);
      const into = type === 'event' ? events : groups;
      current = { into, name };
      into.set(name, into.get(name) ?? withDescription(emptyBranch(name), cell('object description')));
      const used = listOf(cell('property group names'));
      if (type === 'event' && used.length > 0) uses.push({ event: name, groups: used });
    }
    const property = cell('event property name');
    if (property === '' || current === undefined) continue;
    const schema = propertySchema(record);
    if (!schema.ok) return err(`Line ${record.line}: ${schema.error}`);
    const { into, name: owner } = current;
    const branch = into.get(owner) ?? emptyBranch(owner);
    into.set(owner, addProperty(branch, property, schema.value, isTrue(cell('property required'))));
  }
  for (const { event, groups: names } of uses) {
    for (const name of names) events.set(event, addGroup(events.get(event) ?? emptyBranch(event), groups.get(name)));
  }
  if (events.size === 0) return err('The file has the columns of an Amplitude plan, but no row of type Event.');
  return ok({ source: 'amplitude', events: [...events.values()], notes: [...notes] });
}

const isTrue = (text: string): boolean => text.toLowerCase() === 'true';
const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');

function addProperty(branch: EventBranch, name: string, schema: JsonObject, required: boolean): EventBranch {
  const { properties } = branch.properties;
  return {
    ...branch,
    properties: { ...branch.properties, properties: withProperty(properties, name, schema, required) },
  };
}

function addGroup(branch: EventBranch, group: EventBranch | undefined): EventBranch {
  const { properties = {}, required = [] } = group?.properties.properties ?? {};
  return Object.entries(properties).reduce(
    (all, [name, schema]) =>
      // What the event says itself goes before what its group says.
      all.properties.properties.properties?.[name] === undefined
        ? addProperty(all, name, schema as JsonObject, required.includes(name))
        : all,
    branch,
  );
}

function propertySchema({ cells }: CsvRecord): Result<JsonObject, string> {
  const cell = (name: string): string => cells.get(name) ?? '';
  const value = valueSchema(cell);
  if (!value.ok) return value;
  const description = cell('property description');
  const described: JsonObject = description === '' ? {} : { description };
  if (!isTrue(cell('property is array'))) return ok({ ...value.value, ...described });
  return ok({
    type: 'array',
    ...described,
    items: value.value,
    ...bound('minItems', cell('array min items')),
    ...bound('maxItems', cell('array max items')),
    ...(isTrue(cell('array unique items')) ? { uniqueItems: true } : {}),
  });
}

function valueSchema(cell: (name: string) => string): Result<JsonObject, string> {
  const type = cell('property value type').toLowerCase();
  switch (type) {
    case 'string': {
      const pattern = cell('property regex');
      return ok({
        type,
        ...(pattern === '' ? {} : { pattern }),
        ...bound('minLength', cell('string property value min length')),
        ...bound('maxLength', cell('string property value max length')),
      });
    }
    case 'number':
      return ok({
        type: isTrue(cell('number is integer')) ? 'integer' : 'number',
        ...bound('minimum', cell('number property value min')),
        ...bound('maximum', cell('number property value max')),
      });
    case 'boolean':
      return ok({ type });
    case 'enum': {
      const values = listOf(cell('enum values'));
      return ok(values.length === 0 ? {} : { enum: values });
    }
    case 'const':
      return ok({ const: constant(cell('const value')) });
    case '':
    case 'any':
      return ok({});
    default:
      return err(`«${type}» is no value type; Amplitude knows string, number, boolean, any, enum and const.`);
  }
}

const bound = (keyword: string, text: string): JsonObject =>
  text === '' || !Number.isFinite(Number(text)) ? {} : { [keyword]: Number(text) };

/** What is written without quotes: a number and true are meant as such. */
function constant(text: string): Json {
  return /^(?:-?\d+(?:\.\d+)?|true|false)$/.test(text) ? (JSON.parse(text) as Json) : text;
}
