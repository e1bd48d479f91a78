/** Replay against the slow way: values, setters, late events; the outcome is a matter of the set of events alone. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../shared/model/json';
import { PROPERTY_OPERATIONS, type PropertyOperation } from '../../../shared/model/person';
import { compareOrder, replay, Replay, type OperationEvent } from '../../../shared/profiles/replay';
import { type CarriedOperations, oracleAt, oracleProperties } from '../../support/oracles/profiles';
import { runs } from '../../support/runs';

const key = fc.constantFrom('a', 'b', 'c', '__proto__', 'toString');
const scalar: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(
  1,
  2,
  -3,
  0.5,
  '1',
  'x',
  '',
  ' 7 ',
  true,
  false,
  null,
  1e308,
);
const value: fc.Arbitrary<Json> = fc.oneof(
  { weight: 5, arbitrary: scalar },
  { weight: 2, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  fc.constantFrom<Json[]>({ p: 1, q: [2] }, { q: [2], p: 1 }, {}),
);
/** Own keys whatever they are called, as JSON has them. */
const members = fc
  .array(fc.tuple(key, value), { maxLength: 3 })
  .map(
    (pairs) =>
      JSON.parse(`{${pairs.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join(',')}}`) as JsonObject,
  );
const argument: Readonly<Record<PropertyOperation, fc.Arbitrary<Json>>> = {
  ...(Object.fromEntries(
    PROPERTY_OPERATIONS.map((op) => [op, fc.oneof({ weight: 9, arbitrary: members }, scalar)]),
  ) as Record<PropertyOperation, fc.Arbitrary<Json>>),
  $unset: fc.oneof<[fc.Arbitrary<Json>, fc.Arbitrary<Json>]>(members, fc.array(key, { maxLength: 2 })),
  $delete: fc.constantFrom<Json[]>(true, false, 'null'),
};
const operation = fc
  .constantFrom(...PROPERTY_OPERATIONS)
  .chain((op) => argument[op].map((given): [PropertyOperation, Json] => [op, given]));
const operations = fc
  .array(operation, { minLength: 1, maxLength: 3 })
  .map((pairs): JsonObject => Object.fromEntries(pairs));
/** Few times, so that many are equal. */
const log = fc
  .array(fc.record({ time: fc.integer({ min: 0, max: 6 }), operations }), { maxLength: 12 })
  .map((events) => events.map((event, i): CarriedOperations => ({ id: `e${(i * 7) % 13}-${i}`, ...event })));

function inOrder(events: readonly CarriedOperations[]): OperationEvent[] {
  return events.map((event, eid) => ({ ...event, eid, eventId: event.id })).sort(compareOrder);
}

const valuesOf = (events: readonly CarriedOperations[]): [string, Json][] =>
  [...replay(inOrder(events)).profile].map(([k, property]) => [k, property.value]);
const sorted = (state: ReadonlyMap<string, Json>): [string, Json][] => [...state].sort(([a], [b]) => (a < b ? -1 : 1));

describe('replay', () => {
  it('gives what the slow way gives', () => {
    fc.assert(
      fc.property(log, (events) => {
        expect(valuesOf(events)).toEqual(sorted(oracleProperties(events)));
      }),
      runs(2_000),
    );
  });

  it('depends on the set of events alone', () => {
    fc.assert(
      fc.property(
        log.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }))),
        ([events, shuffled]) => {
          expect(valuesOf(shuffled)).toEqual(valuesOf(events));
        },
      ),
      runs(300),
    );
  });

  it('knows every value at every event, and the event that set it', () => {
    fc.assert(
      fc.property(log, (events) => {
        const ordered = inOrder(events);
        const { changes } = replay(ordered);
        for (const [i, event] of ordered.entries()) {
          const happened = new Map(ordered.slice(0, i + 1).map(({ eid }, place) => [eid, place]));
          const now = new Map<string, Json>();
          for (const change of changes) {
            if (!happened.has(change.eid)) continue;
            if (change.value === undefined) now.delete(change.key);
            else now.set(change.key, change.value);
          }
          const source = events[event.eid] as CarriedOperations;
          expect(sorted(now)).toEqual(sorted(oracleAt(events, source)));
        }
      }),
      runs(300),
    );
  });

  it('names as setter the last event that changed the value, and changes nothing to what it was', () => {
    fc.assert(
      fc.property(log, (events) => {
        const { changes, profile } = replay(inOrder(events));
        const last = new Map<string, { value: Json | undefined; eid: number }>();
        for (const { key: changed, value: to, eid } of changes) {
          expect(JSON.stringify(to)).not.toBe(JSON.stringify(last.get(changed)?.value));
          expect(last.get(changed)?.eid).not.toBe(eid);
          last.set(changed, { value: to, eid });
        }
        for (const [name, property] of profile)
          expect(last.get(name)).toEqual({ value: property.value, eid: property.eid });
      }),
      runs(500),
    );
  });

  it('goes on from what it left', () => {
    fc.assert(
      fc.property(log, fc.nat(), (events, cut) => {
        const ordered = inOrder(events);
        const at = ordered.length === 0 ? 0 : cut % ordered.length;
        const first = new Replay();
        const parts = ordered.slice(0, at).flatMap((event) => first.apply(event));
        const stored = JSON.parse(JSON.stringify(first.properties())) as JsonObject;
        const second = new Replay(stored);
        parts.push(...ordered.slice(at).flatMap((event) => second.apply(event)));
        const whole = replay(ordered);
        expect(parts).toEqual(whole.changes);
        expect(Object.entries(second.properties())).toEqual(
          [...whole.profile].map(([k, property]) => [k, property.value]),
        );
      }),
      runs(500),
    );
  });
});
