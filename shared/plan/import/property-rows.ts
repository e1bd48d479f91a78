/**
 * A plan as people keep it in a spreadsheet, and as Avo, Countly and others take and give it: a row for each property of an
 * event, or one for the event and the next ones for its properties. Columns are known by their names, however they are
 * spelt; what a column is not known for is left out and told.
 */
import { err, ok, type Result } from '../../base/result';
import type { Json, JsonObject } from '../../model/json';
import type { EventBranch } from '../document';
import { emptyBranch, withDescription, withProperty } from '../edit';
import { readCsv } from './csv-records';
import type { ForeignEvents } from './schema-plans';

/** By what a cell says: names of its column, without case, spaces and signs. The first one there is, is taken. */
const COLUMNS = {
  event: ['eventname', 'event', 'events', 'eventkey', 'trackcall'],
  eventDescription: ['eventdescription'],
  property: [
    'propertyname',
    'eventpropertyname',
    'eventproperty',
    'property',
    'properties',
    'segmentname',
    'propertykey',
  ],
  propertyDescription: ['propertydescription', 'eventpropertydescription', 'segmentdescription'],
  description: ['description', 'definition', 'notes'],
  type: ['propertytype', 'propertyvaluetype', 'datatype', 'valuetype', 'segmenttype', 'type'],
  isRequired: [
    'propertyrequired',
    'required',
    'isrequired',
    'presence',
    'propertypresence',
    'segmentrequired',
    'status',
  ],
  isList: ['islist', 'propertyislist', 'isarray', 'propertyisarray', 'list', 'array'],
  values: [
    'allowedvalues',
    'permittedvalues',
    'propertyvalues',
    'enumvalues',
    'values',
    'matches',
    'segmentlistoptions',
    'options',
  ],
  pattern: ['regex', 'propertyregex', 'segmentregex', 'pattern'],
  minimum: ['min', 'minimum', 'minvalue'],
  maximum: ['max', 'maximum', 'maxvalue'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
type Meaning = keyof typeof COLUMNS;

const bare = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** The names of the columns: of an event and of a property, at least. */
export function looksLikePropertyRows(names: readonly string[]): boolean {
  const known = new Set(names.map(bare));
  return [COLUMNS.event, COLUMNS.property].every((spellings) => spellings.some((each) => known.has(each)));
}

export function readPropertyRows(text: string): Result<ForeignEvents, string> {
  const records = readCsv(text);
  if (!records.ok) return records;
  const names = [...(records.value[0]?.cells.keys() ?? [])];
  const columnOf = columnsIn(names);
  const events = new Map<string, EventBranch>();
  const notes = new Set<string>();
  let current: string | undefined;
  for (const { line, cells } of records.value) {
    const cell = (meaning: Meaning): string => cells.get(columnOf.get(meaning) ?? '') ?? '';
    const [event, property] = [cell('event'), cell('property')];
    // Below the row of an event its name is often left out.
    if (event !== '') current = event;
    if (current === undefined) return err(`Line ${line}: the property «${property}» belongs to no event.`);
    const described = cell('eventDescription') || (property === '' ? cell('description') : '');
    const branch = events.get(current) ?? emptyBranch(current);
    events.set(current, event === '' || described === '' ? branch : withDescription(branch, described));
    if (property === '') continue;
    const { schema, note } = schemaOf(cell);
    if (note !== undefined) notes.add(note);
    events.set(current, withOne(events.get(current) ?? branch, property, schema, isAlways(cell('isRequired'))));
  }
  if (events.size === 0) return err('The file has columns for events and properties, but no row.');
  const unread = names.filter((name) => ![...columnOf.values()].includes(name) && name !== '');
  if (unread.length > 0) notes.add(`Columns that are not read: ${unread.map((name) => `«${name}»`).join(', ')}.`);
  return ok({ source: 'table', events: [...events.values()], notes: [...notes] });
}

function columnsIn(names: readonly string[]): ReadonlyMap<Meaning, string> {
  const found = new Map<Meaning, string>();
  for (const [meaning, spellings] of Object.entries(COLUMNS) as [Meaning, readonly string[]][]) {
    const name = spellings
      .map((each) => names.find((column) => bare(column) === each))
      .find((each) => each !== undefined);
    if (name !== undefined) found.set(meaning, name);
  }
  return found;
}

const withOne = (branch: EventBranch, name: string, schema: JsonObject, isRequired: boolean): EventBranch => ({
  ...branch,
  properties: {
    ...branch.properties,
    properties: withProperty(branch.properties.properties, name, schema, isRequired),
  },
});

const ALWAYS = new Set(['true', 'yes', 'y', '1', 'x', 'required', 'mandatory', 'always', 'always sent', '✓']);
const isAlways = (text: string): boolean => ALWAYS.has(text.toLowerCase());

const TYPES: Readonly<Record<string, JsonObject>> = {
  string: { type: 'string' },
  text: { type: 'string' },
  varchar: { type: 'string' },
  enum: {},
  any: {},
  int: { type: 'integer' },
  integer: { type: 'integer' },
  long: { type: 'integer' },
  number: { type: 'number' },
  numeric: { type: 'number' },
  float: { type: 'number' },
  double: { type: 'number' },
  decimal: { type: 'number' },
  bool: { type: 'boolean' },
  boolean: { type: 'boolean' },
  object: { type: 'object' },
  json: { type: 'object' },
  date: { type: 'string', format: 'date' },
  datetime: { type: 'string', format: 'date-time' },
  timestamp: { type: 'string', format: 'date-time' },
};

/** `string`, `list of string`, `string[]`, `list<int>`, `array`. */
const LIST =
  /^(?:(?:list|array)(?:\s*(?:of|<|\[|\()\s*(?<of>[\w ]+?)s?\s*[>\])]?)?|(?<before>[\w ]+?)\s*(?:\[\]|list|array))$/;

function schemaOf(cell: (meaning: Meaning) => string): { readonly schema: JsonObject; readonly note?: string } {
  const said = cell('type').toLowerCase();
  const list = LIST.exec(said)?.groups;
  const name = list === undefined ? said : (list['of'] ?? list['before'] ?? '');
  const known = TYPES[name.replaceAll(/[\s-]/g, '')];
  const described = cell('propertyDescription') || cell('description');
  const value: JsonObject = { ...known, ...valuesOf(cell('values'), known), ...limitsOf(cell, known) };
  const schema: JsonObject = {
    ...(list !== undefined || isAlways(cell('isList')) ? { type: 'array', items: value } : value),
    ...(described === '' ? {} : { description: described }),
  };
  return known === undefined && name !== ''
    ? { schema, note: `«${cell('type')}» is no type that is known: any value will do.` }
    : { schema };
}

function valuesOf(text: string, known: JsonObject | undefined): JsonObject {
  const separator = ['\n', '|', ';', ','].find((each) => text.includes(each)) ?? '\n';
  const values = text
    .split(separator)
    .map((each) => each.trim().replace(/^["'](.*)["']$/, '$1'))
    .filter((each) => each !== '');
  return values.length === 0 ? {} : { enum: [...new Set(values)].map((each) => asType(each, known?.['type'])) };
}

function asType(text: string, type: Json | undefined): Json {
  if (type === 'boolean' && /^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  const isNumber = (type === 'number' || type === 'integer') && Number.isFinite(Number(text));
  return isNumber ? Number(text) : text;
}

function limitsOf(cell: (meaning: Meaning) => string, known: JsonObject | undefined): JsonObject {
  const pattern = cell('pattern');
  const limit = (meaning: 'minimum' | 'maximum'): JsonObject =>
    cell(meaning) === '' || !Number.isFinite(Number(cell(meaning))) ? {} : { [meaning]: Number(cell(meaning)) };
  const isText = known?.['type'] === 'string' || known === undefined;
  return { ...(pattern === '' || !isText ? {} : { pattern }), ...limit('minimum'), ...limit('maximum') };
}
