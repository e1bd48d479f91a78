/**
 * What Mixpanel's exports say of people: their profiles (the Engage API's answers, the pipelines' people table), and
 * which ids the project resolved to which. Both become statements, so that ids are resolved here by the rules chosen here.
 */
import { readId, reject } from '../../protocols/reading';
import type { JsonObject } from '../../model/json';
import { filledOf, firstOf, objectOf, timeOf } from '../rows';
import { hasProperties, identifies, isAlsoCalled } from '../statements';
import { hasAnyColumn, hasColumns, type RowReading, type VendorFormat } from '../vendor';

const EVENT_COLUMNS = ['event', 'event_name', 'name', 'time', 'timestamp'];
/** Ids of devices are spelled so by the SDKs. */
const DEVICE = '$device:';

export const mixpanelPeople: VendorFormat = {
  vendor: 'mixpanel',
  title: 'Mixpanel people',
  recognise: (outline) => {
    if (hasColumns(outline, ['$distinct_id', '$properties'])) {
      return 'Its rows are people: «$distinct_id» and «$properties».';
    }
    return hasColumns(outline, ['distinct_id', 'properties']) && !hasAnyColumn(outline, EVENT_COLUMNS)
      ? 'Its rows are people: «distinct_id» and «properties», and nothing that happened.'
      : undefined;
  },
  reader: (receivedAt) => (row) => readPerson(row, receivedAt),
};

function readPerson(row: JsonObject, receivedAt: number): RowReading {
  const id = readId(firstOf(row, ['$distinct_id', 'distinct_id']));
  if (id === undefined) return refuse('$distinct_id');
  const set = filledOf(objectOf(firstOf(row, ['$properties', 'properties'])));
  if (Object.keys(set).length === 0) return { events: [], rejects: [] };
  // When the profile was last changed is not told; when the person was last seen is.
  const time = timeOf(firstOf(set, ['$last_seen', '$created'])) ?? receivedAt;
  const role = id.startsWith(DEVICE) ? 'anonymous' : undefined;
  return { events: [hasProperties(id, set, role, { vendor: 'mixpanel', time, receivedAt })], rejects: [] };
}

export const mixpanelMappings: VendorFormat = {
  vendor: 'mixpanel',
  title: 'Mixpanel identity mappings',
  recognise: (outline) =>
    hasColumns(outline, ['distinct_id', 'resolved_distinct_id'])
      ? 'Its rows say which «distinct_id» Mixpanel resolved to which «resolved_distinct_id».'
      : undefined,
  reader: (receivedAt) => (row) => readMapping(row, receivedAt),
};

function readMapping(row: JsonObject, receivedAt: number): RowReading {
  const id = readId(row['distinct_id']);
  const resolved = readId(row['resolved_distinct_id']);
  if (id === undefined || resolved === undefined)
    return refuse(id === undefined ? 'distinct_id' : 'resolved_distinct_id');
  if (id === resolved) return { events: [], rejects: [] };
  const time = timeOf(firstOf(row, ['mapping_time', 'time', 'created_at'])) ?? receivedAt;
  const told = { vendor: 'mixpanel', time, receivedAt } as const;
  const isDevice = id.startsWith(DEVICE) && !resolved.startsWith(DEVICE);
  return { events: [isDevice ? identifies(resolved, id, told) : isAlsoCalled(resolved, id, told)], rejects: [] };
}

const refuse = (column: string): RowReading => ({
  events: [],
  rejects: [reject('missing_id', `The row says nobody: «${column}» is empty.`, column, '')],
});
