import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainlyCanonical, isPlainTable } from '../../../electron/engine/ingest/plainly-canonical';
import { EventTable } from '../../../electron/journal/event-table';
import { readEntry, writeEntry } from '../../../electron/journal/entry';
import { type CanonicalEvent, canonicalEventSchema, EVENT_KINDS } from '../../../shared/model/event';

const name = fc.string({ minLength: 1 });
const time = fc.maxSafeInteger();
const good = fc.record(
  {
    event_id: name,
    event: name,
    kind: fc.constantFrom(...EVENT_KINDS),
    timestamp: time,
    original_timestamp: time,
    sent_at: time,
    received_at: time,
    distinct_id: name,
    anonymous_id: name,
    user_id: name,
    session_id: name,
    groups: fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
    properties: fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true }),
    source: name,
    project: fc.string(),
    lib: fc.string(),
    lib_version: fc.string(),
  },
  {
    requiredKeys: [
      'event_id',
      'event',
      'kind',
      'timestamp',
      'received_at',
      'distinct_id',
      'groups',
      'properties',
      'source',
    ],
    noNullPrototype: true,
  },
);
const strange = fc.oneof(
  fc.constantFrom('', 'custom', 0, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60, true, null, undefined, []),
  fc.dictionary(fc.string(), fc.anything()),
  fc.anything(),
);

describe('an event that is plainly canonical', () => {
  it('is any good one', () => {
    fc.assert(fc.property(good, (event) => isPlainlyCanonical(event as CanonicalEvent)));
  });

  it('is none that the schema refuses', () => {
    const key = fc.oneof(fc.constantFrom(...Object.keys(canonicalEventSchema.shape)), fc.string());
    fc.assert(
      fc.property(good, key, strange, (event, field, value) => {
        const changed = { ...event, [field]: value } as CanonicalEvent;
        if (isPlainlyCanonical(changed)) expect(canonicalEventSchema.safeParse(changed).error).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  it('is the same one as a table', () => {
    const key = fc.oneof(fc.constantFrom(...Object.keys(canonicalEventSchema.shape)), fc.string());
    fc.assert(
      fc.property(fc.array(good, { minLength: 1, maxLength: 3 }), key, fc.option(strange), (events, field, value) => {
        const changed = events.map((event, i) => (i === 0 && value !== null ? { ...event, [field]: value } : event));
        const { events: read } = readEntry(writeEntry({ events: changed as CanonicalEvent[], rejects: [] }));
        if (value === null) expect(read).toBeInstanceOf(EventTable);
        if (!(read instanceof EventTable)) return;
        expect(isPlainTable(read)).toBe(read.events().every(isPlainlyCanonical));
      }),
      { numRuns: 1_000 },
    );
  });
});
