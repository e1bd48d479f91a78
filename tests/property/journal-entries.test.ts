/** What a frame of the journal says is what was written, whatever the events hold, and one of an earlier version is read the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeEvent } from '../../electron/engine/ingest/incoming-event';
import { type ReadEntry, readEntry, writeEntry } from '../../electron/journal/entry';
import type { JournalEntry } from '../../shared/contract/engine';

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\n', '\u2028', '"', '\\n', '\ud800'),
);
const event = fc.record(
  {
    event_id: text,
    event: text,
    kind: fc.constantFrom('custom', 'page', 'nonsense'),
    timestamp: fc.integer(),
    lib: text,
    groups: fc.dictionary(text, text),
    properties: fc.oneof(
      { weight: 9, arbitrary: fc.dictionary(text, fc.jsonValue()) },
      { weight: 1, arbitrary: fc.anything({ withBigInt: false }) },
    ),
    more: fc.jsonValue(),
  },
  { requiredKeys: ['event_id', 'event'] },
);
const entry = fc.record(
  { events: fc.array(event, { maxLength: 4 }), rejects: fc.constant([]), repairs: fc.nat(), tells: fc.boolean() },
  { requiredKeys: ['events', 'rejects'] },
);

const whole = ({ events, ...rest }: ReadEntry): unknown => ({ ...rest, events: events.map(wholeEvent) });

test('entries come back as JSON has them', () => {
  fc.assert(
    fc.property(entry, (given) => {
      const written = given as unknown as JournalEntry;
      const asJson = JSON.stringify(written);
      expect(whole(readEntry(writeEntry(written)))).toEqual(JSON.parse(asJson));
      expect(whole(readEntry(Buffer.from(asJson)))).toEqual(JSON.parse(asJson));
    }),
    { numRuns: 300 },
  );
});

test('a frame whose lines do not fit its events is none of ours', () => {
  const bytes = Buffer.from('{"events":[{"event_id":"a"},{"event_id":"b"}],"rejects":[]}\n{}');
  expect(() => readEntry(bytes)).toThrow('2 events, but properties of 1');
});
