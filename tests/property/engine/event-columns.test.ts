/** What is worked out of an event when it is stored is the same whether its properties are looked into or only their text. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventColumns } from '../../../electron/engine/ingest/event-columns';
import { eventHashes } from '../../../electron/engine/ingest/event-hash';
import { tableOf } from '../../../electron/engine/ingest/incoming-batch';
import { CAMPAIGN_KEYS, campaignOf, hasOperations, isServerEvent, pageOf } from '../../../shared/model/derived';
import type { CanonicalEvent } from '../../../shared/model/event';
import { PROPERTY_OPERATIONS } from '../../../shared/model/person';
import { completeEvent } from '../../support/test-engine';

const key = fc.constantFrom(
  '$is_server',
  '$pathname',
  '$current_url',
  'name',
  'plan',
  'constructor',
  '__proto__',
  ...CAMPAIGN_KEYS,
  ...PROPERTY_OPERATIONS,
);
const value = fc.oneof(fc.jsonValue(), fc.constantFrom('true', true, 'https://shop.example/a?utm_source=x', '"$set":'));
const properties = fc.dictionary(key, value, { maxKeys: 4 });

test('derived columns say what the properties say', () => {
  fc.assert(
    fc.property(properties, fc.constantFrom('page', 'screen', 'custom'), (given, kind) => {
      const event: CanonicalEvent = completeEvent({
        event: 'e',
        kind,
        properties: given as CanonicalEvent['properties'],
      });
      const columns = eventColumns(tableOf([event]), eventHashes(event.event_id, 1), 7);
      const derived = columns.slice(-4).map((column) => ('values' in column ? column.values[0] : column.value));
      expect(derived).toEqual([
        pageOf(kind, event.properties)?.replace(/\p{Surrogate}|\0/gu, '\uFFFD') ?? null,
        isServerEvent(event.lib, event.properties) ? 1 : 0,
        campaignOf(event.properties)?.replace(/\p{Surrogate}|\0/gu, '\uFFFD') ?? null,
        hasOperations(event.properties) ? 1 : 0,
      ]);
    }),
    { numRuns: 500 },
  );
});
