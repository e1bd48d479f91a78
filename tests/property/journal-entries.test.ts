/** What a frame of the journal says is what was written, whatever the events hold, and one of an earlier version is read the same. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ReadEntry, readEntry, writeEntry } from '../../electron/journal/entry';
import { EventTable } from '../../electron/journal/event-table';
import type { JournalEntry } from '../../shared/contract/engine';
import { runs } from '../support/runs';

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
    timestamp: fc.oneof(fc.integer(), fc.constantFrom(1, Number.NaN)),
    sent_at: fc.oneof({ weight: 9, arbitrary: fc.constant(5) }, { weight: 1, arbitrary: fc.constantFrom(null, 'x') }),
    lib: text,
    user_id: fc.constantFrom('a', undefined, 'b'),
    groups: fc.oneof({ weight: 9, arbitrary: fc.dictionary(text, text) }, { weight: 1, arbitrary: fc.constant([]) }),
    properties: fc.oneof(
      { weight: 9, arbitrary: fc.dictionary(text, fc.jsonValue()) },
      { weight: 1, arbitrary: fc.anything({ withBigInt: false }) },
    ),
    more: fc.jsonValue(),
  },
  { requiredKeys: ['event_id', 'event', 'groups', 'properties'] },
);
const entry = fc.record(
  { events: fc.array(event, { maxLength: 4 }), rejects: fc.constant([]), repairs: fc.nat(), tells: fc.boolean() },
  { requiredKeys: ['events', 'rejects'] },
);

const whole = ({ events, ...rest }: ReadEntry): unknown => ({
  ...rest,
  events: events instanceof EventTable ? events.events() : events,
});

test('entries come back as JSON has them', () => {
  fc.assert(
    fc.property(entry, (given) => {
      const written = given as unknown as JournalEntry;
      const asJson = JSON.stringify(written);
      expect(whole(readEntry(writeEntry(written)))).toEqual(JSON.parse(asJson));
      expect(whole(readEntry(Buffer.from(asJson)))).toEqual(JSON.parse(asJson));
    }),
    runs(300),
  );
});

test('a frame whose lines do not fit its events is none of ours', () => {
  const bytes = Buffer.from('{"events":[{"event_id":"a"},{"event_id":"b"}],"rejects":[]}\n{}');
  expect(() => readEntry(bytes)).toThrow('properties of 1 events, but not as many events');
});
