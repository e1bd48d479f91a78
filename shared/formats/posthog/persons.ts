/**
 * PostHog's persons: a row per distinct id (batch exports), or per person with all of its ids (the window, the API).
 * Which ids PostHog holds for one person becomes merges, what the person is like becomes operations, so that another rule set here
 * comes to its own conclusions. Deleted persons and ids say nothing.
 */
import type { CanonicalEvent } from '../../model/event';
import type { JsonObject } from '../../model/json';
import { readId, reject } from '../../protocols/reading';
import { unflatten } from '../flat';
import { firstOf, listOf, objectOf, timeOf, typedCell } from '../rows';
import { hasProperties, identifies, isAlsoCalled, isGeneratedId, type Told } from '../statements';
import { hasAnyColumn, hasColumns, type RowReading, type VendorFormat } from '../vendor';

const OF_EVENTS = ['event', 'timestamp'];

export const postHogPersons: VendorFormat = {
  vendor: 'posthog',
  title: 'PostHog persons',
  wantsTypes: true,
  recognise: (outline) => {
    if (hasAnyColumn(outline, OF_EVENTS)) return undefined;
    if (hasColumns(outline, ['distinct_id', 'person_id', 'properties'])) {
      return 'Its rows are ids of persons: «distinct_id», «person_id», «properties».';
    }
    const hasIds = hasAnyColumn(outline, ['distinct_ids', 'distinct_ids.0']);
    const hasProperties = outline.columns.some(({ name }) => name === 'properties' || name.startsWith('properties.'));
    return hasIds && hasProperties ? 'Its rows are persons: «distinct_ids» and «properties».' : undefined;
  },
  reader: (receivedAt, types) => {
    const known = new Map<string, string>();
    return (row) => {
      const cells = Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, typedCell(value, name, types)]),
      );
      return readPerson(cells, receivedAt, known);
    };
  },
};

/** `known`: by person, the id that the others of that person are joined to. */
function readPerson(row: JsonObject, receivedAt: number, known: Map<string, string>): RowReading {
  if (isTrue(row['is_deleted'])) return { events: [], rejects: [] };
  const flat = unflatten(row, 'distinct_ids');
  const listed = [...listOf(row['distinct_ids']), ...Object.values(flat)].flatMap((id) => readId(id) ?? []);
  const single = readId(row['distinct_id']);
  const ids = [...new Set(single === undefined ? listed : [single, ...listed])];
  const person = readId(firstOf(row, ['person_id', 'uuid', 'id'])) ?? ids[0];
  if (ids.length === 0 || person === undefined) {
    return {
      events: [],
      rejects: [reject('missing_id', 'The row says nobody: it has no distinct id.', 'distinct_id', '')],
    };
  }
  const time = timeOf(firstOf(row, ['_inserted_at', 'created_at'])) ?? receivedAt;
  const told: Told = { vendor: 'posthog', time, receivedAt, properties: { person_id: person } };
  const events: CanonicalEvent[] = [];
  // A name that somebody chose tells more of who it is than one that a browser made up.
  const anchor = known.get(person) ?? ids.find((id) => !isGeneratedId(id)) ?? ids[0] ?? person;
  let current = anchor;
  for (const id of ids) {
    if (id === current) continue;
    if (isGeneratedId(current) && !isGeneratedId(id)) {
      events.push(identifies(id, current, told));
      current = id;
    } else {
      events.push(
        isGeneratedId(id) && !isGeneratedId(current)
          ? identifies(current, id, told)
          : isAlsoCalled(current, id, told, true),
      );
    }
  }
  known.set(person, current);
  const properties = { ...objectOf(row['properties']), ...unflatten(row, 'properties') };
  if (Object.keys(properties).length > 0) {
    events.push(hasProperties(single ?? current, properties, undefined, told));
  }
  return { events, rejects: [] };
}

const isTrue = (value: unknown): boolean => value === true || value === 1 || value === 'true' || value === '1';
