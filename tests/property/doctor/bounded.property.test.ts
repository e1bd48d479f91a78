/** However long the stream and however new everything in it: no rule remembers more than it says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examined } from '../../../shared/doctor/examined';
import { Examination } from '../../../shared/doctor/examination';
import { MOST_SUBJECTS } from '../../../shared/doctor/finding-book';
import { RecentMap } from '../../../shared/doctor/recent-map';
import { RULES } from '../../../shared/doctor/registry';
import { type CanonicalEvent, EVENT_KINDS } from '../../../shared/model/event';

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 12 }) },
  fc.constantFrom('ana@example.com', 'null', 'Signed Up', 'signed_up', 'opted out', '4111111111111111', 'consent'),
);
const name = text.map((value) => value || 'x');
const properties = fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.jsonValue({ maxDepth: 3 })), {
  maxKeys: 8,
});
const event = fc.record(
  {
    event_id: fc.uuid(),
    event: name,
    kind: fc.constantFrom(...EVENT_KINDS),
    timestamp: fc.integer({ min: 0, max: 4e12 }),
    original_timestamp: fc.integer({ min: 0, max: 4e12 }),
    received_at: fc.integer({ min: 0, max: 4e12 }),
    distinct_id: name,
    anonymous_id: name,
    user_id: name,
    session_id: name,
    groups: fc.constant({}),
    properties,
    source: fc.constantFrom('posthog', 'segment', 'mixpanel', 'amplitude', 'ga4', 'countly', 'csv'),
    lib: name,
    lib_version: name,
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
  },
) as fc.Arbitrary<CanonicalEvent>;

describe('a map that forgets', () => {
  it('never holds more than its capacity, and always the latest', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 20 }), fc.array(fc.nat(40), { maxLength: 200 }), (capacity, keys) => {
        const map = new RecentMap<number, number>(capacity);
        for (const [at, key] of keys.entries()) {
          if (at % 3 === 0) map.get(key);
          map.set(key, at);
          expect(map.get(key)).toBe(at);
          expect(map.size).toBeLessThanOrEqual(capacity);
          const recent = [...new Set(keys.slice(0, at + 1).reverse())].slice(0, Math.floor(capacity / 2));
          expect(recent.every((each) => map.get(each) !== undefined)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('rules', () => {
  it('take any event, and say in their findings nothing that is not a sentence about an event that was shown', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const examination = new Examination();
        for (const [eid, each] of events.entries()) examination.show({ ...each, eid });
        for (const { count, examples, persons, firstSeen, lastSeen } of examination.book.findings()) {
          expect(count).toBeGreaterThanOrEqual(examples.length);
          expect(persons).toBeGreaterThan(0);
          expect(firstSeen).toBeLessThanOrEqual(lastSeen);
          for (const { eids, message } of examples) {
            expect(message.endsWith('.')).toBe(true);
            expect(message).not.toContain('ana@example.com');
            expect(message).not.toContain('4111111111111111');
            expect(eids.every((eid) => eid >= 0 && eid < events.length)).toBe(true);
          }
        }
      }),
      { numRuns: 150 },
    );
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s remembers no more than it says', (_, rule) => {
    const machine = rule.start();
    let told = 0;
    // Everything new: each event another name, person, browser, property and alias.
    for (let n = 0; n < 60_000; n += 1) {
      const kind = n % 5 === 0 ? 'alias' : n % 5 === 1 ? 'identify' : n % 5 === 2 ? 'click' : 'custom';
      const made: CanonicalEvent & { eid: number } = {
        eid: n,
        event_id: `e${n}`,
        event: n % 7 === 0 ? 'opted out' : n % 7 === 1 ? 'signed up' : `event ${n}`,
        kind,
        timestamp: n * 1_000,
        received_at: n * 1_000,
        distinct_id: `p${n}`,
        ...(n % 2 === 0 ? { user_id: `u${n % 3 === 0 ? 1 : n}` } : {}),
        anonymous_id: `d${n % 11 === 0 ? 1 : n}`,
        session_id: `s${n}`,
        groups: {},
        properties: { [`key${n}`]: n, [`other${n}`]: `v${n}`, shared: n % 2 === 0 ? n : String(n), alias: `a${n}` },
        source: 'posthog',
        lib: `lib${n}`,
      };
      machine.observe(examined(made), () => (told += 1));
      if (n % 1_000 === 0) expect(machine.held()).toBeLessThanOrEqual(rule.capacity);
    }
    expect(machine.held()).toBeLessThanOrEqual(rule.capacity);
    expect(told).toBeGreaterThanOrEqual(0);
  });

  it('tell so many subjects apart and no more', () => {
    const examination = new Examination();
    for (let n = 0; n < MOST_SUBJECTS + 50; n += 1) {
      examination.show({
        eid: n,
        event_id: `e${n}`,
        event: `event${n}`,
        kind: 'custom',
        timestamp: n,
        received_at: n,
        distinct_id: 'ana',
        groups: {},
        properties: { mail: 'ana@example.com' },
        source: 'posthog',
      });
    }
    const personal = examination.book.findings().filter(({ rule }) => rule.id === 'personal-data');
    expect(personal).toHaveLength(MOST_SUBJECTS);
    expect(examination.book.untoldOf('personal-data')).toBe(50);
  });
});
