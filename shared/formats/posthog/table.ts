/**
 * The CSV that PostHog's own window exports: a column for each property that was looked at (`properties.$browser`), those
 * of the person among them. It holds what the table showed and no more.
 */
import type { Json, JsonObject } from '../../model/json';
import { readId } from '../../protocols/reading';
import { unflatten } from '../flat';
import { isTable } from '../import-map';
import { filledOf, firstOf, listOf, objectOf, typedCell, unwrapJson } from '../rows';
import { hasColumns, type VendorFormat } from '../vendor';
import { readRow } from './events';

export const postHogTable: VendorFormat = {
  vendor: 'posthog',
  title: 'PostHog table of events',
  wantsTypes: true,
  recognise: (outline) => {
    const flattened = outline.columns.some(({ name }) => name.startsWith('properties.'));
    const isOne = hasColumns(outline, ['event', 'timestamp']) && flattened && isTable(outline.container);
    return isOne && !hasColumns(outline, ['properties'])
      ? 'It has «event», «timestamp», and columns «properties.…» as PostHog’s window exports them.'
      : undefined;
  },
  readsRowsAlone: true,
  reader: (receivedAt, types) => (row) => {
    const cells = Object.fromEntries(
      Object.entries(filledOf(row)).map(([name, value]) => [name, typedCell(value, name, types)]),
    );
    return readRow(eventOf(cells), receivedAt);
  },
};

function eventOf(cells: JsonObject): JsonObject {
  const person = { ...objectOf(cells['person']), ...unflatten(cells, 'person') };
  const beside = Object.entries(cells).filter(
    ([name]) => !/^(?:properties\.|person(?:\.|$))/.test(name) && name !== 'id',
  );
  const known = Object.entries(objectOf(person['properties']));
  const ids = listOf(person['distinct_ids']);
  return {
    ...Object.fromEntries(beside),
    uuid: firstOf(cells, ['uuid', 'id']) ?? null,
    distinct_id:
      readId(cells['distinct_id']) ??
      readId(person['distinct_id']) ??
      readId(ids[0]) ??
      readId(unwrapJson(cells['person'])) ??
      null,
    properties: unflatten(cells, 'properties'),
    ...(known.length === 0 ? {} : { person_properties: Object.fromEntries<Json>(known) }),
  };
}
